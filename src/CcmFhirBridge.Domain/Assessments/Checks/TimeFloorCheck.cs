using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Pathways;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Whether the counted time reaches a code at all, and how far it is from the next unit. Tells; it stops nothing by itself.</summary>
internal sealed class TimeFloorCheck : ICheck
{
    private static readonly RuleText Text = new("time.floor", Severity.Info, Sources.Booklet);

    public Finding Check(CaseFacts facts)
    {
        var counted = WholeSeconds.Of(facts.Time.StaffTicks + facts.Time.PractitionerTicks);
        if (facts.Rules is not { } rules)
            return Text.CannotTell(Severity.Info, $"Counted {Clock(counted)}; without rules in force no floor is known.");
        if (!facts.Choice.ReachesFloor)
            return BelowFloor(facts, rules, counted);
        counted = facts.Choice.CountedSeconds;
        if (facts.Choice.IsWithheld)
            return Text.Met($"Counted {Clock(counted)} reaches a code, which a person decided not to bill.");
        var text = Text.CitedBy(rules, [.. facts.Choice.Codes[0].Code.Reads]);
        return text.Met(Shortfall(facts.Choice, rules, counted) is { } shortfall
            ? $"Counted {Clock(counted)} reaches a code; {shortfall}."
            : $"Counted {Clock(counted)} reaches a code and carries its last unit.");
    }

    private static Finding BelowFloor(CaseFacts facts, RulesInForce rules, int counted)
    {
        if (facts.Time.Entries.Count == 0)
            return Text.NotMet("The EHR shows no CCM time in the month.");
        counted = facts.Choice.CountedSeconds;
        var first = ReportedCodes.Of(rules, facts.Tenant.Billing.Setting)
            .Where(static code => code is { Role: CodeRole.Base or CodeRole.ClinicBundle, Counts: CountedTime.ClinicalStaff, NeedsDecisionMaking: false })
            .MinBy(static code => code.FloorSeconds);
        return first is null
            ? Text.NotMet($"Counted {Clock(counted)}; no code for it is in force.")
            : Text.CitedBy(rules, [.. first.Reads]).NotMet(
                $"Counted {Clock(counted)}; {first.Code} needs {Clock(first.FloorSeconds)}: {Clock(first.FloorSeconds - counted)} short.", [], [.. first.Reads]);
    }

    private static string? Shortfall(PathwayChoice choice, RulesInForce rules, int counted)
    {
        var baseCode = choice.Codes[0].Code;
        foreach (var addOn in rules.Codes.Where(code => code.Role == CodeRole.AddOn && code.BaseCode == baseCode.Code))
        {
            var units = choice.Codes.FirstOrDefault(line => line.Code.Code == addOn.Code).Units;
            if (units >= addOn.UnitCap)
                continue;
            var next = Math.Max(addOn.FloorSeconds, baseCode.FloorSeconds + addOn.BlockSeconds) + (units * addOn.BlockSeconds);
            return next > counted ? $"{Clock(next - counted)} short of {(units == 0 ? addOn.Code : $"another {addOn.Code}")}" : null;
        }

        return null;
    }

    private static string Clock(int seconds) => $"{seconds / 60}:{seconds % 60:D2}";
}
