using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Pathways;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Whether the counted time reaches a code at all, and how far it is from the next unit. Tells; it stops nothing by itself.</summary>
internal sealed class TimeFloorCheck : MonthCheck
{
    private static readonly RuleText Text = new("time.floor", Severity.Info, Sources.Booklet);

    private static readonly Statement NoRules = Text.CannotTell(
        Severity.Info, static facts => $"Counted {Clock(WholeSeconds.Of(facts.Time.StaffTicks + facts.Time.PractitionerTicks))}; without rules in force no floor is known.");

    private static readonly Statement NotRead = Text.CannotTell(
        Severity.Info, static facts => $"Counted {Clock(facts.Choice.CountedSeconds)}; the EHR does not let all {Unread(facts)} be read, so how much time there was cannot be told.");

    private static readonly Statement NoTime = Text.NotMet("The EHR shows no CCM time in the month.");
    private static readonly Statement NoCode = Text.NotMet(static facts => $"Counted {Clock(facts.Choice.CountedSeconds)}; no code for it is in force.");
    private static readonly Statement Short = Text.NotMet(static facts => BelowFloor(facts, First(facts)!)) with { CitedFor = ReadsOfFirst, Reads = ReadsOfFirst };
    private static readonly Statement Withheld = Text.Met(static facts => $"Counted {Clock(facts.Choice.CountedSeconds)} reaches a code, which a person decided not to bill.");
    private static readonly Statement Reached = Text.Met(AboveFloor) with { CitedFor = static facts => [.. facts.Choice.Codes[0].Code.Reads] };

    public override CheckReach Reach => CheckReach.NoMonth;

    public override Answer Check(CaseFacts facts)
    {
        if (facts.Rules is null)
            return NoRules;
        if (facts.TimeIsUnread)
            return NotRead;
        if (facts.Choice.ReachesFloor)
            return facts.Choice.IsWithheld ? Withheld : Reached;
        if (facts.Time.Entries.Length == 0)
            return NoTime;
        return First(facts) is null ? NoCode : Short;
    }

    private static string Unread(CaseFacts facts) => UnreadParts.AnyUnread(facts.Record, "Encounter") ? "encounters" : "answers that tell how long entries were";

    // The code that the time of clinical staff reaches first.
    private static BillingCode? First(CaseFacts facts) => facts.Practice.Reported
        .Where(static code => code is { Role: CodeRole.Base or CodeRole.ClinicBundle, Counts: CountedTime.ClinicalStaff, NeedsDecisionMaking: false })
        .MinBy(static code => code.FloorSeconds);

    private static ImmutableArray<ParameterRead> ReadsOfFirst(CaseFacts facts) => [.. First(facts)!.Reads];

    private static string BelowFloor(CaseFacts facts, BillingCode first)
    {
        var counted = facts.Choice.CountedSeconds;
        return $"Counted {Clock(counted)}; {first.Code} needs {Clock(first.FloorSeconds)}: {Clock(first.FloorSeconds - counted)} short.";
    }

    private static string AboveFloor(CaseFacts facts)
    {
        var counted = facts.Choice.CountedSeconds;
        return Shortfall(facts.Choice, facts.Rules!, counted) is { } shortfall
            ? $"Counted {Clock(counted)} reaches a code; {shortfall}."
            : $"Counted {Clock(counted)} reaches a code and carries its last unit.";
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
