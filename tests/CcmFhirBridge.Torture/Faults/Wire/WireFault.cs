using System.Collections.Concurrent;

namespace CcmFhirBridge.Torture.Faults.Wire;

/// <summary>What a proxy does to a request or its answer.</summary>
internal enum WireHarm
{
    /// <summary>The connection is reset when half of the request has gone on.</summary>
    ResetInRequest,

    /// <summary>The connection is reset when half of the answer has gone back.</summary>
    ResetInAnswer,

    /// <summary>Half of the answer goes back, then the connection ends as if all were well.</summary>
    TruncatedAnswer,

    /// <summary>The answer waits.</summary>
    SlowAnswer,

    /// <summary>The request waits, and goes on although nobody waits for its answer any more.</summary>
    LateRequest,

    /// <summary>The request goes on twice, and the first answer goes back.</summary>
    TwiceFirstAnswer,

    /// <summary>The request goes on twice, and the second answer goes back.</summary>
    TwiceSecondAnswer,

    /// <summary>The answer is swallowed, and the connection stays open.</summary>
    HalfOpen,
}

/// <summary>A harm on cue: from the n-th request of its kind on, so many in a row.</summary>
/// <param name="Harm">What is done.</param>
/// <param name="First">From which one, from 1.</param>
/// <param name="Times">How many.</param>
/// <param name="WritesOnly">Reads are neither counted nor harmed.</param>
internal sealed record WireFault(WireHarm Harm, int First, int Times, bool WritesOnly)
{
    private readonly ConcurrentQueue<WireMessage> _struck = new();
    private int _seen;

    /// <summary>How long what waits waits, by the clock.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>The requests that were harmed.</summary>
    public IReadOnlyCollection<WireMessage> Struck => _struck;

    /// <summary>Counts a request; whether it is harmed.</summary>
    public bool Strikes(WireMessage request)
    {
        if (WritesOnly && !request.IsWrite)
            return false;
        var seen = Interlocked.Increment(ref _seen);
        if (seen < First || seen - First >= Times)
            return false;
        _struck.Enqueue(request);
        return true;
    }
}
