using System.Diagnostics;

namespace CcmFhirBridge.Torture.Faults.Wire;

/// <summary>A TCP proxy that cuts, delays, truncates and repeats on cue; everything else goes through as it is.</summary>
internal sealed class FaultProxy(TimeProvider time) : Relay
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(2);

    private int _moving;
    private int _held;
    private long _changes;

    /// <summary>The harm in force; null for none.</summary>
    public WireFault? Fault { get; set; }

    /// <summary>Whether a request or an answer is on its way; what is held back on purpose is not.</summary>
    public bool IsMoving => Volatile.Read(ref _moving) > 0;

    /// <summary>Whether something is held back on purpose.</summary>
    public bool IsHolding => Volatile.Read(ref _held) > 0;

    /// <summary>Grows with everything that happens here.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>Waits until nothing moves and nothing is held back any more.</summary>
    /// <exception cref="TimeoutException">That does not come.</exception>
    public async Task UntilEmptyAsync(CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _moving) + Volatile.Read(ref _held) > 0)
        {
            if (Stopwatch.GetElapsedTime(began) > s_patience)
                throw new TimeoutException("something stays in the proxy for ever");
            await Task.Delay(s_between, TimeProvider.System, cancellation);
        }
    }

    protected override async Task<bool> ExchangeAsync(WireMessage request, WireConnection client, Onward onward, CancellationToken cancellation)
    {
        Count(ref _moving, 1);
        try
        {
            if (Fault is { } fault && fault.Strikes(request))
                return await HarmAsync(fault, request, client, onward, cancellation);
            await client.SendAsync((await onward.AskAsync(request, cancellation)).Bytes, cancellation);
            return true;
        }
        finally
        {
            Count(ref _moving, -1);
        }
    }

    private async Task<bool> HarmAsync(WireFault fault, WireMessage request, WireConnection client, Onward onward, CancellationToken cancellation)
    {
        if (fault.Harm == WireHarm.ResetInRequest)
        {
            await onward.BreakOffAsync(request, request.HeadLength + (request.Body.Length / 2) - (request.Body.Length == 0 ? 2 : 0), cancellation);
            client.Reset();
            return false;
        }

        if (fault.Harm == WireHarm.LateRequest)
        {
            await HoldAsync(Task.Delay(fault.Wait, time, cancellation));
            await onward.AskAsync(request, cancellation);
            client.Reset();
            return false;
        }

        var answer = await onward.AskAsync(request, cancellation);
        switch (fault.Harm)
        {
            case WireHarm.ResetInAnswer:
                await client.SendAsync(answer.Bytes[..(answer.Bytes.Length / 2)], cancellation);
                client.Reset();
                return false;
            case WireHarm.TruncatedAnswer:
                await client.SendAsync(answer.Bytes[..(answer.HeadLength + (answer.Body.Length / 2))], cancellation);
                return false;
            case WireHarm.HalfOpen:
                await HoldAsync(client.UntilGoneAsync(cancellation));
                return false;
            case WireHarm.SlowAnswer:
                await HoldAsync(Task.Delay(fault.Wait, time, cancellation));
                break;
            case WireHarm.TwiceFirstAnswer:
                await onward.AskAsync(request, cancellation);
                break;
            default:
                answer = await onward.AskAsync(request, cancellation);
                break;
        }

        await client.SendAsync(answer.Bytes, cancellation);
        return true;
    }

    // What is held back moves only when the clock does.
    private async Task HoldAsync(Task until)
    {
        Count(ref _held, 1);
        Count(ref _moving, -1);
        try
        {
            await until;
        }
        finally
        {
            Count(ref _moving, 1);
            Count(ref _held, -1);
        }
    }

    private void Count(ref int what, int by)
    {
        Interlocked.Add(ref what, by);
        Interlocked.Increment(ref _changes);
    }
}
