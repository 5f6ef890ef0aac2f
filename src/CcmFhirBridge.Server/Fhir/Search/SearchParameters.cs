using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace CcmFhirBridge.Server.Fhir.Search;

/// <summary>The parameters of a search, from its address and from the form that it posts, in their order.</summary>
internal static class SearchParameters
{
    private const int MostFormBytes = 64 * 1024;

    /// <summary>Reads them.</summary>
    /// <exception cref="FhirProblem">400: there are too many; 415: what is posted is no form.</exception>
    /// <exception cref="BadHttpRequestException">413: the form is too large.</exception>
    public static async Task<List<KeyValuePair<string, string>>> OfAsync(HttpContext http)
    {
        var parameters = Of(http.Request.QueryString.Value ?? "");
        if (!HttpMethods.IsPost(http.Request.Method))
            return parameters;
        var hasBody = http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;
        if (!hasBody || http.Request.ContentLength == 0)
            return parameters;
        if (!http.Request.HasFormContentType || http.Request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            throw new FhirProblem(StatusCodes.Status415UnsupportedMediaType, Hl7.Fhir.Model.OperationOutcome.IssueType.NotSupported, "A search is posted as application/x-www-form-urlencoded.");
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostFormBytes;
        using var reader = new StreamReader(http.Request.Body);
        parameters.AddRange(Of(await reader.ReadToEndAsync(http.RequestAborted)));
        if (parameters.FirstOrDefault(static pair => pair.Key == "_format") is { Key: not null } format)
            FhirFormats.Ask(http, format.Value);
        if (parameters.FirstOrDefault(static pair => pair.Key == "_pretty") is { Key: not null } pretty)
            FhirFormats.AskPretty(http, pretty.Value);
        return parameters;
    }

    /// <summary>Names and values of a query string or of a form.</summary>
    public static List<KeyValuePair<string, string>> Of(string query)
    {
        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var pair in new QueryStringEnumerable(query.StartsWith('?') ? query : "?" + query))
            parameters.Add(new(pair.DecodeName().ToString(), pair.DecodeValue().ToString()));
        return parameters;
    }
}
