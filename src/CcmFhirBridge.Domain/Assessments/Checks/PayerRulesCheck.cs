using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>
/// Medicare fee-for-service that pays first follows the rules of the pack; any other payer is held until the practice has looked up its
/// rules and the tenant file names them.
/// </summary>
internal sealed class PayerRulesCheck : ICheck
{
    private static readonly RuleText Text = new("coverage.payer-rules", Severity.Hold, Sources.Booklet);

    public Finding Check(CaseFacts facts)
    {
        var coverage = facts.Coverage;
        if (coverage is { Payer: PayerClass.Advantage, Setting: null })
            return Text.NotMet("Medicare Advantage pays: the plan's own rules apply.", [coverage.Paying!.Source]);
        if (coverage is { Payer: PayerClass.Commercial, Setting: null })
            return Text.NotMet("A commercial plan pays: its own rules apply.", [coverage.Paying!.Source]);
        if (coverage.NotFirst == true)
            return Text.NotMet(IsMedicare(coverage) ? "Medicare does not pay first: the other insurance is billed before it." : "The plan does not pay first: another insurance is billed before it.", Every(coverage));
        if (coverage.NotFirst is null)
            return Text.CannotTell(Severity.Hold, IsMedicare(coverage) ? "Another insurance may pay before Medicare, and the order of the two is not stated." : "Another insurance may pay before the plan, and the order of the two is not stated.", Every(coverage));
        if (coverage.MayGoByOtherRules)
            return Text.CannotTell(Severity.Hold, "Coverages of payers with different rules are in force in the month, and which of them pays is not told.", Every(coverage));
        if (coverage.Setting is { } setting && coverage.Payer is not PayerClass.PartB)
            return ByConfiguredRules(facts, setting);
        return coverage.Payer is PayerClass.PartB
            ? Text.Met("Medicare fee-for-service rules apply.", coverage.Paying is null ? [] : [coverage.Paying.Source])
            : Text.CannotTell(Severity.Hold, "Whose rules apply cannot be told from the coverage.", Every(coverage));
    }

    private static Finding ByConfiguredRules(CaseFacts facts, PayerSetting setting)
    {
        var coverage = facts.Coverage;
        var text = Text with { Source = string.Create(CultureInfo.InvariantCulture, $"The payer's own rules, looked up by {setting.ConfirmedBy} on {setting.ConfirmedOn:yyyy-MM-dd}") };
        if (coverage.PayerOnSomeDaysOnly)
            return text.CannotTell(Severity.Hold, "On some days of the month another Medicare coverage is in force, so whose rules apply depends on the day.", Every(coverage));
        if (coverage.TermIsVague)
            return text.CannotTell(Severity.Hold, "On which days of the month the payer's coverage is in force is not told.", Every(coverage));
        // The rules of another payer, or of a month in which this payer's are not in force, are never taken for its own.
        if (facts.Rules is not { } rules || rules.Overlay != setting.Overlay?.Id)
            return text.CannotTell(Severity.Hold, "The rules that are configured for this payer are not in force in this month.", [coverage.Paying!.Source]);
        return text.Met(
            string.Create(CultureInfo.InvariantCulture, $"{(IsMedicare(coverage) ? "Medicare Advantage" : "A commercial plan")} pays by {rules.Version}, the rules confirmed for it on {setting.ConfirmedOn:yyyy-MM-dd}."),
            [coverage.Paying!.Source]);
    }

    private static bool IsMedicare(CoverageFacts coverage) => coverage.Payer is not PayerClass.Commercial;

    private static ImmutableArray<SourceReference> Every(CoverageFacts coverage) => [.. coverage.InForce.Select(static record => record.Source)];
}
