using System.Globalization;
using CcmFhirBridge.Server.Fhir.Serving;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Fhir.Interactions;

/// <summary>One resource as it is, or as it was in one of its versions.</summary>
internal static class ReadInteraction
{
    public static async Task AnswerAsync(IServedType type, TenantCall call)
    {
        var id = Begin(type, call, "read");
        await TellAsync(call, await type.ReadAsync(call, id) ?? throw NotThere(type));
    }

    public static async Task AnswerVersionAsync(IServedType type, TenantCall call)
    {
        var id = Begin(type, call, "vread");
        var written = call.Route("version");
        // A version is written in one way only.
        var resource = long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && written == version.ToString(CultureInfo.InvariantCulture)
            ? await type.ReadVersionAsync(call, id, version)
            : null;
        await TellAsync(call, resource ?? throw NotThere(type));
    }

    /// <summary>Notes what is asked for; the id.</summary>
    /// <exception cref="FhirProblem">406.</exception>
    public static string Begin(IServedType type, TenantCall call, string interaction)
    {
        FhirFormats.Require(call.Http.Request);
        (call.Note.Interaction, call.Note.ResourceType, call.Note.ResourceId) = (interaction, type.Name, call.Route("id"));
        return call.Route("id");
    }

    public static FhirProblem NotThere(IServedType type) => FhirProblem.NotFound($"There is no such {type.Name}, or no such version of it.");

    private static async Task TellAsync(TenantCall call, ServedResource resource)
    {
        resource.NoteIn(call.Note);
        var response = call.Http.Response;
        response.Headers.ETag = resource.ETag;
        response.Headers.LastModified = resource.LastUpdated.ToString("R", CultureInfo.InvariantCulture);
        if (IsKnown(call.Http.Request, resource))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await FhirAnswer.WriteAsync(call.Http, ExcerptOf(call).Of(resource.Json));
    }

    private static bool IsKnown(HttpRequest request, ServedResource resource)
    {
        var headers = request.GetTypedHeaders();
        if (request.Headers.IfNoneMatch.Count > 0)
            return headers.IfNoneMatch.Any(tag => tag.Tag == "*" || tag.Tag == resource.ETag[2..]);
        return headers.IfModifiedSince is { } since && resource.LastUpdated.UtcTicks / TimeSpan.TicksPerSecond <= since.UtcTicks / TimeSpan.TicksPerSecond;
    }

    private static Excerpt ExcerptOf(TenantCall call)
    {
        var asked = new Search.ResultParameters(type: null, isStrict: false);
        foreach (var (name, values) in call.Http.Request.Query)
        {
            if (name is "_summary" or "_elements")
                asked.TryRead(name, values.ToString());
        }

        return asked.Request.IsCountOnly ? throw FhirProblem.Invalid("There is nothing to count in one resource.", "_summary") : asked.Request.Excerpt;
    }
}
