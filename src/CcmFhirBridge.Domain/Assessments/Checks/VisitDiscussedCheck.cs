using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Care management has to be discussed at the initiating visit; for an established patient its absence is only said.</summary>
internal sealed class VisitDiscussedCheck : ICheck
{
    private static readonly RuleText Text = new("visit.discussed", Severity.Hold, Sources.Faq);

    public Finding Check(CaseFacts facts)
    {
        if (facts.Tenant.Policy.InitiatingVisit == InitiatingVisitPolicy.Assumed)
            return Text.Met("The initiating visit is assumed by the practice's policy.");
        var visits = InitiatingVisits.Find(facts, same: true);
        if (visits.IsEmpty)
            return Text.CannotTell(Severity.Info, "There is no visit at which care management could have been discussed.");
        var evidence = InitiatingVisits.Sources(visits);
        if (visits.Any(static visit => visit.CcmDiscussed == true))
            return Text.Met("Care management was discussed at a visit.", evidence);
        var silent = visits.Where(static visit => visit.CcmDiscussed is null).ToArray();
        if (silent.Length == 0)
            return Text.NotMet("Every visit records that care management was not discussed.", evidence);
        var onlyNewPatient = Array.TrueForAll(silent, visit => facts.Rules!.NewPatientVisitCodes.Contains(visit.Code));
        return Text.CannotTell(
            onlyNewPatient ? Severity.Hold : Severity.Warn,
            onlyNewPatient ? "The only visit is a new-patient visit that does not say whether care management was discussed." : "No visit says whether care management was discussed.",
            evidence);
    }
}
