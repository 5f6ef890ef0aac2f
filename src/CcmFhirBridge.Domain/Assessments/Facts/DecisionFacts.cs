using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>Moderate or high medical decision making by the billing practitioner in the month.</summary>
/// <param name="Day">First day of it; null when there is none.</param>
/// <param name="Evidence">The encounter, or null.</param>
internal sealed record DecisionFacts(DateOnly? Day, SourceReference? Evidence)
{
    public static DecisionFacts Of(PatientRecord record, ServiceMonth month, PracticeTimeZone zone, PractitionerIdentity? billing)
    {
        if (billing is null)
            return new DecisionFacts(null, null);
        var first = record.DecisionMakings
            .Where(decision => decision.Level is "moderate" or "high" && decision.When is { } when && month.Contains(when.LastDay(zone))
                && decision.Performers.Any(performer => performer.Person == billing.Person))
            .OrderBy(decision => decision.When!.Value.LastDay(zone)).ThenBy(static decision => decision.Source)
            .FirstOrDefault();
        return first is null ? new DecisionFacts(null, null) : new DecisionFacts(first.When!.Value.LastDay(zone), first.Source);
    }
}
