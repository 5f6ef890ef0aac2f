using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Medicare Part B on a day of the month.</summary>
internal sealed class MedicarePartBCheck : MonthCheck
{
    private static readonly RuleText Text = new("coverage.medicare-part-b", Severity.Block, Sources.Booklet);

    private static readonly Statement Assumed = Text.Met("Medicare Part B is assumed by the practice's policy; the EHR shows no coverage at all.");
    private static readonly Statement NotShown = Text.CannotTell(Severity.Hold, "The EHR shows no coverage that can be read; whether Medicare Part B is in force cannot be told.");
    private static readonly Statement NotRead = Text.CannotTell(
        Severity.Hold, "The EHR does not let coverages be read, so whether Medicare Part B is in force cannot be told.");

    private static readonly Statement None = Text.NotMet(
        "No coverage is active and in force on any day of the month.", static facts => [.. facts.Record.Coverages.Select(static record => record.Source).Order()]);

    private static readonly Statement OnSomeDays = Text.CannotTell(
        Severity.Hold, "On some days of the month a Medicare coverage is in force whose part or term is not known.",
        static facts => [.. facts.Coverage.InForce.Select(static record => record.Source)]);

    private static readonly Statement InForce = Text.Met("Medicare Part B is in force in the month.", Paying);
    private static readonly Statement Advantage = Text.Met("Medicare Advantage is in force in the month, which includes Part B services.", Paying);
    private static readonly Statement Configured = Text.Met("A commercial plan pays, by rules that are configured for it: Medicare Part B is not what pays.", Paying);
    private static readonly Statement Other = Text.NotMet("The coverage in force in the month is not Medicare.", Paying);
    private static readonly Statement Commercial = Text.CannotTell(Severity.Hold, "A commercial plan is in force; the EHR does not show whether Medicare Part B is too.", Paying);
    private static readonly Statement Unclear = Text.CannotTell(Severity.Hold, "A Medicare coverage is in force, but its type does not say whether it is Part B.", Paying);
    private static readonly Statement Unknown = Text.CannotTell(Severity.Hold, "The coverage in force has no payer type that is known.", Paying);

    public override Answer Check(CaseFacts facts)
    {
        if (UnreadParts.AnyUnread(facts.Record, "Coverage"))
            return NotRead;
        var coverage = facts.Coverage;
        if (coverage.Assumed)
            return Assumed;
        return coverage.Payer switch
        {
            null when facts.Record.Coverages.IsEmpty => NotShown,
            null => None,
            PayerClass.PartB when coverage.PartBOnSomeDaysOnly => OnSomeDays,
            PayerClass.PartB => InForce,
            PayerClass.Advantage => Advantage,
            PayerClass.Commercial when coverage.Setting is not null => Configured,
            PayerClass.Other => Other,
            PayerClass.Commercial => Commercial,
            PayerClass.UnclearMedicare => Unclear,
            _ => Unknown,
        };
    }

    private static ImmutableArray<SourceReference> Paying(CaseFacts facts) => [facts.Coverage.Paying!.Source];
}
