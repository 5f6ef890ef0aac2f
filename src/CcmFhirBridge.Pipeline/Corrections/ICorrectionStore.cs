using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Pipeline.Corrections;

/// <summary>Corrections that were found, and what became of them: append-only.</summary>
public interface ICorrectionStore
{
    /// <summary>Every event, oldest first.</summary>
    Task<IReadOnlyList<CorrectionEvent>> CorrectionEventsAsync(CancellationToken cancellation);

    /// <summary>Appends events, all or none.</summary>
    Task RecordCorrectionsAsync(IReadOnlyList<CorrectionEvent> events, CancellationToken cancellation);

    /// <summary>The position of changes up to which a month was looked through for corrections; null when never.</summary>
    Task<long?> CorrectedThroughAsync(ServiceMonth month, CancellationToken cancellation);

    Task SaveCorrectedThroughAsync(ServiceMonth month, long position, CancellationToken cancellation);
}
