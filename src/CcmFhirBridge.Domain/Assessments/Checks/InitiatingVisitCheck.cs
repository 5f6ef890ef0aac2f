using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>A visit by the billing practitioner in the look-back before CCM began.</summary>
internal sealed class InitiatingVisitCheck : ICheck
{
    private static readonly RuleText Text = new("visit.initiating", Severity.Hold, Sources.Booklet);

    public Finding Check(CaseFacts facts)
    {
        if (facts.Tenant.Policy.InitiatingVisit == InitiatingVisitPolicy.Assumed)
            return Text.Met("The initiating visit is assumed by the practice's policy.");
        if (facts.Rules is null || facts.Practitioner.Billing is null)
            return Text.CannotTell(Severity.Hold, "Without rules in force and a billing practitioner no visit can be looked for.");
        var reads = Sources.ReadsOf(facts.Rules, "visit");
        var text = Text.CitedBy(facts.Rules, reads);
        var own = InitiatingVisits.Find(facts, same: true);
        if (!own.IsEmpty)
            return text.Met("The billing practitioner saw the patient within the look-back before care management began.", InitiatingVisits.Sources(own), reads);
        var partners = InitiatingVisits.Find(facts, same: false).AddRange(InitiatingVisits.Find(facts, same: null));
        return partners.IsEmpty
            ? text.NotMet("No listed visit by the billing practitioner was found in the look-back before care management began.", [], reads)
            : text.CannotTell(Severity.Hold, "The only listed visits found are another practitioner's, or do not say whose they are.", InitiatingVisits.Sources(partners), reads);
    }
}
