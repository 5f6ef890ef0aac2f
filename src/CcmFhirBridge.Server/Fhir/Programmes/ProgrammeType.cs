using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Server.Fhir.Search;
using CcmFhirBridge.Server.Fhir.Serving;

namespace CcmFhirBridge.Server.Fhir.Programmes;

/// <summary>A type of which there is a resource a month of the practice.</summary>
/// <param name="months">Works the months out.</param>
/// <param name="time">The clock.</param>
internal abstract class ProgrammeType(ProgrammeMonths months, TimeProvider time) : MadeType
{
    // A month that nobody asked for since the store changed is worked out from every record of it.
    private const int MostMonths = 12;

    public override IReadOnlyList<string> Sorts { get; } = ["_id"];

    protected TimeProvider Time => time;

    public override async Task<ServedResource?> ReadAsync(TenantCall call, string id)
    {
        foreach (var (each, month) in await NamedAsync(call))
        {
            if (each == id)
                return Make(call, id, await months.OfAsync(call, month));
        }

        return null;
    }

    public override async Task<ServedPage> SearchAsync(TenantCall call, SearchRequest request, PagePosition? after)
    {
        var direction = request.IsDescending ? -1 : 1;
        var left = (await NamedAsync(call)).Where(each => after is null || string.CompareOrdinal(each.Id, after.Id) * direction > 0)
            .Where(each => request.Criteria.All(criterion => Holds(call, criterion, each.Id, each.Month) ?? true)).OrderBy(static each => each.Id, StringComparer.Ordinal).ToList();
        if (request.IsDescending)
            left.Reverse();
        var found = new List<ServedResource>();
        for (var at = 0; at < left.Count; at++)
        {
            if (found.Count == request.Count || at == MostMonths)
                return new ServedPage(found, new PagePosition("", left[at - 1].Id));
            var programme = await months.OfAsync(call, left[at].Month);
            if (request.Criteria.All(criterion => Holds(call, criterion, left[at].Id, left[at].Month) ?? Holds(call, criterion, programme)))
                found.Add(Make(call, left[at].Id, programme));
        }

        return new ServedPage(found, Next: null);
    }

    public override Task<long> CountAsync(TenantCall call, SearchRequest request) => CountByPagesAsync(call, request);

    /// <summary>Ids and the months that they tell of.</summary>
    protected abstract IEnumerable<(string Id, ServiceMonth Month)> Named(TenantCall call, IReadOnlyList<ServiceMonth> assessed);

    /// <summary>The resource.</summary>
    protected abstract ServedResource Make(TenantCall call, string id, ProgrammeMonth programme);

    /// <summary>Whether a resource is what a parameter asks for, as far as its id and its month tell; null when only its content does.</summary>
    protected abstract bool? Holds(TenantCall call, SearchCriterion criterion, string id, ServiceMonth month);

    /// <summary>Whether its content is what a parameter asks for.</summary>
    protected abstract bool Holds(TenantCall call, SearchCriterion criterion, ProgrammeMonth programme);

    private async Task<IReadOnlyList<(string Id, ServiceMonth Month)>> NamedAsync(TenantCall call) => [.. Named(call, await ProgrammeMonths.MonthsAsync(call))];
}
