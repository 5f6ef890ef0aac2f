using CcmFhirBridge.Server.Transport;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir;

/// <summary>What every request to a tenant's endpoints has to keep, whoever sends it: how it comes, how large it is, and how long it may take.</summary>
internal sealed class RequestGate(TransportRule transport, TimeProvider time)
{
    /// <summary>Most parameters of a query.</summary>
    public const int MostParameters = 200;

    /// <summary>The longest that an answer may take.</summary>
    public static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    /// <summary>Refuses what no endpoint takes, and ends work that takes too long: <see cref="HttpContext.RequestAborted"/> tells it.</summary>
    /// <exception cref="FhirProblem">400, 403, 413, 415 or 503.</exception>
    public async Task PassAsync(HttpContext http, Func<Task> work)
    {
        transport.Require(http);
        Check(http.Request);
        var gone = http.RequestAborted;
        using var late = new CancellationTokenSource(LongestAnswer, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(gone, late.Token);
        http.RequestAborted = ended.Token;
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !gone.IsCancellationRequested)
        {
            throw new FhirProblem(StatusCodes.Status503ServiceUnavailable, OperationOutcome.IssueType.Timeout, "The answer took too long; ask for less, or again later.")
            {
                RetryAfter = TimeSpan.FromSeconds(10),
            };
        }
        finally
        {
            http.RequestAborted = gone;
        }
    }

    private static void Check(HttpRequest request)
    {
        // What is packed small may unpack to anything.
        if (request.Headers.ContentEncoding.Any(static coding => !string.IsNullOrWhiteSpace(coding) && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
            throw new FhirProblem(StatusCodes.Status415UnsupportedMediaType, OperationOutcome.IssueType.NotSupported, "Send the body as it is, without a Content-Encoding.");
        if (request.ContentLength > TransportRegistration.LongestBody)
            throw new FhirProblem(StatusCodes.Status413PayloadTooLarge, OperationOutcome.IssueType.TooLong, "The body is larger than this server takes.");
        // Counted before they are taken apart.
        if (request.QueryString.HasValue && request.QueryString.Value.AsSpan().Count('&') >= MostParameters)
            throw FhirProblem.Invalid($"A query has {MostParameters} parameters at most.");
    }
}
