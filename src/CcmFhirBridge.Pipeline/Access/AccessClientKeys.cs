namespace CcmFhirBridge.Pipeline.Access;

/// <summary>Where the public keys of a client are: kept here, or at an address of its own.</summary>
public sealed record AccessClientKeys
{
    private AccessClientKeys(string? jwks, Uri? address) => (Jwks, Address) = (jwks, address);

    /// <summary>The key set itself (RFC 7517, JSON); null when it has an address.</summary>
    public string? Jwks { get; }

    /// <summary>Where the client publishes its key set; null when it is kept here.</summary>
    public Uri? Address { get; }

    public static AccessClientKeys Kept(string jwks) => new(jwks, address: null);

    public static AccessClientKeys At(Uri address) => new(jwks: null, address);
}
