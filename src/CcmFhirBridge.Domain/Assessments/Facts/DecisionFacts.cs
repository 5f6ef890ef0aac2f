using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>Moderate or high medical decision making by the billing practitioner in the month.</summary>
/// <param name="Day">First day of it; null when there is none.</param>
/// <param name="Evidence">The encounter, or the practitioner's word recorded with us; null when there is none.</param>
internal sealed record DecisionFacts(DateOnly? Day, SourceReference? Evidence)
{
    private static readonly DecisionFacts None = new(null, null);

    public static DecisionFacts Of(PatientRecord record, MonthDays month, PractitionerFacts practitioner, DecisionsInForce decisions)
    {
        if (practitioner.Billing is not { } billing)
            return None;
        var first = None;
        foreach (var decision in record.DecisionMakings)
        {
            if (IsEnough(decision.Level) && decision.When is { } when && month.Contains(when.LastDay(month.Zone)) && IsBy(decision, billing))
                first = Earlier(first, when.LastDay(month.Zone), decision.Source);
        }

        foreach (var decision in decisions.All)
        {
            if (decision.Kind == DecisionKind.AttestDecisionMaking && IsEnough(decision.Level!) && practitioner.IsBilling(decision.Practitioner!))
                first = Earlier(first, decision.Day!.Value, decision.Source);
        }

        return first;
    }

    private static DecisionFacts Earlier(DecisionFacts first, DateOnly day, SourceReference evidence) =>
        first.Day is not { } known || day < known || (day == known && evidence < first.Evidence!.Value) ? new DecisionFacts(day, evidence) : first;

    private static bool IsBy(DecisionMaking decision, PractitionerIdentity billing)
    {
        foreach (var performer in decision.Performers)
        {
            if (performer.IsSamePerson(billing))
                return true;
        }

        return false;
    }

    private static bool IsEnough(string level) => level is "moderate" or "high";
}
