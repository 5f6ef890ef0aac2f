namespace CcmFhirBridge.Domain.Tenants;

/// <summary>A private key that signs client assertions.</summary>
/// <param name="Id">Names the key in the assertion's header and in the published key set.</param>
/// <param name="Algorithm">What the key signs with.</param>
/// <param name="Pkcs8">The key as PKCS #8 in PEM.</param>
public sealed record ClientKey(string Id, ClientKeyAlgorithm Algorithm, SecretValue Pkcs8);

/// <summary>The two algorithms of SMART Backend Services.</summary>
public enum ClientKeyAlgorithm
{
    /// <summary>RSA with SHA-384.</summary>
    Rs384,

    /// <summary>ECDSA on P-384 with SHA-384.</summary>
    Es384,
}
