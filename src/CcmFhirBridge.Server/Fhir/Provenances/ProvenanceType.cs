using System.Collections.Immutable;
using CcmFhirBridge.Claims.Serving;
using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Server.Fhir.Ledgers;
using CcmFhirBridge.Server.Fhir.Search;
using CcmFhirBridge.Server.Fhir.Serving;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Server.Fhir.Provenances;

/// <summary>Provenances: where each revision of a Claim and of a ChargeItem comes from.</summary>
/// <param name="time">The clock.</param>
internal sealed class ProvenanceType(TimeProvider time) : MadeType
{
    private const string Core = "http://hl7.org/fhir/SearchParameter/Provenance-";

    private static readonly string[] s_targets = ["Claim", "ChargeItem"];

    public override string Name => "Provenance";

    public override IReadOnlyList<ServedParameter> Parameters { get; } =
    [
        ServedParameter.Id,
        ServedParameter.LastUpdated,
        new("patient", SearchParamType.Reference, Core + "patient", "Patient"),
        new("recorded", SearchParamType.Date, Core + "recorded"),
        new("target", SearchParamType.Reference, Core + "target"),
    ];

    public override IReadOnlyList<string> Sorts { get; } = ["_id"];

    public override async Task<ServedResource?> ReadAsync(TenantCall call, string id)
    {
        if (ServedForm.RevisionOf(id) is not { } revision)
            return null;
        foreach (var target in s_targets)
        {
            if (await call.Desk.Served.ServedAsync(target, revision, call.Cancellation) is { } entry)
                return ProvenanceOfEntry.Make(call, entry);
        }

        return null;
    }

    public override async Task<ServedPage> SearchAsync(TenantCall call, SearchRequest request, PagePosition? after)
    {
        // Both types have their own index of identifiers: a page of each holds the page of both.
        var found = new List<ServedEntry>();
        foreach (var target in s_targets)
        {
            var query = new ServedQuery(
                target, Where(call, request, target), ServedSort.Id, request.IsDescending, after is null ? null : new ServedPosition(after.Key, after.Id), request.Count + 1);
            found.AddRange(await call.Desk.Served.SearchServedAsync(query, call.Cancellation));
        }

        found.Sort(static (one, other) => string.CompareOrdinal(one.RevisionIdentifier, other.RevisionIdentifier));
        if (request.IsDescending)
            found.Reverse();
        var page = found.Take(request.Count).ToList();
        return new ServedPage(page.ConvertAll(entry => ProvenanceOfEntry.Make(call, entry)), found.Count > request.Count ? new PagePosition("", page[^1].RevisionIdentifier) : null);
    }

    public override async Task<long> CountAsync(TenantCall call, SearchRequest request)
    {
        var count = 0L;
        foreach (var target in s_targets)
            count += await call.Desk.Served.CountServedAsync(target, Where(call, request, target), call.Cancellation);
        return count;
    }

    private ServedCriterion.AllOf Where(TenantCall call, SearchRequest request, string target)
    {
        var now = time.GetUtcNow();
        var search = new LedgerSearch(call, now);
        return new ServedCriterion.AllOf(
        [
            .. request.Criteria.Select(criterion => criterion.Name switch
            {
                "_id" => search.Id(criterion),
                "patient" => search.Patient(criterion),
                "target" => Target(call, criterion, target),
                "recorded" => search.Created(criterion),
                // It was made when its body was, and never changed.
                _ => LedgerSearch.Dates(criterion, value => InstantEvaluator.Of(ServedInstant.Created, 1, value, now)),
            }),
        ]);
    }

    private static ServedCriterion.Identified Target(TenantCall call, SearchCriterion criterion, string target) => new(
        [], Matches.Ids(criterion, call.Base, target).Select(ServedForm.RevisionOf).OfType<string>().ToImmutableArray());
}
