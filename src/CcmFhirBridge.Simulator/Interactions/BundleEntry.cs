using System.Text.Json;

namespace CcmFhirBridge.Simulator.Interactions;

/// <summary>One entry of a transaction or batch, and the answer it gets.</summary>
internal sealed class BundleEntry
{
    public required string? FullUrl { get; init; }

    public required FhirRequest Request { get; init; }

    public required JsonElement? Resource { get; init; }

    /// <summary>Id that the server gave before references were resolved; null when the entry creates nothing.</summary>
    public string? AssignedId { get; set; }

    public FhirAnswer? Answer { get; set; }

    public string Type => Request.Segment(0);

    public static BundleEntry Of(JsonElement entry, FhirRequest bundle)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("request", out var request)
            || Json.Text(request, "method") is not { } method || Json.Text(request, "url") is not { } url)
            throw new FhirFailure(400, "required", "An entry has no request with method and url.");
        var (path, query) = FhirRequest.Split(url);
        JsonElement? resource = entry.TryGetProperty("resource", out var found) ? found : null;
        return new BundleEntry
        {
            FullUrl = Json.Text(entry, "fullUrl"),
            Resource = resource,
            Request = new FhirRequest
            {
                Method = method,
                Path = path,
                Query = query,
                Body = resource is { } body ? System.Text.Encoding.UTF8.GetBytes(body.GetRawText()) : default,
                IfMatch = Json.Text(request, "ifMatch"),
                IfNoneMatch = Json.Text(request, "ifNoneMatch"),
                IfNoneExist = Json.Text(request, "ifNoneExist"),
                IndexedUntil = bundle.IndexedUntil,
            },
        };
    }
}
