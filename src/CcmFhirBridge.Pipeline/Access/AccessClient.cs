namespace CcmFhirBridge.Pipeline.Access;

/// <summary>A system that may ask this bridge about one tenant. It is never deleted, only revoked.</summary>
public sealed record AccessClient
{
    /// <summary>Made by us; what the client writes as <c>iss</c> and <c>sub</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The most that it may ever be granted: system scopes of SMART, separated by spaces.</summary>
    public required string Scopes { get; init; }

    public required AccessClientKeys Keys { get; init; }

    public required AccessChange Created { get; init; }

    /// <summary>When its keys were last replaced; null when they are those that it was registered with.</summary>
    public AccessChange? Rotated { get; init; }

    /// <summary>When it lost its access; null while it has it.</summary>
    public AccessChange? Revoked { get; init; }
}

/// <summary>That somebody changed who has access.</summary>
/// <param name="At">When, by the clock of whoever recorded it.</param>
/// <param name="By">Who.</param>
public sealed record AccessChange(DateTimeOffset At, string By);
