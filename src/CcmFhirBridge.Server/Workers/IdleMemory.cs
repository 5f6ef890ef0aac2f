using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace CcmFhirBridge.Server.Workers;

/// <summary>
/// Gives memory back to the machine while every worker waits for its next pass: what passes and the looks at the home left behind would
/// otherwise stay until something needs it.
/// </summary>
public sealed class IdleMemory(TimeProvider time, Action trim)
{
    /// <summary>How long nobody may have worked.</summary>
    public static readonly TimeSpan QuietFor = TimeSpan.FromSeconds(2);

    /// <summary>Shortest time between two times.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private long? _quietSince;
    private long? _trimmedAt;

    // Databases and TLS take their memory from the C library, which keeps what is given back to it until it is told; only glibc can be told.
    private static readonly TrimHeap? s_trimHeap =
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "malloc_trim", out var function)
            ? Marshal.GetDelegateForFunctionPointer<TrimHeap>(function)
            : null;

    private delegate int TrimHeap(nuint keep);

    /// <summary>Collects everything that is garbage, and hands the pages that become free back.</summary>
    public static void Collect()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        s_trimHeap?.Invoke(0);
    }

    /// <summary>Looks where the workers stand.</summary>
    public void Look(ImmutableArray<WorkerStatus> workers)
    {
        if (workers.Any(worker => worker.PassStartedAt is not null))
        {
            _quietSince = null;
            return;
        }

        var now = time.GetTimestamp();
        _quietSince ??= now;
        if (time.GetElapsedTime(_quietSince.Value, now) < QuietFor || (_trimmedAt is { } last && time.GetElapsedTime(last, now) < Every))
            return;
        trim();
        _trimmedAt = time.GetTimestamp();
    }
}
