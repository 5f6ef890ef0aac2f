namespace CcmFhirBridge.Torture.Faults;

/// <summary>A way in which an EHR, or the wire to it, fails; and how it must end.</summary>
/// <param name="Name">Word for the command line.</param>
/// <param name="What">What happens.</param>
/// <param name="Arm">Puts it into a practice.</param>
internal sealed record FaultKind(string Name, string What, Func<FaultScene, CancellationToken, Task> Arm)
{
    public FaultKind(string name, string what, Action<FaultScene> arm)
        : this(name, what, (scene, _) => Now(arm, scene))
    {
    }

    /// <summary>Only writes are counted and struck.</summary>
    public bool WritesOnly { get; init; }

    /// <summary>How it ends, rung by rung of <see cref="AttackedPractice.Ladder"/>, for what was struck. Everything else is there once.</summary>
    public Func<string, FaultEnd> EndOn { get; init; } = static _ => FaultEnd.Once;

    /// <summary>Rungs on which what is there already may be written over by the same once more.</summary>
    public string? OverwritesOn { get; init; }

    /// <summary>How long tokens are good; null: nobody asks for one.</summary>
    public TimeSpan? TokenLife { get; init; }

    /// <summary>Most entries a page; null for as many as EHRs use to give.</summary>
    public int? Page { get; init; }

    private static Task Now(Action<FaultScene> arm, FaultScene scene)
    {
        arm(scene);
        return Task.CompletedTask;
    }
}
