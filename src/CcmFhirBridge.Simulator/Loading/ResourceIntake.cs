using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Loading;

/// <summary>Takes one resource or Bundle at a time into the store, whatever shape it comes in.</summary>
internal sealed class ResourceIntake(FhirStore store, LoadReport report)
{
    private static readonly Dictionary<string, string> NoReferences = new(StringComparer.Ordinal);

    public void Take(JsonElement resource, string file, int line)
    {
        if (Json.Text(resource, "resourceType") is not { } type)
            report.Problem(file, line, "This is no FHIR resource: it has no resourceType.");
        else if (type == "Bundle")
            TakeBundle(resource, file);
        else if (ResourceTypes.All.Contains(type))
            Store(type, Json.Text(resource, "id") ?? ContentId(resource), resource, NoReferences, file, line);
        else
            report.Problem(file, line, "This is no resource type that an EHR stores.");
    }

    private void TakeBundle(JsonElement bundle, string file)
    {
        if (!bundle.TryGetProperty("entry", out var entries) || entries.ValueKind != JsonValueKind.Array)
            return;
        var targets = entries.EnumerateArray().Select(Target).ToList();
        var references = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var target in targets)
        {
            if (target is { FullUrl: { } url } && url.StartsWith("urn:", StringComparison.Ordinal))
                references[url] = $"{target.Type}/{target.Id}";
        }
        var number = 0;
        foreach (var entry in entries.EnumerateArray())
        {
            number++;
            var target = targets[number - 1];
            if (target is not null)
                Store(target.Type, target.Id, entry.GetProperty("resource"), references, file, number);
            else if (entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("resource", out var inner) && Json.Text(inner, "resourceType") == "Bundle")
                TakeBundle(inner, file);
            else
                report.Problem(file, number, "This entry holds no resource that an EHR stores.");
        }
    }

    private static EntryTarget? Target(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("resource", out var resource)
            || Json.Text(resource, "resourceType") is not { } type || !ResourceTypes.All.Contains(type))
            return null;
        var fullUrl = Json.Text(entry, "fullUrl");
        return new EntryTarget(type, Json.Text(resource, "id") ?? RequestId(entry, type) ?? UrnId(fullUrl) ?? ContentId(resource), fullUrl);
    }

    private static string? RequestId(JsonElement entry, string type)
    {
        if (!entry.TryGetProperty("request", out var request) || Json.Text(request, "url") is not { } url)
            return null;
        var (path, _) = FhirRequest.Split(url);
        return path is [var first, var id] && first == type && ResourceTypes.IsId(id) ? id : null;
    }

    private static string? UrnId(string? fullUrl) =>
        fullUrl?.LastIndexOf(':') is > 0 and var colon && fullUrl.StartsWith("urn:", StringComparison.Ordinal) && ResourceTypes.IsId(fullUrl[(colon + 1)..])
            ? fullUrl[(colon + 1)..]
            : null;

    /// <summary>The same content has the same id in every load.</summary>
    private static string ContentId(JsonElement resource) =>
        "c-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(resource.GetRawText())))[..24];

    private void Store(string type, string id, JsonElement resource, Dictionary<string, string> references, string file, int line)
    {
        if (!ResourceTypes.IsId(id))
        {
            report.Problem(file, line, "The id is not a FHIR id.");
            return;
        }
        store.Load(type, id, ResourceBody.Resolve(resource, references));
        report.Count(type);
    }

    private sealed record EntryTarget(string Type, string Id, string? FullUrl);
}
