namespace CcmFhirBridge.Domain.Tenants;

/// <summary>Whether and how a resource type is written to the EHR.</summary>
public readonly record struct WriteBackMode
{
    private WriteBackMode(bool isOff, WriteVerb? verb) => (IsOff, Verb) = (isOff, verb);

    /// <summary>By the strongest verb that the EHR offers and that was not seen to fail.</summary>
    public static WriteBackMode Auto { get; }

    /// <summary>Never: bills are served and exported only.</summary>
    public static WriteBackMode Off { get; } = new(isOff: true, verb: null);

    /// <summary>Whether nothing is written.</summary>
    public bool IsOff { get; }

    /// <summary>The one verb that is used, whatever the EHR says of itself; null when the bridge chooses.</summary>
    public WriteVerb? Verb { get; }

    /// <summary>By one verb only.</summary>
    public static WriteBackMode By(WriteVerb verb) => new(isOff: false, verb);
}
