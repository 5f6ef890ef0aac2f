using System.Text.Json;
using CcmFhirBridge.Simulator.Searches;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Interactions;

/// <summary>What a write came to.</summary>
/// <param name="Status">HTTP status: 201 created, 200 updated or found, 204 deleted.</param>
/// <param name="Version">The version written or found; null when a deletion found nothing.</param>
/// <param name="Wrote">False when the resource was already there and nothing was stored.</param>
internal sealed record WriteResult(int Status, StoredVersion? Version, bool Wrote);

/// <summary>Create, update and delete with their conditions. The caller holds the store's lock.</summary>
internal sealed class ResourceWriter(FhirStore store, SimulatedEhrOptions options)
{
    public WriteResult Create(string type, JsonElement resource, FhirRequest request, string? assignedId = null)
    {
        Check(type, resource);
        if (FindExisting(type, request) is { } existing)
            return new WriteResult(200, existing, Wrote: false);
        return new WriteResult(201, store.Put(type, assignedId ?? store.AssignId(type), Created(type, resource)), Wrote: true);
    }

    public WriteResult Update(string type, string id, JsonElement resource, string? ifMatch, string? ifNoneMatch)
    {
        if (!ResourceTypes.IsId(id))
            throw new FhirFailure(400, "value", "The id in the address is not a FHIR id.");
        Check(type, resource);
        if (Json.Text(resource, "id") != id)
            throw new FhirFailure(400, "value", "The id in the body is not the id in the address.");
        var current = store.Read(type, id);
        CheckMatch(current, ifMatch, ifNoneMatch);
        if (current is null && !options.UpdateCreate)
            throw new FhirFailure(405, "not-supported", "This server assigns ids itself: an update cannot create.");
        return new WriteResult(current is null or { Deleted: true } ? 201 : 200, store.Put(type, id, Updated(type, current, resource)), Wrote: true);
    }

    public WriteResult UpdateWhere(string type, JsonElement resource, FhirRequest request)
    {
        if (!options.ConditionalUpdate)
            throw new FhirFailure(405, "not-supported", "Conditional update is not offered.");
        Check(type, resource);
        var found = Search(type, request.Query, request.IndexedUntil);
        var bodyId = Json.Text(resource, "id");
        if (found is not null)
        {
            if (bodyId is not null && bodyId != found.Id)
                throw new FhirFailure(400, "value", "The id in the body is not that of the resource found.");
            CheckMatch(found, request.IfMatch, ifNoneMatch: null);
            return new WriteResult(200, store.Put(type, found.Id, Updated(type, found, resource)), Wrote: true);
        }
        if (bodyId is null)
            return new WriteResult(201, store.Put(type, store.AssignId(type), Created(type, resource)), Wrote: true);
        if (store.Read(type, bodyId) is { Deleted: false })
            throw new FhirFailure(409, "conflict", "Nothing matches the criteria, but the id is taken.");
        return Update(type, bodyId, resource, request.IfMatch, ifNoneMatch: null);
    }

    public WriteResult Delete(string type, string id, string? ifMatch)
    {
        CheckMatch(store.Read(type, id), ifMatch, ifNoneMatch: null);
        var deletion = store.Delete(type, id);
        return new WriteResult(204, deletion, Wrote: deletion is not null);
    }

    /// <summary>What a conditional create finds; null when it may create.</summary>
    public StoredVersion? FindExisting(string type, FhirRequest request) =>
        request.IfNoneExist is null || !options.ConditionalCreate ? null : Search(type, FhirRequest.Pairs(request.IfNoneExist), request.IndexedUntil);

    public StoredVersion? Search(string type, IReadOnlyList<KeyValuePair<string, string>> criteria, DateTimeOffset indexedUntil)
    {
        var query = SearchQuery.Parse(type, criteria);
        if (!query.HasCriteria || query.Unknown.Count > 0)
            throw new FhirFailure(412, "not-supported", "The condition holds no criterion, or one that this server does not know.");
        return query.Run(store, indexedUntil) switch
        {
            [] => null,
            [var one] => one,
            _ => throw new FhirFailure(412, "multiple-matches", "The condition matches more than one resource."),
        };
    }

    private JsonElement Created(string type, JsonElement resource) => options.Vendor?.Created(type, resource) ?? resource;

    private JsonElement Updated(string type, StoredVersion? current, JsonElement resource) =>
        options.Vendor?.Updated(type, current?.Body is { } body ? JsonElement.Parse(body) : null, resource) ?? resource;

    private static void Check(string type, JsonElement resource)
    {
        if (Json.Text(resource, "resourceType") != type)
            throw new FhirFailure(400, "structure", $"The body's resourceType is not {type}.");
        RequiredElements.Check(type, resource);
    }

    private void CheckMatch(StoredVersion? current, string? ifMatch, string? ifNoneMatch)
    {
        var there = current is { Deleted: false };
        if (ifNoneMatch == "*" && there)
            throw new FhirFailure(412, "conflict", "The resource already exists.");
        if (ifMatch is null)
            return;
        if (!there || (ifMatch != "*" && ifMatch.Replace("W/", "", StringComparison.Ordinal).Trim('"') != current!.ETag[3..^1]))
            throw new FhirFailure(options.StaleVersionStatus, "conflict", "The version in If-Match is not the current one.");
    }
}
