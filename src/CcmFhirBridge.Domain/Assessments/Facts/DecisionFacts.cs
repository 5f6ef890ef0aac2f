using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>Moderate or high medical decision making by the billing practitioner in the month.</summary>
/// <param name="Day">First day of it; null when there is none.</param>
/// <param name="Evidence">The encounter, or the practitioner's word recorded with us; null when there is none.</param>
internal sealed record DecisionFacts(DateOnly? Day, SourceReference? Evidence)
{
    private static readonly DecisionFacts None = new(null, null);

    public static DecisionFacts Of(PatientRecord record, ServiceMonth month, PracticeTimeZone zone, PractitionerFacts practitioner, DecisionsInForce decisions)
    {
        if (practitioner.Billing is not { } billing)
            return None;
        var seen = record.DecisionMakings
            .Where(decision => IsEnough(decision.Level) && decision.When is { } when && month.Contains(when.LastDay(zone))
                && decision.Performers.Any(performer => performer.Person == billing.Person))
            .Select(decision => new DecisionFacts(decision.When!.Value.LastDay(zone), decision.Source));
        var attested = decisions.All
            .Where(decision => decision.Kind == DecisionKind.AttestDecisionMaking && IsEnough(decision.Level!) && practitioner.IsBilling(decision.Practitioner!))
            .Select(static decision => new DecisionFacts(decision.Day, decision.Source));
        return seen.Concat(attested).OrderBy(static decision => decision.Day).ThenBy(static decision => decision.Evidence).FirstOrDefault() ?? None;
    }

    private static bool IsEnough(string level) => level is "moderate" or "high";
}
