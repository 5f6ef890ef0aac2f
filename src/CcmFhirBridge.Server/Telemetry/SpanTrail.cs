using System.Diagnostics;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Telemetry;

/// <summary>
/// Ties what a worker sends to what it had read: the spans of assessing, closing and writing back link to the syncs that last brought a
/// change, and the write-back to the closing that planned it, also when those lie passes back. It lives as long as the worker: the store
/// keeps no trace context, because a span is of use for days and a store for years.
/// </summary>
public sealed class SpanTrail
{
    /// <summary>Most syncs that one span links to; a month's claims rest on thousands, and the newest tell most.</summary>
    public const int MostReads = 16;

    private readonly Queue<ActivityContext> _reads = new();
    private ActivityContext? _closing;

    public void Read(Activity? span, TenantPass pass)
    {
        span?.SetTag("ccm.read", pass.Read).SetTag("ccm.changed", pass.Changed).SetTag("ccm.gaps", pass.Gaps);
        if (span is null || pass.Changed == 0)
            return;
        _reads.Enqueue(span.Context);
        if (_reads.Count > MostReads)
            _reads.Dequeue();
    }

    public void Closed(Activity? span, MonthState state)
    {
        if (span is not null && state == MonthState.Closed)
            _closing = span.Context;
    }

    public void LinkTo(Activity? span)
    {
        if (span is null)
            return;
        foreach (var read in _reads)
            span.AddLink(new ActivityLink(read));
        if (_closing is { } closing)
            span.AddLink(new ActivityLink(closing));
    }
}
