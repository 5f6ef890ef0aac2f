namespace CcmFhirBridge.Torture.Simulations.Clocks;

/// <summary>One life of a worker: from its start until it dies. What a dead one waits for never comes.</summary>
/// <param name="Name">For the history.</param>
internal sealed record Actor(string Name)
{
    /// <summary>Until when it stands still.</summary>
    public DateTimeOffset PausedUntil { get; set; }

    /// <summary>Whether it died.</summary>
    public bool IsDead { get; set; }

    public override string ToString() => Name;
}

/// <summary>The actor died here; nothing of it goes on.</summary>
internal sealed class DeathException(string where) : Exception($"died at {where}");
