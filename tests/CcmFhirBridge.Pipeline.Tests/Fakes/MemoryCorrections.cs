using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Corrections;

namespace CcmFhirBridge.Pipeline.Tests.Fakes;

/// <summary>Corrections in memory.</summary>
public sealed class MemoryCorrections : ICorrectionStore
{
    private readonly List<CorrectionEvent> _events = [];
    private readonly Dictionary<ServiceMonth, long> _through = [];

    public Task<IReadOnlyList<CorrectionEvent>> CorrectionEventsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<CorrectionEvent>>([.. _events]);

    public Task RecordCorrectionsAsync(IReadOnlyList<CorrectionEvent> events, CancellationToken cancellation)
    {
        _events.AddRange(events);
        return Task.CompletedTask;
    }

    /// <summary>Never: what a test decides anew changes no position.</summary>
    public Task<long?> CorrectedThroughAsync(ServiceMonth month, CancellationToken cancellation) => Task.FromResult<long?>(null);

    public Task SaveCorrectedThroughAsync(ServiceMonth month, long position, CancellationToken cancellation)
    {
        _through[month] = position;
        return Task.CompletedTask;
    }
}
