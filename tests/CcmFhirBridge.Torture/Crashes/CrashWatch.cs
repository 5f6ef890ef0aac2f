using System.Collections.Concurrent;
using System.Diagnostics;
using CcmFhirBridge.Pipeline.CrashPoints;

namespace CcmFhirBridge.Torture.Crashes;

/// <summary>Listens in a child to the crash points that it reaches, counts them, and kills the process at the one that it was told.</summary>
internal sealed class CrashWatch : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Died = "died at ";
    private const string Reached = "reached ";

    private readonly string? _death;
    private readonly int _hit;
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _subscriptions = [];

    private CrashWatch(string? death, int hit)
    {
        _death = death;
        _hit = hit;
    }

    public static CrashWatch Begin(string? death, int hit)
    {
        var watch = new CrashWatch(death, hit);
        watch._subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(watch));
        return watch;
    }

    /// <summary>Says how often each point was reached.</summary>
    public void Tell()
    {
        foreach (var (point, count) in _counts)
            Console.Error.WriteLine($"{Reached}{point} {count}");
    }

    /// <summary>Whether a child's last words are that it died at a point.</summary>
    public static bool Witnesses(string error, string point) => error.TrimEnd().EndsWith($"{Died}{point}", StringComparison.Ordinal);

    /// <summary>How often a child that lived reached each point.</summary>
    public static Dictionary<string, int> CountsIn(string error) => error.Split('\n')
        .Where(line => line.StartsWith(Reached, StringComparison.Ordinal)).Select(line => line.Split(' '))
        .ToDictionary(words => words[1], words => int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == CrashPoint.Listener)
            _subscriptions.Add(value.Subscribe(this));
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        var count = _counts.AddOrUpdate(value.Key, 1, static (_, before) => before + 1);
        if (value.Key != _death || count != _hit)
            return;
        Console.Error.WriteLine($"{Died}{value.Key}");
        Process.GetCurrentProcess().Kill();
        // The signal is on its way; this thread must not get further.
        using var never = new ManualResetEventSlim();
        never.Wait();
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());
}
