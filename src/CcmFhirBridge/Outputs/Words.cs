using System.Globalization;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Pipeline.Decisions;

namespace CcmFhirBridge.Outputs;

/// <summary>How figures and states are written for people: one place, one form.</summary>
internal static class Words
{
    /// <summary>Minutes and seconds; 19:59 is not 20:00.</summary>
    public static string Clock(int seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:D2}");

    public static string Money(decimal? amount) => amount is { } value ? value.ToString("0.00", CultureInfo.InvariantCulture) : "–";

    public static string Count(long count, string one, string? many = null) => $"{count} {(count == 1 ? one : many ?? one + "s")}";

    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Bill => "bill",
        Outcome.Hold => "hold",
        Outcome.Block => "block",
        _ => "none",
    };

    public static string Of(FindingResult result) => result switch
    {
        FindingResult.Met => "met",
        FindingResult.NotMet => "not met",
        _ => "cannot tell",
    };

    public static string Of(Severity severity) => severity switch
    {
        Severity.Block => "block",
        Severity.Hold => "hold",
        Severity.Warn => "warn",
        _ => "info",
    };

    public static string Of(Confidence confidence) => confidence switch
    {
        Confidence.Primary => "primary",
        Confidence.Secondary => "secondary",
        Confidence.General => "general",
        _ => "conflicting",
    };

    public static string Of(LedgerState state) => state switch
    {
        LedgerState.InDoubt => "in-doubt",
        LedgerState.Held => "held",
        LedgerState.Planned => "planned",
        LedgerState.Sending => "sending",
        LedgerState.Confirmed => "confirmed",
        LedgerState.Rejected => "rejected",
        LedgerState.Quarantined => "quarantined",
        _ => "corrected",
    };

    /// <summary>What was decided, without who and why.</summary>
    public static string Of(HumanDecision decision)
    {
        var what = decision.Kind switch
        {
            DecisionKind.Approve => string.Join(", ", decision.Rules),
            DecisionKind.LowerUnits => $"{decision.Code} ×{decision.Units}",
            DecisionKind.WithholdCode => decision.Code,
            DecisionKind.ChoosePathway => decision.Pathway,
            DecisionKind.BillingPractitioner => decision.Practitioner,
            DecisionKind.AttestRisk => string.Create(CultureInfo.InvariantCulture, $"duration {YesNo(decision.ExpectedDuration)}, risk {YesNo(decision.SignificantRisk)}, by {decision.Practitioner}"),
            DecisionKind.AttestDecisionMaking => string.Create(CultureInfo.InvariantCulture, $"{decision.Level} on {decision.Day:yyyy-MM-dd}, by {decision.Practitioner}"),
            DecisionKind.Withdraw => decision.Withdraws,
            _ => null,
        };
        return what is null ? DecisionJson.Word(decision.Kind) : $"{DecisionJson.Word(decision.Kind)} {what}";
    }

    private static string YesNo(bool? answer) => answer == true ? "yes" : "no";

    public static string Lines(IEnumerable<ServiceLine> lines) =>
        string.Join(" + ", lines.Select(line => line.Units == 1 ? line.Code : $"{line.Code} ×{line.Units}"));
}
