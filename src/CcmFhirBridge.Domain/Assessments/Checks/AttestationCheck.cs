using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Somebody who can bill attests that the conditions last and carry significant risk.</summary>
internal sealed class AttestationCheck : MonthCheck
{
    private static readonly RuleText Text = new("attestation.duration-and-risk", Severity.Hold, Sources.Booklet);

    private static readonly Statement Assumed = Text.Met("Duration and risk are assumed by the practice's policy.");
    private static readonly Statement Covered = Text.Met("The billing practitioner's active plan addresses enough of the groups.", static facts => [PlanCovers(facts)!.Source]);
    private static readonly Statement Attested = Text.Met(
        "A practitioner who can bill attested expected duration and significant risk.", static facts => [Full(AttestationsOf(facts), facts)!.Source]);

    private static readonly Statement None = Text.NotMet("Expected duration and significant risk are not attested.");
    private static readonly Statement NotRead = Text.CannotTell(
        Severity.Hold, "The EHR does not let care plans be read, so what is attested there cannot be told.");

    private static readonly Statement Denied = Text.NotMet(
        "An attestation denies expected duration or significant risk.", static facts => [.. AttestationsOf(facts).Select(static attestation => attestation.Source)]);

    private static readonly Statement Incomplete = Text.CannotTell(
        Severity.Hold, "The attestation is incomplete or does not name somebody who can bill.", static facts => [.. AttestationsOf(facts).Select(static attestation => attestation.Source)]);

    public override Answer Check(CaseFacts facts) => facts.Tenant.Policy.Attestation switch
    {
        AttestationPolicy.Assumed => UnlessDenied(Assumed, facts),
        _ when UnreadParts.AnyUnread(facts.Record, UnreadParts.OfPlans) => NotRead,
        AttestationPolicy.CarePlan when PlanCovers(facts) is not null => UnlessDenied(Covered, facts),
        _ => Explicit(facts),
    };

    // A policy stands for what nobody said, not against what somebody said.
    private static Statement UnlessDenied(Statement otherwise, CaseFacts facts)
    {
        var attestations = AttestationsOf(facts);
        return Array.Exists(attestations, Denies) && Full(attestations, facts) is null ? Denied : otherwise;
    }

    private static Statement Explicit(CaseFacts facts)
    {
        // One plan and nothing recorded with us is the rule, and needs no list.
        if (facts.PlansOfMonth is [{ Attestation: { } only }] && facts.Decisions.All.IsEmpty)
            return IsFull(only) ? Attested : Denies(only) ? Denied : Incomplete;
        var attestations = AttestationsOf(facts);
        if (Full(attestations, facts) is not null)
            return Attested;
        if (attestations.Length == 0)
            return None;
        return Array.Exists(attestations, Denies) ? Denied : Incomplete;
    }

    // Of the month's plans and recorded with us, by source.
    private static DurationRiskAttestation[] AttestationsOf(CaseFacts facts)
    {
        var attestations = new DurationRiskAttestation[facts.PlansOfMonth.Length];
        var count = 0;
        foreach (var plan in facts.PlansOfMonth)
        {
            if (plan.Attestation is { } attestation)
                attestations[count++] = attestation;
        }

        Array.Resize(ref attestations, count);
        if (!facts.Decisions.All.IsEmpty)
            attestations = [.. attestations, .. RecordedWithUs(facts)];
        Array.Sort(attestations, static (left, right) => left.Source.CompareTo(right.Source));
        return attestations;
    }

    // Risk is attested with us by the billing practitioner only; anybody else's word is no attestation.
    private static IEnumerable<DurationRiskAttestation> RecordedWithUs(CaseFacts facts) => facts.Decisions.All
        .Where(static decision => decision.Kind == DecisionKind.AttestRisk)
        .Select(decision => new DurationRiskAttestation(
            facts.Practitioner.IsBilling(decision.Practitioner!) ? facts.Practitioner.Billing : new PractitionerIdentity(decision.Practitioner!, null, PerformerRole.Unknown),
            Moment.On(decision.Day ?? facts.Zone.DayOf(decision.At)), decision.ExpectedDuration, decision.SignificantRisk, decision.Source));

    // The first full attestation that follows everything that denies it.
    private static DurationRiskAttestation? Full(DurationRiskAttestation[] attestations, CaseFacts facts)
    {
        foreach (var attestation in attestations)
        {
            if (IsFull(attestation) && FollowsEveryDenial(attestation, attestations, facts))
                return attestation;
        }

        return null;
    }

    private static bool FollowsEveryDenial(DurationRiskAttestation attestation, DurationRiskAttestation[] attestations, CaseFacts facts)
    {
        foreach (var denial in attestations)
        {
            if (Denies(denial) && !(denial.Date is { } denied && attestation.Date?.FirstDay(facts.Zone) > denied.LastDay(facts.Zone)))
                return false;
        }

        return true;
    }

    private static bool Denies(DurationRiskAttestation attestation) => attestation.ExpectedDuration == false || attestation.SignificantRisk == false;

    private static bool IsFull(DurationRiskAttestation attestation) =>
        attestation is { Attester.Role: PerformerRole.Practitioner, ExpectedDuration: true, SignificantRisk: true, Date: not null };

    private static CcmCarePlan? PlanCovers(CaseFacts facts)
    {
        if (facts.Practitioner.Billing is not { } billing || facts.Rules is not { } rules)
            return null;
        CcmCarePlan? first = null;
        foreach (var plan in facts.PlansOfMonth)
        {
            if (plan.Author?.IsSamePerson(billing) == true && (first is null || plan.Source < first.Source)
                && facts.Conditions.GroupsAddressedBy(plan) >= rules.ConditionGroupsRequired)
            {
                first = plan;
            }
        }

        return first;
    }
}
