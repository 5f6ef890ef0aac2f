using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Somebody who can bill attests that the conditions last and carry significant risk.</summary>
internal sealed class AttestationCheck : ICheck
{
    private static readonly RuleText Text = new("attestation.duration-and-risk", Severity.Hold, Sources.Booklet);

    public Finding Check(CaseFacts facts) => facts.Tenant.Policy.Attestation switch
    {
        AttestationPolicy.Assumed => Text.Met("Duration and risk are assumed by the practice's policy."),
        AttestationPolicy.CarePlan when PlanCovers(facts) is { } plan => Text.Met("The billing practitioner's active plan addresses enough of the groups.", [plan.Source]),
        _ => Explicit(facts),
    };

    private static Finding Explicit(CaseFacts facts)
    {
        var attestations = facts.Record.CarePlans.Where(plan => CarePlanFacts.IsOfMonth(plan, facts.Month, facts.Zone))
            .Select(static plan => plan.Attestation).OfType<DurationRiskAttestation>().Concat(RecordedWithUs(facts))
            .OrderBy(static attestation => attestation.Source).ToArray();
        var denials = Array.FindAll(attestations, static attestation => attestation.ExpectedDuration == false || attestation.SignificantRisk == false);
        if (attestations.FirstOrDefault(attestation => IsFull(attestation) && Array.TrueForAll(denials, denial => Follows(attestation, denial, facts))) is { } full)
            return Text.Met("A practitioner who can bill attested expected duration and significant risk.", [full.Source]);
        if (attestations.Length == 0)
            return Text.NotMet("Expected duration and significant risk are not attested.");
        return denials.Length > 0
            ? Text.NotMet("An attestation denies expected duration or significant risk.", [.. attestations.Select(static attestation => attestation.Source)])
            : Text.CannotTell(Severity.Hold, "The attestation is incomplete or does not name somebody who can bill.", [.. attestations.Select(static attestation => attestation.Source)]);
    }

    // Risk is attested with us by the billing practitioner only; anybody else's word is no attestation.
    private static IEnumerable<DurationRiskAttestation> RecordedWithUs(CaseFacts facts) => facts.Decisions.All
        .Where(static decision => decision.Kind == DecisionKind.AttestRisk)
        .Select(decision => new DurationRiskAttestation(
            facts.Practitioner.IsBilling(decision.Practitioner!) ? facts.Practitioner.Billing : new PractitionerIdentity(decision.Practitioner!, null, PerformerRole.Unknown),
            Moment.On(decision.Day ?? facts.Zone.DayOf(decision.At)), decision.ExpectedDuration, decision.SignificantRisk, decision.Source));

    private static bool Follows(DurationRiskAttestation attestation, DurationRiskAttestation denial, CaseFacts facts) =>
        denial.Date is { } denied && attestation.Date?.FirstDay(facts.Zone) > denied.LastDay(facts.Zone);

    private static bool IsFull(DurationRiskAttestation attestation) =>
        attestation is { Attester.Role: PerformerRole.Practitioner, ExpectedDuration: true, SignificantRisk: true, Date: not null };

    private static CcmCarePlan? PlanCovers(CaseFacts facts)
    {
        if (facts.Practitioner.Billing is not { } billing || facts.Rules is not { } rules)
            return null;
        return facts.Record.CarePlans
            .Where(plan => CarePlanFacts.IsOfMonth(plan, facts.Month, facts.Zone) && plan.Author?.Person == billing.Person)
            .OrderBy(static plan => plan.Source)
            .FirstOrDefault(plan => facts.Conditions.Chronic.Where(condition => plan.Addresses.Contains(condition.Source.Key))
                .Select(static condition => condition.Classification.Group).Distinct(StringComparer.Ordinal).Count() >= rules.ConditionGroupsRequired);
    }
}
