using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CcmFhirBridge.Server.Fhir;

/// <summary>A format of FHIR on the wire.</summary>
internal enum FhirFormat
{
    Json,
    Xml,
}

/// <summary>Which format a request asks for: <c>_format</c> before <c>Accept</c>, JSON when both leave it open.</summary>
internal static class FhirFormats
{
    public const string JsonType = "application/fhir+json; charset=utf-8";

    public const string XmlType = "application/fhir+xml; charset=utf-8";

    private const string Version = "4.0";

    private static readonly object s_format = new();
    private static readonly object s_pretty = new();

    /// <summary>The format to answer in; JSON where nothing that was asked for is known, so that an error can always be told.</summary>
    public static FhirFormat Wanted(HttpRequest request)
    {
        if (Named(request) is { } named && Of(named) is { } format)
            return format;
        return Accepted(request).Select(static accepted => Of(accepted.MediaType.ToString())).FirstOrDefault(static known => known is not null) ?? FhirFormat.Json;
    }

    /// <summary>Refuses a request that asks for formats which are not known.</summary>
    /// <exception cref="FhirProblem">406.</exception>
    public static void Require(HttpRequest request)
    {
        var isKnown = Named(request) is { } named
            ? Of(named) is not null
            : request.Headers.Accept.Count == 0 || Accepted(request).Any(IsServed);
        if (!isKnown)
            throw new FhirProblem(StatusCodes.Status406NotAcceptable, OperationOutcome.IssueType.NotSupported, "Answers come as application/fhir+json or application/fhir+xml of FHIR 4.0.");
    }

    /// <summary>Whether the answer is to be read by people (<c>_pretty</c>).</summary>
    public static bool IsPretty(HttpRequest request) =>
        (request.HttpContext.Items.TryGetValue(s_pretty, out var posted) ? (string?)posted : request.Query["_pretty"].ToString()) == "true";

    /// <summary>Takes a format that a form asks for.</summary>
    public static void Ask(HttpContext http, string format) => http.Items[s_format] = format;

    /// <summary>Takes what a form says of how the answer is written.</summary>
    public static void AskPretty(HttpContext http, string pretty) => http.Items[s_pretty] = pretty;

    /// <summary>The format that a media type or a value of <c>_format</c> names; null for others.</summary>
    public static FhirFormat? Of(string type) => type.Split(';')[0].Trim() switch
    {
        "application/fhir+json" or "application/json" or "json" or "text/json" => FhirFormat.Json,
        "application/fhir+xml" or "application/xml" or "xml" or "text/xml" => FhirFormat.Xml,
        _ => null,
    };

    private static string? Named(HttpRequest request) =>
        request.HttpContext.Items.TryGetValue(s_format, out var posted) ? (string?)posted : request.Query.TryGetValue("_format", out var named) ? named.ToString() : null;

    private static IEnumerable<MediaTypeHeaderValue> Accepted(HttpRequest request) => request.GetTypedHeaders().Accept
        .Where(static accepted => accepted.Quality is not 0)
        .OrderByDescending(static accepted => accepted.Quality ?? 1);

    private static bool IsServed(MediaTypeHeaderValue accepted) =>
        (Of(accepted.MediaType.ToString()) is not null || accepted.MatchesAllTypes || (accepted.MatchesAllSubTypes && accepted.Type.Value is "application" or "text"))
        && accepted.Parameters.All(static parameter => parameter.Name.Value != "fhirVersion" || parameter.Value.Value?.Trim('"') is Version or "4.0.1");
}
