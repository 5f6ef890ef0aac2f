using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Quirks;

namespace CcmFhirBridge.Torture.Outages;

/// <summary>Counts what an EHR is asked, and keeps it out of order while it is told to.</summary>
internal sealed class OutageQuirk(OutageKind kind) : IQuirk
{
    private int _requests;
    private int _writes;

    /// <summary>Whether the EHR is out.</summary>
    public volatile bool IsOut;

    public int Requests => Volatile.Read(ref _requests);

    public int Writes => Volatile.Read(ref _writes);

    public async ValueTask BeforeCommitAsync(QuirkContext context, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _requests);
        if (context.IsWrite)
            Interlocked.Increment(ref _writes);
        if (!IsOut)
            return;
        switch (kind)
        {
            case OutageKind.Unavailable:
                context.Answer = new FhirAnswer { Status = 503, Body = [] };
                break;
            case OutageKind.Cut:
                context.Drop = true;
                break;
            case OutageKind.Silent:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
                break;
            default:
                break;
        }
    }
}
