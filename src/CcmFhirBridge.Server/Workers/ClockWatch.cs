namespace CcmFhirBridge.Server.Workers;

/// <summary>
/// Notices that the clock on the wall was set back. Leases and waits do not go by it; closing days and the time that an EHR gets to show
/// what it took do, and a clock that stands back only makes them wait longer.
/// </summary>
public sealed class ClockWatch(TimeProvider time)
{
    /// <summary>A smaller step back is ordinary discipline of a clock by NTP.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    private long _furthest = time.GetUtcNow().UtcTicks;

    /// <summary>How far the clock stands behind the latest time that it has shown; zero within the tolerance.</summary>
    public TimeSpan Behind()
    {
        var now = time.GetUtcNow().UtcTicks;
        var furthest = Interlocked.Read(ref _furthest);
        while (now > furthest)
        {
            var seen = Interlocked.CompareExchange(ref _furthest, now, furthest);
            if (seen == furthest)
                break;
            furthest = seen;
        }

        var behind = TimeSpan.FromTicks(Math.Max(furthest - now, 0));
        return behind > Tolerance ? behind : TimeSpan.Zero;
    }
}
