using System.Collections.Immutable;

namespace CcmFhirBridge.Pipeline.Corrections;

/// <summary>A correction and where it stands.</summary>
/// <param name="Correction">As it was found the first time, with the earliest day that it counts from.</param>
/// <param name="Last">The newest event.</param>
public sealed record CorrectionStatus(Correction Correction, CorrectionEvent Last)
{
    /// <summary>Whether a person still has to do something.</summary>
    public bool IsOpen => Last.Step == CorrectionStep.Identified;

    /// <summary>Whether a person approved it and its later revision is not confirmed yet.</summary>
    public bool IsOnItsWay => Last.Step == CorrectionStep.Approved;

    /// <summary>All corrections of a history, what is to be returned first, then by the day they were found.</summary>
    public static ImmutableArray<CorrectionStatus> Of(IReadOnlyList<CorrectionEvent> events) =>
    [
        .. events.GroupBy(each => each.Correction.Id, StringComparer.Ordinal)
            .Select(history => new CorrectionStatus(
                history.First().Correction with { IdentifiedOn = history.Min(each => each.Correction.IdentifiedOn) }, history.Last()))
            .OrderBy(status => status.Correction.ReturnBy ?? DateOnly.MaxValue).ThenBy(status => status.Correction.IdentifiedOn)
            .ThenBy(status => status.Correction.Patient, StringComparer.Ordinal).ThenBy(status => status.Correction.Month),
    ];
}
