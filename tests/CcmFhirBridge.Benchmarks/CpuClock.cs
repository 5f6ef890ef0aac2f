using System.Globalization;

namespace CcmFhirBridge.Benchmarks;

/// <summary>
/// Processor time of the thread that works, so that neither other programs on the machine nor the compiler's own thread are measured.
/// Where the system does not tell it a thread, that of the process.
/// </summary>
internal static class CpuClock
{
    private const string OfThread = "/proc/thread-self/schedstat";
    private static readonly bool TellsThreads = File.Exists(OfThread);

    public static double Seconds() => TellsThreads
        ? long.Parse(File.ReadAllText(OfThread).Split(' ')[0], CultureInfo.InvariantCulture) / 1e9
        : Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>How long the work takes.</summary>
    public static double Measure(Action work)
    {
        var before = Seconds();
        work();
        return Seconds() - before;
    }
}
