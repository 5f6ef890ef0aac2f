using System.Globalization;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Server.Auditing;
using CcmFhirBridge.Server.Fhir.Search;
using CcmFhirBridge.Server.Fhir.Serving;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Server.Fhir.Trails;

/// <summary>
/// AuditEvents: the rows of the tenant's trail in its order, one for each patient of a row. A page looks through a stretch of the trail and no
/// further, so that it costs the same at any depth; one that found less than was asked for links to the next stretch.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class AuditEventType(TimeProvider time) : MadeType
{
    /// <summary>Rows that one page looks through.</summary>
    internal const int StretchRows = 5_000;

    private const int AtOnce = 500;
    private const string Prefix = "trail-";
    private const string Core = "http://hl7.org/fhir/SearchParameter/AuditEvent-";

    public override string Name => "AuditEvent";

    public override IReadOnlyList<ServedParameter> Parameters { get; } =
    [
        ServedParameter.Id,
        ServedParameter.LastUpdated,
        new("action", SearchParamType.Token, Core + "action"),
        new("agent", SearchParamType.Reference, Core + "agent") { HasIdentifier = true },
        new("date", SearchParamType.Date, Core + "date"),
        new("outcome", SearchParamType.Token, Core + "outcome"),
        new("patient", SearchParamType.Reference, Core + "patient", "Patient"),
        new("subtype", SearchParamType.Token, Core + "subtype"),
        new("type", SearchParamType.Token, Core + "type"),
    ];

    /// <summary>The order of the trail, which is that in which things were recorded.</summary>
    public override IReadOnlyList<string> Sorts { get; } = ["_id"];

    public override async Task<ServedResource?> ReadAsync(TenantCall call, string id) =>
        SequenceOf(id) is { } sequence ? (await EventsAsync(call, sequence)).Where(told => told.Id == id).Select(Told).FirstOrDefault() : null;

    public override async Task<ServedPage> SearchAsync(TenantCall call, SearchRequest request, PagePosition? after)
    {
        var filter = new TrailFilter(call, request, time.GetUtcNow());
        if (Ids(request) is { } ids)
            return await NamedAsync(call, request, filter, ids, after);
        var position = after is not null ? TrailPosition.Read(after) : await BeginAsync(call, request);
        var stretch = StretchOf(request, position, filter);
        var end = request.IsDescending ? stretch.After + 1 : stretch.Until;
        var found = new List<ServedResource>();
        var last = position;
        while (true)
        {
            var rows = await call.Desk.Audit.StretchAsync(stretch, call.Cancellation);
            foreach (var (row, index, told) in rows.SelectMany(row => EventsOf(call, row).Select((told, index) => (row, index, told))))
            {
                if ((row.Sequence == position.Sequence && index <= position.Event) || !filter.Holds(told))
                    continue;
                if (found.Count == request.Count)
                    return new ServedPage(found, last.Write());
                found.Add(Told(told));
                last = position with { Sequence = row.Sequence, Event = index };
            }

            if (rows.Count < AtOnce)
                break;
            stretch = request.IsDescending ? stretch with { Until = rows[^1].Sequence - 1 } : stretch with { After = rows[^1].Sequence };
        }

        var isMore = request.IsDescending ? end > 1 : end < position.Head;
        return new ServedPage(found, isMore ? (position with { Sequence = end, Event = TrailPosition.Whole }).Write() : null);
    }

    public override Task<long> CountAsync(TenantCall call, SearchRequest request) => CountByPagesAsync(call, request);

    private static async Task<TrailPosition> BeginAsync(TenantCall call, SearchRequest request)
    {
        var head = (await call.Desk.Audit.HeadAsync(call.Cancellation)).Sequence;
        return new TrailPosition(request.IsDescending ? head + 1 : 0, TrailPosition.Whole, head);
    }

    // A row of which only some events were told is looked at again.
    private static AuditStretch StretchOf(SearchRequest request, TrailPosition position, TrailFilter filter)
    {
        var again = position.Event == TrailPosition.Whole ? 0 : 1;
        var (after, until) = request.IsDescending
            ? (Math.Max(0, position.Sequence - 1 - StretchRows), position.Sequence - 1 + again)
            : (position.Sequence - again, Math.Min(position.Head, position.Sequence + StretchRows));
        return new AuditStretch(after, until, AtOnce) { IsDescending = request.IsDescending, Patients = filter.Patients, From = filter.From, Before = filter.Before };
    }

    // By their ids, one row each; there are at most as many as a search has values.
    private static async Task<ServedPage> NamedAsync(TenantCall call, SearchRequest request, TrailFilter filter, IReadOnlyList<string> ids, PagePosition? after)
    {
        var sequences = ids.Select(SequenceOf).OfType<long>().Distinct().Order();
        var events = new List<AuditEvent>();
        foreach (var sequence in request.IsDescending ? sequences.Reverse() : sequences)
            events.AddRange((await EventsAsync(call, sequence)).Where(filter.Holds));
        var told = after is null ? 0 : (int)TrailPosition.Read(after).Sequence;
        var page = events.Skip(told).Take(request.Count).Select(Told).ToList();
        return new ServedPage(page, told + page.Count < events.Count ? new TrailPosition(told + page.Count, TrailPosition.Whole, 0).Write() : null);
    }

    private static async Task<IEnumerable<AuditEvent>> EventsAsync(TenantCall call, long sequence) =>
        (await call.Desk.Audit.StretchAsync(new AuditStretch(sequence - 1, sequence, 1), call.Cancellation)).SelectMany(row => EventsOf(call, row));

    private static IEnumerable<AuditEvent> EventsOf(TenantCall call, AuditRow row)
    {
        try
        {
            return AuditEvents.Of(row.Read(), call.Tenant, call.Base);
        }
        catch (FormatException)
        {
            // Somebody changed it beside the bridge; a verification of the trail says so.
            return [];
        }
    }

    private static ServedResource Told(AuditEvent told) => new(
        "AuditEvent", told.Id!, 1, told.Meta!.LastUpdated!.Value, CanonicalJson.Write(told),
        told.Entity.Where(static entity => entity.What is { Type: "Patient" }).Select(static entity => "Patient/" + entity.What!.Reference!.Split('/')[^1]).FirstOrDefault());

    private static long? SequenceOf(string id) => id.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(id[Prefix.Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && sequence is > 0 and < long.MaxValue ? sequence : null;
}
