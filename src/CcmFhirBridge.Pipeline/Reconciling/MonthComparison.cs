using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Pipeline.Reconciling;

/// <summary>What the last comparison of a month with the EHR came to; counts only, nothing of a patient.</summary>
public sealed record MonthComparison
{
    /// <summary>Service month.</summary>
    public required ServiceMonth Month { get; init; }

    /// <summary>When it was made, or tried.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Disagreements.</summary>
    public int Findings { get; init; }

    /// <summary>Of those, resources of which the EHR has more than one that is not cancelled.</summary>
    public int Duplicates { get; init; }

    /// <summary>Questions that the EHR did not answer.</summary>
    public int NotAnswered { get; init; }

    /// <summary>Why it could not be made the last time, in which case the counts are of the time before; null when it was.</summary>
    public string? NotMade { get; init; }

    /// <summary>The counts of a report.</summary>
    public static MonthComparison Of(ReconcileReport report, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new MonthComparison
        {
            Month = report.Month,
            At = at,
            Findings = report.Findings.Length,
            Duplicates = report.Findings.Count(finding => finding.Kind == DriftKind.Duplicate),
            NotAnswered = report.NotAsked.Length,
        };
    }
}
