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
internal sealed class PayerRulesCheck : MonthCheck
{
    private static readonly RuleText Text = new("coverage.payer-rules", Severity.Hold, Sources.Booklet);

    private static readonly Statement Advantage = Text.NotMet("Medicare Advantage pays: the plan's own rules apply.", Paying);
    private static readonly Statement Commercial = Text.NotMet("A commercial plan pays: its own rules apply.", Paying);
    private static readonly Statement NotFirst = Text.NotMet(
        static facts => IsMedicare(facts) ? "Medicare does not pay first: the other insurance is billed before it." : "The plan does not pay first: another insurance is billed before it.", Every);

    private static readonly Statement OrderUnknown = Text.CannotTell(
        Severity.Hold,
        static facts => IsMedicare(facts) ? "Another insurance may pay before Medicare, and the order of the two is not stated." : "Another insurance may pay before the plan, and the order of the two is not stated.", Every);

    private static readonly Statement OtherRules = Text.CannotTell(
        Severity.Hold, "Coverages of payers with different rules are in force in the month, and which of them pays is not told.", Every);

    private static readonly Statement Medicare = Text.Met("Medicare fee-for-service rules apply.", static facts => facts.Coverage.Paying is { } paying ? [paying.Source] : []);
    private static readonly Statement Unknown = Text.CannotTell(Severity.Hold, "Whose rules apply cannot be told from the coverage.", Every);

    private static readonly Statement OnSomeDays = Confirmed(Text.CannotTell(
        Severity.Hold, "On some days of the month another Medicare coverage is in force, so whose rules apply depends on the day.", Every));

    private static readonly Statement TermUnknown = Confirmed(Text.CannotTell(Severity.Hold, "On which days of the month the payer's coverage is in force is not told.", Every));
    private static readonly Statement NotInForce = Confirmed(Text.CannotTell(Severity.Hold, "The rules that are configured for this payer are not in force in this month.", Paying));
    private static readonly Statement ByOwnRules = Confirmed(Text.Met(
        static facts => string.Create(
            CultureInfo.InvariantCulture,
            $"{(IsMedicare(facts) ? "Medicare Advantage" : "A commercial plan")} pays by {facts.Rules!.Version}, the rules confirmed for it on {facts.Coverage.Setting!.ConfirmedOn:yyyy-MM-dd}."),
        Paying));

    public override Answer Check(CaseFacts facts)
    {
        var coverage = facts.Coverage;
        if (coverage is { Payer: PayerClass.Advantage, Setting: null })
            return Advantage;
        if (coverage is { Payer: PayerClass.Commercial, Setting: null })
            return Commercial;
        if (coverage.NotFirst == true)
            return NotFirst;
        if (coverage.NotFirst is null)
            return OrderUnknown;
        if (coverage.MayGoByOtherRules)
            return OtherRules;
        if (coverage.Setting is { } setting && coverage.Payer is not PayerClass.PartB)
            return ByConfiguredRules(facts, setting);
        return coverage.Payer is PayerClass.PartB ? Medicare : Unknown;
    }

    private static Statement ByConfiguredRules(CaseFacts facts, PayerSetting setting)
    {
        if (facts.Coverage.PayerOnSomeDaysOnly)
            return OnSomeDays;
        if (facts.Coverage.TermIsVague)
            return TermUnknown;
        // The rules of another payer, or of a month in which this payer's are not in force, are never taken for its own.
        return facts.Rules is not { } rules || rules.Overlay != setting.Overlay?.Id ? NotInForce : ByOwnRules;
    }

    private static Statement Confirmed(Statement statement) => statement with
    {
        Source = static facts => string.Create(
            CultureInfo.InvariantCulture, $"The payer's own rules, looked up by {facts.Coverage.Setting!.ConfirmedBy} on {facts.Coverage.Setting.ConfirmedOn:yyyy-MM-dd}"),
    };

    private static bool IsMedicare(CaseFacts facts) => facts.Coverage.Payer is not PayerClass.Commercial;

    private static ImmutableArray<SourceReference> Paying(CaseFacts facts) => [facts.Coverage.Paying!.Source];

    private static ImmutableArray<SourceReference> Every(CaseFacts facts) => [.. facts.Coverage.InForce.Select(static record => record.Source)];
}
