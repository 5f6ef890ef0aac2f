namespace CcmFhirBridge.Simulator.Doors;

/// <summary>A simulated EHR that lets in only who holds a token of its own.</summary>
public sealed record DoorOptions
{
    /// <summary>The one client that is registered.</summary>
    public required string ClientId { get; init; }

    /// <summary>The client's public keys, a JSON Web Key Set; null for a client with a shared secret.</summary>
    public string? PublicKeys { get; init; }

    /// <summary>The client's shared secret; null for a client with keys.</summary>
    public string? Secret { get; init; }

    /// <summary>How long a token is good.</summary>
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Scopes that the client may have at most, separated by spaces; null for whatever it asks.</summary>
    public string? Grants { get; init; }

    /// <summary>How far the door's clock is ahead of the practice's.</summary>
    public TimeSpan ClockAhead { get; init; }

    /// <summary>Knows only scopes of SMART version 1.</summary>
    public bool OldScopes { get; init; }
}
