using System.Globalization;
using CcmFhirBridge.Simulator.Doors;
using CcmFhirBridge.Simulator.Histories;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Stores;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Simulator.Servers;

/// <summary>Between HTTP and the interactions: reads the request, leads it through the quirks, writes the answer.</summary>
internal sealed class FhirEndpoint(Dispatch dispatch, FhirStore store, WriteHistory history, QuirkList quirks, SmartDoor? door, SimulatedEhrOptions options)
{
    private const string FormType = "application/x-www-form-urlencoded";
    private long requests;

    public async Task HandleAsync(HttpContext http)
    {
        var cancellation = http.RequestAborted;
        if (http.Request.Method == "GET" && http.Request.Path == "/_simulator/history")
        {
            http.Response.ContentType = "application/x-ndjson";
            await http.Response.Body.WriteAsync(history.ToNdjson(), cancellation);
            return;
        }
        if (door is not null && await door.HandleAsync(http))
            return;
        if (!http.Request.Path.StartsWithSegments(options.BasePath, StringComparison.Ordinal, out var rest))
        {
            await SendAsync(http, new FhirAnswer { Status = 404, Body = Json.Outcome("error", "not-found", "FHIR is not served here.") });
            return;
        }
        var request = await ReadAsync(http, rest, cancellation);
        var context = new QuirkContext
        {
            Request = Interlocked.Increment(ref requests),
            Method = request.Method,
            Type = request.Segment(0),
            Path = string.Join('/', request.Path),
            Query = request.Query,
            IsWrite = request.IsWrite,
            Body = request.Body,
            Time = options.Time,
        };
        await RunAsync(request, context, http);
    }

    private async Task RunAsync(FhirRequest request, QuirkContext context, HttpContext http)
    {
        var cancellation = http.RequestAborted;
        var inForce = quirks.InForce();
        foreach (var quirk in inForce)
            await quirk.BeforeCommitAsync(context, cancellation);
        if (context is { Answer: null, Drop: false })
        {
            context.Answer = Serve(request with { IndexedUntil = context.IndexedUntil }, http);
            if (context is { IsWrite: true, Answer.Status: < 300 })
            {
                foreach (var quirk in inForce)
                    await quirk.AfterCommitAsync(context, cancellation);
            }
        }
        foreach (var quirk in inForce)
            await quirk.BeforeAnswerAsync(context, cancellation);
        if (context.Drop || context.Answer is null)
            http.Abort();
        else
            await SendAsync(http, context.Answer);
    }

    private FhirAnswer Serve(FhirRequest request, HttpContext http)
    {
        try
        {
            CheckMedia(http.Request, request);
            return dispatch.Handle(request);
        }
        catch (FhirFailure failure)
        {
            return new FhirAnswer { Status = failure.Status, Body = Json.Outcome("error", failure.Code, failure.Message) };
        }
        catch (Exception problem) when (problem is InvalidOperationException or ArgumentException)
        {
            // Well-formed JSON may still hold half a surrogate pair, which shows only when the text is taken out.
            return new FhirAnswer { Status = 400, Body = Json.Outcome("error", "structure", "The body holds text that is no Unicode.") };
        }
    }

    private static void CheckMedia(HttpRequest http, FhirRequest request)
    {
        var accept = http.Headers.Accept.ToString();
        var format = request.Query.LastOrDefault(pair => pair.Key == "_format").Value;
        var jsonAccepted = accept.Length == 0 || accept.Contains("json", StringComparison.OrdinalIgnoreCase) || accept.Contains("*/*", StringComparison.Ordinal);
        if (format is null ? !jsonAccepted : !format.Contains("json", StringComparison.OrdinalIgnoreCase))
            throw new FhirFailure(406, "not-supported", "This server speaks JSON only.");
        if (request.Body.Length == 0 || request.IsForm)
            return;
        var media = (http.ContentType ?? "").Split(';')[0].Trim();
        if (media is not ("application/fhir+json" or "application/json"))
            throw new FhirFailure(415, "not-supported", "This server takes application/fhir+json.");
    }

    private static async Task<FhirRequest> ReadAsync(HttpContext http, PathString rest, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, cancellation);
        return new FhirRequest
        {
            Method = http.Request.Method,
            Path = (rest.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries),
            Query = FhirRequest.Pairs(http.Request.QueryString.Value ?? ""),
            Body = body.ToArray(),
            IfMatch = Header(http, "If-Match"),
            IfNoneMatch = Header(http, "If-None-Match"),
            IfNoneExist = Header(http, "If-None-Exist"),
            Prefer = Header(http, "Prefer"),
            IsForm = http.Request.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) == true,
        };
    }

    private async Task SendAsync(HttpContext http, FhirAnswer answer)
    {
        var response = http.Response;
        response.StatusCode = answer.Status;
        // The simulated clock rules here too, or a client would see two clocks of one server.
        response.Headers.Date = (answer.Date ?? store.Now()).ToString("R", CultureInfo.InvariantCulture);
        if (answer.Version is { } version)
        {
            response.Headers.ETag = version.ETag;
            response.Headers.LastModified = version.LastUpdated.ToString("R", CultureInfo.InvariantCulture);
        }
        if (answer.Location is not null)
            response.Headers.Location = answer.Location;
        if (answer.RetryAfter is not null)
            response.Headers.RetryAfter = answer.RetryAfter;
        if (answer.Body.Length == 0)
            return;
        response.ContentType = answer.ContentType;
        if (answer.ContentEncoding is not null)
            response.Headers.ContentEncoding = answer.ContentEncoding;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }

    private static string? Header(HttpContext http, string name) =>
        http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}
