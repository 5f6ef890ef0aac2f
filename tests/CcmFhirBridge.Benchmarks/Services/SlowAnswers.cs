using System.Collections.Concurrent;
using System.Diagnostics;
using CcmFhirBridge.Simulator.Quirks;

namespace CcmFhirBridge.Benchmarks.Services;

/// <summary>An EHR that takes its time for every answer, from when it is told to; adds up how long that was.</summary>
internal sealed class SlowAnswers(TimeSpan latency) : IQuirk
{
    private readonly ConcurrentQueue<SlowRequest> _requests = new();
    private long _waited;
    private long _began;
    private volatile bool _slow;

    /// <summary>What was asked since, in the order in which it came.</summary>
    public IReadOnlyCollection<SlowRequest> Requests => _requests;

    /// <summary>How long answers were kept back, one after the other.</summary>
    public TimeSpan Waited => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _waited));

    /// <summary>Every answer from here on is slow.</summary>
    public void Begin()
    {
        _began = Stopwatch.GetTimestamp();
        _slow = true;
    }

    /// <summary>What so many requests in flight would have taken if nothing but the waiting took time, as a share of what it took until now.</summary>
    public double ShareOf(int inFlight) => Waited / inFlight / Stopwatch.GetElapsedTime(_began);

    public async ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (!_slow)
            return;
        var query = string.Join('&', context.Query.Select(each => $"{each.Key}={Uri.EscapeDataString(each.Value)}"));
        _requests.Enqueue(new SlowRequest(context.Method, query.Length == 0 ? context.Path : $"{context.Path}?{query}", context.Body));
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(latency, TimeProvider.System, cancellation);
        Interlocked.Add(ref _waited, Stopwatch.GetTimestamp() - began);
    }
}
