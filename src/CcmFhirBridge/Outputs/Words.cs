using System.Globalization;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;

namespace CcmFhirBridge.Outputs;

/// <summary>How figures and states are written for people: one place, one form.</summary>
internal static class Words
{
    /// <summary>Minutes and seconds; 19:59 is not 20:00.</summary>
    public static string Clock(int seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:D2}");

    public static string Money(decimal? amount) => amount is { } value ? value.ToString("0.00", CultureInfo.InvariantCulture) : "–";

    public static string Count(int count, string one, string? many = null) => $"{count} {(count == 1 ? one : many ?? one + "s")}";

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

    public static string Lines(IEnumerable<ServiceLine> lines) =>
        string.Join(" + ", lines.Select(line => line.Units == 1 ? line.Code : $"{line.Code} ×{line.Units}"));
}
