namespace CcmFhirBridge.Tenants;

/// <summary>
/// When the service closes again after a read that may not have been whole. Such a read costs the EHR as much as a first one: it is not asked for once
/// for each month that is due, nor in every pass for as long as what keeps it from being whole stands.
/// </summary>
/// <param name="every">Time between two passes.</param>
/// <param name="time">The clock.</param>
internal sealed class CloseRetry(TimeSpan every, TimeProvider time)
{
    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    private TimeSpan _wait;
    private DateTimeOffset _since;

    /// <summary>Whether it is too early. A clock that was set back ends the wait.</summary>
    public bool MustWait => _wait > TimeSpan.Zero && time.GetUtcNow() - _since is var passed && passed >= TimeSpan.Zero && passed < _wait;

    /// <summary>A read was not whole: the next one waits for the next pass, and each one after it twice as long as the one before.</summary>
    public void ReadInPart()
    {
        _since = time.GetUtcNow();
        var next = _wait == TimeSpan.Zero ? every / 2 : _wait < every ? every : _wait * 2;
        _wait = next < Longest ? next : Longest;
    }

    /// <summary>What kept it from being whole may have changed.</summary>
    public void Forget() => _wait = TimeSpan.Zero;
}
