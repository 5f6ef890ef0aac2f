using System.Collections.Immutable;
using CcmFhirBridge.Server.Fhir.Search;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Server.Fhir.Trails;

/// <summary>What a search asks of the events of the trail, and what of it the store can tell apart by itself.</summary>
/// <param name="call">Who asks, of which tenant.</param>
/// <param name="request">The search.</param>
/// <param name="now">For dates that are about something.</param>
internal sealed class TrailFilter(TenantCall call, SearchRequest request, DateTimeOffset now)
{
    private const string ActionSystem = "http://hl7.org/fhir/audit-event-action";
    private const string OutcomeSystem = "http://hl7.org/fhir/audit-event-outcome";

    private static readonly string[] s_instants = ["_lastUpdated", "date"];

    /// <summary>Whom a row must concern, as <c>Patient/id</c>; null: anybody or nobody.</summary>
    public ImmutableArray<string>? Patients { get; } = request.Criteria.FirstOrDefault(static criterion => criterion.Name == "patient") is { } asked
        ? [.. Matches.Ids(asked, call.Ehr, "Patient").Select(static id => $"Patient/{id}")]
        : null;

    /// <summary>No event before that instant fits, in UTC ticks; null: any may.</summary>
    public long? From { get; } = Bounds(request).Select(static dates => dates.Values.All(static value => value.Prefix is DatePrefix.Eq or DatePrefix.Ge or DatePrefix.Gt or DatePrefix.Sa)
        ? dates.Values.Min(static value => (long?)value.Start)
        : null).Max();

    /// <summary>No event from that instant on fits, in UTC ticks; null: any may.</summary>
    public long? Before { get; } = Bounds(request).Select(static dates => dates.Values.All(static value => value.Prefix is DatePrefix.Eq or DatePrefix.Le or DatePrefix.Lt or DatePrefix.Eb)
        ? dates.Values.Max(static value => (long?)value.End)
        : null).Min();

    public bool Holds(AuditEvent told) => request.Criteria.All(criterion => criterion.Name switch
    {
        "_id" => Matches.Token(criterion, (null, told.Id)),
        "_lastUpdated" or "date" => Matches.Instant(criterion, told.Meta!.LastUpdated!.Value, now),
        "action" => Matches.Code(criterion, ActionSystem, told.Action.GetValueOrDefault().ToString()),
        "agent" => Agent(criterion, told),
        "outcome" => Matches.Code(criterion, OutcomeSystem, told.Outcome.GetValueOrDefault().ToString()[1..]),
        "patient" => told.Entity.Any(entity => entity.What is { Type: "Patient", Reference: { } reference } && Matches.Reference(criterion, call.Ehr, "Patient", reference[(reference.LastIndexOf('/') + 1)..])),
        "subtype" => Matches.Token(criterion, [.. told.Subtype.Select(static coding => (coding.System, coding.Code!))]),
        _ => Matches.Token(criterion, (told.Type!.System, told.Type.Code!)),
    });

    // Whoever takes part is known by an identifier and is no resource, so that a reference finds nobody.
    private static bool Agent(SearchCriterion criterion, AuditEvent told) => criterion is TokenCriterion
        && Matches.Token(criterion, [.. told.Agent.Select(static agent => (agent.Who!.Identifier!.System, agent.Who.Identifier.Value!))]);

    private static IEnumerable<DateCriterion> Bounds(SearchRequest request) => request.Criteria.OfType<DateCriterion>().Where(static criterion => s_instants.Contains(criterion.Name));
}
