using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Claims.Serving;
using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Server.Fhir.Provenances;
using CcmFhirBridge.Server.Fhir.Search;
using CcmFhirBridge.Server.Fhir.Serving;

namespace CcmFhirBridge.Server.Fhir.Ledgers;

/// <summary>A type whose resources are the entries of the ledger.</summary>
/// <param name="time">The clock.</param>
internal abstract class LedgerType(TimeProvider time) : IServedType
{
    /// <summary>Most versions of a history; entries have a handful.</summary>
    private const int MostVersions = 1_000;

    public abstract string Name { get; }

    public abstract string? Profile { get; }

    public abstract IReadOnlyList<ServedParameter> Parameters { get; }

    public abstract IReadOnlyList<string> Sorts { get; }

    public abstract IReadOnlyList<ServedInclude> Includes { get; }

    public async Task<ServedResource?> ReadAsync(TenantCall call, string id) =>
        ServedForm.RevisionOf(id) is { } revision && await call.Desk.Served.ServedAsync(Name, revision, call.Cancellation) is { } entry ? Told(call, entry) : null;

    public async Task<ServedResource?> ReadVersionAsync(TenantCall call, string id, long version) =>
        ServedForm.RevisionOf(id) is { } revision && await call.Desk.Served.ServedVersionAsync(Name, revision, version, call.Cancellation) is { } entry ? Told(call, entry) : null;

    public async Task<IReadOnlyList<ServedResource>> HistoryAsync(TenantCall call, string id) => ServedForm.RevisionOf(id) is { } revision
        ? [.. (await call.Desk.Served.ServedVersionsAsync(Name, revision, MostVersions, call.Cancellation)).Select(entry => Told(call, entry))]
        : [];

    public async Task<ServedPage> SearchAsync(TenantCall call, SearchRequest request, PagePosition? after)
    {
        var sort = Sort(request);
        // One more than the page tells whether there is another one.
        var query = new ServedQuery(
            Name, Where(call, request), sort, request.IsDescending, after is null ? null : new ServedPosition(after.Key, after.Id), request.Count + 1);
        var found = await call.Desk.Served.SearchServedAsync(query, call.Cancellation);
        var page = found.Take(request.Count).ToList();
        var next = found.Count > request.Count ? new PagePosition(Key(sort, page[^1]), page[^1].RevisionIdentifier) : null;
        return new ServedPage(page.ConvertAll(entry => Told(call, entry)), next);
    }

    public Task<long> CountAsync(TenantCall call, SearchRequest request) => call.Desk.Served.CountServedAsync(Name, Where(call, request), call.Cancellation);

    public async Task<IReadOnlyList<ServedResource>> IncludeAsync(TenantCall call, ServedInclude include, IReadOnlyList<ServedResource> page)
    {
        var revisions = page.Select(resource => ServedForm.RevisionOf(resource.Id)!).ToList();
        if (include.Type == "Provenance")
        {
            var these = new ServedQuery(Name, new ServedCriterion.Identified([], [.. revisions]), ServedSort.Id, IsDescending: false, After: null, revisions.Count);
            return [.. (await call.Desk.Served.SearchServedAsync(these, call.Cancellation)).Select(entry => ProvenanceOfEntry.Make(call, entry))];
        }

        return [.. (await call.Desk.Served.ServedTogetherAsync(include.Type, revisions, call.Cancellation)).Select(entry => Told(call, entry))];
    }

    /// <summary>What one parameter asks for.</summary>
    protected abstract ServedCriterion Of(LedgerSearch search, SearchCriterion criterion);

    private static ServedResource Told(TenantCall call, ServedEntry entry)
    {
        var form = new ServedForm(entry.RevisionIdentifier, entry.Version, entry.ChangedAt, entry.State, entry.FiledThrough);
        return new ServedResource(
            entry.ResourceType, form.Id, entry.Version, entry.ChangedAt, ServedBodies.Write(entry.Body, form, call.Tenant.Ehr.BaseUrl), entry.Subject);
    }

    private ServedCriterion Where(TenantCall call, SearchRequest request)
    {
        var search = new LedgerSearch(call, time.GetUtcNow());
        return new ServedCriterion.AllOf([.. request.Criteria.SelectMany(criterion => Parts(Of(search, criterion)))]);
    }

    // What must hold anyhow stands at the top, where the store looks for an index.
    private static ImmutableArray<ServedCriterion> Parts(ServedCriterion criterion) => criterion is ServedCriterion.AllOf all ? all.Criteria : [criterion];

    // Without a word about the order, that of the index which the search goes through.
    private static ServedSort Sort(SearchRequest request) => request.Sort switch
    {
        "_id" => ServedSort.Id,
        "_lastUpdated" => ServedSort.Changed,
        "created" => ServedSort.Created,
        "billable-period" or "occurrence" => ServedSort.Occurs,
        _ when Asks(request, "_lastUpdated") => ServedSort.Changed,
        _ when Asks(request, "created") => ServedSort.Created,
        _ when Asks(request, "billable-period") || Asks(request, "occurrence") => ServedSort.Occurs,
        _ => ServedSort.Changed,
    };

    private static bool Asks(SearchRequest request, string name) => request.Criteria.Any(criterion => criterion.Name == name);

    private static string Key(ServedSort sort, ServedEntry entry) => sort switch
    {
        ServedSort.Id => "",
        ServedSort.Created => entry.CreatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
        ServedSort.Occurs => entry.OccursFrom.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => entry.ChangedAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
    };
}
