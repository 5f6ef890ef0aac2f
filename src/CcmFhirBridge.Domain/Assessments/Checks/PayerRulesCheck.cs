using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Only Medicare fee-for-service that pays first follows the rules that are loaded.</summary>
internal sealed class PayerRulesCheck : ICheck
{
    private static readonly RuleText Text = new("coverage.payer-rules", Severity.Hold, Sources.Booklet);

    public Finding Check(CaseFacts facts)
    {
        var coverage = facts.Coverage;
        if (coverage.Payer == PayerClass.Advantage)
            return Text.NotMet("Medicare Advantage pays: the plan's own rules apply.", [coverage.Paying!.Source]);
        if (coverage.Payer == PayerClass.Commercial)
            return Text.NotMet("A commercial plan pays: its own rules apply.", [coverage.Paying!.Source]);
        if (coverage.NotFirst == true)
            return Text.NotMet("Medicare does not pay first: the other insurance is billed before it.", [.. coverage.InForce.Select(static record => record.Source)]);
        if (coverage.NotFirst is null)
            return Text.CannotTell(Severity.Hold, "Another insurance may pay before Medicare, and the order of the two is not stated.", [.. coverage.InForce.Select(static record => record.Source)]);
        return coverage.Payer is PayerClass.PartB
            ? Text.Met("Medicare fee-for-service rules apply.", coverage.Paying is null ? [] : [coverage.Paying.Source])
            : Text.CannotTell(Severity.Hold, "Whose rules apply cannot be told from the coverage.", [.. coverage.InForce.Select(static record => record.Source)]);
    }
}
