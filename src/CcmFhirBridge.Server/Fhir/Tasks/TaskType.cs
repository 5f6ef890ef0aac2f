using System.Runtime.CompilerServices;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Server.Fhir.Search;
using CcmFhirBridge.Server.Fhir.Serving;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Server.Fhir.Tasks;

/// <summary>
/// Tasks: what to do next, patient by patient. By month, patient and rule; behind the months corrections, then claims that were refused. A page
/// looks at so many patients and no further, so that it costs the same at any depth; one that found less than was asked for links on.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class TaskType(TimeProvider time) : MadeType
{
    /// <summary>Places that one page looks at.</summary>
    internal const int MostLooked = 1_000;

    private const string Core = "http://hl7.org/fhir/SearchParameter/Task-";

    // Behind every month, as it is written.
    private const string Corrections = "corrections";
    private const string Refused = "refused";

    public override string Name => "Task";

    public override IReadOnlyList<ServedParameter> Parameters { get; } =
    [
        ServedParameter.Id,
        ServedParameter.LastUpdated,
        new("code", SearchParamType.Token, Core + "code"),
        new("modified", SearchParamType.Date, Core + "modified"),
        new("patient", SearchParamType.Reference, Core + "patient", "Patient"),
        new("period", SearchParamType.Date, Core + "period"),
        new("status", SearchParamType.Token, Core + "status"),
        new("subject", SearchParamType.Reference, Core + "subject", "Patient"),
    ];

    public override async Task<ServedResource?> ReadAsync(TenantCall call, string id) => (await FindAsync(new AssessmentWork(call), new ClaimWork(call), id))?.ToResource(call);

    public override async Task<ServedPage> SearchAsync(TenantCall call, SearchRequest request, PagePosition? after)
    {
        if (Ids(request) is { } ids)
            return await NamedAsync(call, request, ids, after);
        var found = new List<ServedResource>();
        PagePosition? last = null;
        var looked = 0;
        await foreach (var (item, place) in BehindAsync(call, request, after, call.Cancellation))
        {
            if (item is not null && Holds(call, request, item))
            {
                if (found.Count == request.Count)
                    return new ServedPage(found, last);
                found.Add(item.ToResource(call));
                last = place;
            }
            else if (++looked >= MostLooked)
            {
                return new ServedPage(found, place);
            }
        }

        return new ServedPage(found, Next: null);
    }

    public override Task<long> CountAsync(TenantCall call, SearchRequest request) => CountByPagesAsync(call, request);

    private static async Task<WorkItem?> FindAsync(AssessmentWork assessments, ClaimWork claims, string id) => await assessments.FindAsync(id) ?? await claims.FindAsync(id);

    private async Task<ServedPage> NamedAsync(TenantCall call, SearchRequest request, IReadOnlyList<string> ids, PagePosition? after)
    {
        var items = new List<WorkItem>();
        var (assessments, claims) = (new AssessmentWork(call), new ClaimWork(call));
        foreach (var id in ids.Where(id => after is null || string.CompareOrdinal(id, after.Id) > 0).Order(StringComparer.Ordinal))
        {
            if (await FindAsync(assessments, claims, id) is { } item && Holds(call, request, item))
                items.Add(item);
        }

        var page = items.Take(request.Count).ToList();
        return new ServedPage(page.ConvertAll(item => item.ToResource(call)), items.Count > request.Count ? new PagePosition("", page[^1].Id) : null);
    }

    private async IAsyncEnumerable<(WorkItem? Item, PagePosition Place)> BehindAsync(
        TenantCall call, SearchRequest request, PagePosition? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (assessments, claims) = (new AssessmentWork(call), new ClaimWork(call));
        var patients = Patients(call, request);
        string[] stages = [.. (await assessments.MonthsAsync()).Select(static month => month.ToString()), Corrections, Refused];
        foreach (var stage in stages.Where(stage => after is null || string.CompareOrdinal(stage, after.Key) >= 0))
        {
            var from = stage == after?.Key ? after.Id : "";
            if (ServiceMonth.TryParse(stage, out var month) && !request.Criteria.Where(static criterion => criterion.Name == "period").All(criterion => IsIn(call, criterion, month)))
                continue;
            var items = stage switch
            {
                Corrections => claims.CorrectionsAsync(from, cancellation),
                Refused => claims.RefusedAsync(from, cancellation),
                _ => assessments.OfAsync(month, from, patients, cancellation),
            };
            await foreach (var (item, place) in items)
                yield return (item, new PagePosition(stage, place));
        }
    }

    // Whom the search names, by the first parameter that names anybody: the others are looked at item by item.
    private static IReadOnlyList<string>? Patients(TenantCall call, SearchRequest request) =>
        request.Criteria.FirstOrDefault(static criterion => criterion.Name is "patient" or "subject") is { } asked
            ? [.. Matches.Ids(asked, call.Ehr, "Patient").Select(static id => $"Patient/{id}")]
            : null;

    private bool Holds(TenantCall call, SearchRequest request, WorkItem item) => request.Criteria.All(criterion => criterion.Name switch
    {
        "_id" => Matches.Token(criterion, (null, item.Id)),
        "_lastUpdated" or "modified" => Matches.Instant(criterion, item.At, time.GetUtcNow()),
        "code" => Matches.Token(criterion, (null, item.Rule)),
        "period" => IsIn(call, criterion, item.Month),
        "status" => Matches.Code(criterion, WorkItem.StatusSystem, WorkItem.Status),
        _ => Matches.Reference(criterion, call.Ehr, "Patient", item.Patient["Patient/".Length..]),
    });

    private bool IsIn(TenantCall call, SearchCriterion criterion, ServiceMonth month)
    {
        var zone = call.Tenant.TimeZone;
        return Matches.Date(criterion, zone.StartOf(month.FirstDay).UtcTicks, zone.StartOf(month.Next.FirstDay).UtcTicks, time.GetUtcNow());
    }
}
