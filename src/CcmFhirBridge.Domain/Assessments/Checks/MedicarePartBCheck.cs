using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Medicare Part B on a day of the month.</summary>
internal sealed class MedicarePartBCheck : ICheck
{
    private static readonly RuleText Text = new("coverage.medicare-part-b", Severity.Block, Sources.Booklet);

    public Finding Check(CaseFacts facts)
    {
        var coverage = facts.Coverage;
        if (coverage.Assumed)
            return Text.Met("Medicare Part B is assumed by the practice's policy; the EHR shows no coverage at all.");
        return coverage.Payer switch
        {
            null when facts.Record.Coverages.IsEmpty => Text.CannotTell(Severity.Hold, "The EHR shows no coverage that can be read; whether Medicare Part B is in force cannot be told."),
            null => Text.NotMet(
                "No coverage is active and in force on any day of the month.",
                [.. facts.Record.Coverages.Select(static record => record.Source).Order()]),
            PayerClass.PartB when coverage.PartBOnSomeDaysOnly => Text.CannotTell(
                Severity.Hold, "On some days of the month a Medicare coverage is in force whose part or term is not known.", [.. coverage.InForce.Select(static record => record.Source)]),
            PayerClass.PartB => Text.Met("Medicare Part B is in force in the month.", [coverage.Paying!.Source]),
            PayerClass.Advantage => Text.Met("Medicare Advantage is in force in the month, which includes Part B services.", [coverage.Paying!.Source]),
            PayerClass.Commercial when coverage.Setting is not null => Text.Met("A commercial plan pays, by rules that are configured for it: Medicare Part B is not what pays.", [coverage.Paying!.Source]),
            PayerClass.Other => Text.NotMet("The coverage in force in the month is not Medicare.", [coverage.Paying!.Source]),
            PayerClass.Commercial => Text.CannotTell(Severity.Hold, "A commercial plan is in force; the EHR does not show whether Medicare Part B is too.", [coverage.Paying!.Source]),
            PayerClass.UnclearMedicare => Text.CannotTell(Severity.Hold, "A Medicare coverage is in force, but its type does not say whether it is Part B.", [coverage.Paying!.Source]),
            _ => Text.CannotTell(Severity.Hold, "The coverage in force has no payer type that is known.", [coverage.Paying!.Source]),
        };
    }
}
