using System.Diagnostics;
using CcmFhirBridge.Simulator.Quirks;

namespace CcmFhirBridge.Benchmarks.Services;

/// <summary>An EHR that takes its time for every answer, from when it is told to; adds up how long that was.</summary>
internal sealed class SlowAnswers(TimeSpan latency) : IQuirk
{
    private long _waited;
    private int _answers;
    private volatile bool _slow;

    /// <summary>Answers that were kept back.</summary>
    public int Answers => _answers;

    /// <summary>How long they were kept back, one after the other.</summary>
    public TimeSpan Waited => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _waited));

    /// <summary>Every answer from here on is slow.</summary>
    public void Begin() => _slow = true;

    public async ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (!_slow)
            return;
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(latency, TimeProvider.System, cancellation);
        Interlocked.Add(ref _waited, Stopwatch.GetTimestamp() - began);
        Interlocked.Increment(ref _answers);
    }
}
