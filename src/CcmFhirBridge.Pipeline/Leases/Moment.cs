namespace CcmFhirBridge.Pipeline.Leases;

/// <summary>
/// A moment by two clocks: one that nobody can set but that stands still while the machine is suspended, and the one on the wall.
/// </summary>
/// <param name="Stamp">By the clock that nobody can set.</param>
/// <param name="At">By the clock on the wall.</param>
internal sealed record Moment(long Stamp, DateTimeOffset At)
{
    public static Moment Of(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow());

    /// <summary>How much further than the clock that nobody can set the one on the wall went on the way to a later moment; negative when it was set back.</summary>
    public TimeSpan JumpTo(Moment later, TimeProvider time) => later.At - At - time.GetElapsedTime(Stamp, later.Stamp);

    /// <summary>What has passed since, by the clock that says more.</summary>
    public TimeSpan Since(TimeProvider time)
    {
        var (worked, shown) = (time.GetElapsedTime(Stamp), time.GetUtcNow() - At);
        return worked > shown ? worked : shown;
    }
}
