using Microsoft.AspNetCore.Http;

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

    /// <summary>The format to answer in; JSON where nothing that was asked for is known, so that an error can always be told.</summary>
    public static FhirFormat Wanted(HttpRequest request)
    {
        if (request.Query.TryGetValue("_format", out var named) && Of(named.ToString()) is { } format)
            return format;
        return request.GetTypedHeaders().Accept
            .OrderByDescending(static accepted => accepted.Quality ?? 1)
            .Select(static accepted => Of(accepted.MediaType.ToString()))
            .FirstOrDefault(static known => known is not null) ?? FhirFormat.Json;
    }

    /// <summary>The format that a media type or a value of <c>_format</c> names; null for others.</summary>
    public static FhirFormat? Of(string type) => type.Split(';')[0].Trim() switch
    {
        "application/fhir+json" or "application/json" or "json" or "text/json" => FhirFormat.Json,
        "application/fhir+xml" or "application/xml" or "xml" or "text/xml" => FhirFormat.Xml,
        _ => null,
    };
}
