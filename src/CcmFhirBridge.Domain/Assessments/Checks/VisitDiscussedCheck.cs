using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Care management has to be discussed at the initiating visit; for an established patient its absence is only said.</summary>
internal sealed class VisitDiscussedCheck : MonthCheck
{
    private static readonly RuleText Text = new("visit.discussed", Severity.Hold, Sources.Faq);

    private static readonly Statement Assumed = Text.Met("The initiating visit is assumed by the practice's policy.");
    private static readonly Statement NoVisit = Text.CannotTell(Severity.Info, "There is no visit at which care management could have been discussed.");
    private static readonly Statement Discussed = Text.Met("Care management was discussed at a visit.", Evidence);
    private static readonly Statement NotDiscussed = Text.NotMet("Every visit records that care management was not discussed.", Evidence);
    private static readonly Statement OnlyNewPatient = Text.CannotTell(
        Severity.Hold, "The only visit is a new-patient visit that does not say whether care management was discussed.", Evidence);

    private static readonly Statement Silent = Text.CannotTell(Severity.Warn, "No visit says whether care management was discussed.", Evidence);

    public override Answer Check(CaseFacts facts)
    {
        if (facts.Tenant.Policy.InitiatingVisit == InitiatingVisitPolicy.Assumed)
            return Assumed;
        bool any = false, silent = false, silentOfKnownPatient = false;
        for (var i = 0; i < facts.Record.OtherServices.Length; i++)
        {
            var visit = facts.Record.OtherServices[i];
            if (facts.Practitioner.Billing is not { } billing || !InitiatingVisits.IsListed(facts, i) || !visit.IsVisitOf(billing))
                continue;
            if (visit.CcmDiscussed == true)
                return Discussed;
            any = true;
            silent |= visit.CcmDiscussed is null;
            silentOfKnownPatient |= visit.CcmDiscussed is null && !facts.Rules!.NewPatientVisitCodes.Contains(visit.Code);
        }

        if (!any)
            return NoVisit;
        if (!silent)
            return NotDiscussed;
        return silentOfKnownPatient ? Silent : OnlyNewPatient;
    }

    private static ImmutableArray<SourceReference> Evidence(CaseFacts facts) => InitiatingVisits.Sources(InitiatingVisits.Find(facts, facts.Practitioner.Billing!, held: true));
}
