using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>A visit by the billing practitioner in the look-back before CCM began.</summary>
internal sealed class InitiatingVisitCheck : MonthCheck
{
    private static readonly RuleText Text = new("visit.initiating", Severity.Hold, Sources.Booklet);

    private static readonly Statement Assumed = Text.Met("The initiating visit is assumed by the practice's policy.");
    private static readonly Statement NobodyToLookFor = Text.CannotTell(Severity.Hold, "Without rules in force and a billing practitioner no visit can be looked for.");
    private static readonly Statement Seen = Cited(Text.Met(
        "The billing practitioner saw the patient within the look-back before care management began.",
        static facts => [.. InitiatingVisits.Sources(InitiatingVisits.Find(facts, facts.Practitioner.Billing!, held: true)), .. InitiatingVisits.Start(facts)]));

    private static readonly Statement None = Cited(Text.NotMet("No listed visit by the billing practitioner was found in the look-back before care management began.", InitiatingVisits.Start));
    private static readonly Statement NotRead = Cited(Text.CannotTell(
        Severity.Hold, "No listed visit was found, and the EHR does not let everything be read in which one could stand."));

    private static readonly Statement OfOthers = Cited(Text.CannotTell(
        Severity.Hold, "The only listed visits found are another practitioner's, or do not say whose they are.",
        static facts => [.. InitiatingVisits.Sources(InitiatingVisits.Find(facts, facts.Practitioner.Billing!, held: false)), .. InitiatingVisits.Start(facts)]));

    public override Answer Check(CaseFacts facts)
    {
        if (facts.Tenant.Policy.InitiatingVisit == InitiatingVisitPolicy.Assumed)
            return Assumed;
        if (facts.Rules is null || facts.Practitioner.Billing is not { } billing)
            return NobodyToLookFor;
        var others = false;
        for (var i = 0; i < facts.Record.OtherServices.Length; i++)
        {
            if (!InitiatingVisits.IsListed(facts, i))
                continue;
            if (facts.Record.OtherServices[i].IsVisitOf(billing))
                return Seen;
            others = true;
        }

        if (others)
            return OfOthers;
        return UnreadParts.AnyUnread(facts.Record, UnreadParts.OfServices) ? NotRead : None;
    }

    private static Statement Cited(Statement statement) => statement with { CitedFor = Reads, Reads = Reads };

    private static ImmutableArray<ParameterRead> Reads(CaseFacts facts) => Sources.ReadsOf(facts.Rules!, "visit");
}
