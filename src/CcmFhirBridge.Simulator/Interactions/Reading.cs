using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Searches;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Interactions;

/// <summary>Read, vread, history and search.</summary>
internal sealed class Reading(FhirStore store, SimulatedEhrOptions options, Func<string> baseUrl)
{
    private readonly SearchPages pages = new(options.PromisedPages);

    public FhirAnswer Read(string type, string id, string? ifNoneMatch)
    {
        var version = Present(store.Read(type, id), type, id);
        return ifNoneMatch == version.ETag
            ? new FhirAnswer { Status = 304, Version = version }
            : new FhirAnswer { Status = 200, Body = version.Body!, Version = version };
    }

    public FhirAnswer ReadVersion(string type, string id, string version)
    {
        var stored = Present(store.Read(type, id, version), type, id);
        return new FhirAnswer { Status = 200, Body = stored.Body!, Version = stored };
    }

    public FhirAnswer History(string type, string id)
    {
        var versions = store.History(type, id);
        if (versions.Count == 0)
            throw Missing(type, id);
        var entries = new JsonArray();
        foreach (var version in versions)
            entries.Add((JsonNode)HistoryEntry(version));
        return new FhirAnswer
        {
            Status = 200,
            Body = Json.Bytes(new JsonObject { ["resourceType"] = "Bundle", ["type"] = "history", ["total"] = versions.Count, ["entry"] = entries }),
        };
    }

    public FhirAnswer Search(string type, IEnumerable<KeyValuePair<string, string>> parameters, FhirRequest request)
    {
        IReadOnlyList<KeyValuePair<string, string>> asked = [.. parameters];
        var query = SearchQuery.Parse(type, options.Searching.Take(type, asked));
        if (query.Unknown.Count > 0 && request.Prefer?.Contains("handling=strict", StringComparison.Ordinal) == true)
            throw new FhirFailure(400, "not-supported", $"Unknown search parameter: {string.Join(", ", query.Unknown)}.");
        SearchSnapshot snapshot;
        lock (store.Gate)
            snapshot = new SearchSnapshot(query, query.Run(store, request.IndexedUntil), store.Now());
        return Page(new SearchPage(snapshot, 0, Math.Min(query.Count ?? options.DefaultPageSize, options.LargestPage)), SelfUrl(query, asked));
    }

    public FhirAnswer NextPage(string token)
    {
        var page = pages.Redeem(token) ?? throw new FhirFailure(410, "expired", "This search has expired: start again from its first page.");
        if (options.Searching.LivePages)
        {
            lock (store.Gate)
                page = page with { Snapshot = page.Snapshot with { Found = page.Snapshot.Query.Run(store, DateTimeOffset.MaxValue) } };
        }

        return Page(page, PageUrl(page.Snapshot.Query.Type, token));
    }

    private FhirAnswer Page(SearchPage page, string self)
    {
        var (snapshot, offset, size) = page;
        var shown = snapshot.Found.Skip(offset).Take(size).ToList();
        var entries = new JsonArray();
        foreach (var version in shown)
            entries.Add((JsonNode)SearchEntry(version, "match"));
        foreach (var version in Included(snapshot.Query, shown))
            entries.Add((JsonNode)SearchEntry(version, "include"));
        var links = new JsonArray(Link("self", self));
        if (size > 0 && offset + size < snapshot.Found.Count)
            links.Add((JsonNode)Link("next", PageUrl(snapshot.Query.Type, pages.Promise(page with { Offset = offset + size }))));
        var bundle = new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["meta"] = new JsonObject { ["lastUpdated"] = Instant.Write(snapshot.At) },
            ["type"] = "searchset",
            ["total"] = snapshot.Found.Count,
            ["link"] = links,
        };
        if (entries.Count > 0)
            bundle["entry"] = entries;
        return new FhirAnswer { Status = 200, Body = Json.Bytes(bundle) };
    }

    private IEnumerable<StoredVersion> Included(SearchQuery query, List<StoredVersion> shown)
    {
        var seen = shown.Select(version => version.Reference).ToHashSet(StringComparer.Ordinal);
        foreach (var reference in shown.SelectMany(version => query.Includes.SelectMany(version.Index.References)))
        {
            if (!seen.Add(reference))
                continue;
            var parts = reference.Split('/');
            if (parts.Length == 2 && store.Read(parts[0], parts[1]) is { Deleted: false } version)
                yield return version;
        }
    }

    private JsonObject SearchEntry(StoredVersion version, string mode) => new()
    {
        ["fullUrl"] = $"{baseUrl()}/{version.Reference}",
        ["resource"] = JsonNode.Parse(version.Body!),
        ["search"] = new JsonObject { ["mode"] = mode },
    };

    private JsonObject HistoryEntry(StoredVersion version)
    {
        var method = version.Deleted ? "DELETE" : version.Version == 1 ? "POST" : "PUT";
        var entry = new JsonObject { ["fullUrl"] = $"{baseUrl()}/{version.Reference}" };
        if (version.Body is not null)
            entry["resource"] = JsonNode.Parse(version.Body);
        entry["request"] = new JsonObject { ["method"] = method, ["url"] = method == "POST" ? version.Type : version.Reference };
        entry["response"] = new JsonObject
        {
            ["status"] = version.Deleted ? "204" : version.Version == 1 ? "201" : "200",
            ["etag"] = version.ETag,
            ["lastModified"] = Instant.Write(version.LastUpdated),
        };
        return entry;
    }

    private static JsonObject Link(string relation, string url) => new() { ["relation"] = relation, ["url"] = url };

    private string Base => options.Searching.RelativeLinks ? "" : baseUrl();

    private string PageUrl(string type, string token) => options.Searching.RelativeLinks ? $"/{type}?_page={token}" : $"{baseUrl()}?_page={token}";

    private string SelfUrl(SearchQuery query, IReadOnlyList<KeyValuePair<string, string>> asked)
    {
        var shown = options.Searching.RepeatsWhatWasAsked ? asked : [.. query.Applied.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))];
        var parameters = shown.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}");
        return shown.Count == 0 ? $"{Base}/{query.Type}" : $"{Base}/{query.Type}?{string.Join('&', parameters)}";
    }

    private static StoredVersion Present(StoredVersion? version, string type, string id) => version switch
    {
        null => throw Missing(type, id),
        { Deleted: true } => throw new FhirFailure(410, "deleted", $"{type}/{id} was deleted."),
        _ => version,
    };

    private static FhirFailure Missing(string type, string id) => new(404, "not-found", $"{type}/{id} is not here.");
}
