using System.Collections.Immutable;

namespace CcmFhirBridge.Domain.Tenants;

/// <summary>How the bridge identifies itself to the EHR. Secrets are null as long as nobody resolved their references.</summary>
public abstract record EhrAuthorization
{
    private EhrAuthorization()
    {
    }

    /// <summary>Not at all: the EHR asks for nothing.</summary>
    public static EhrAuthorization None { get; } = new Anonymous();

    /// <summary>The secrets in it that were resolved, in a fixed order.</summary>
    public IEnumerable<SecretValue> Secrets => new[]
    {
        (this as Bearer)?.Token,
        (this as ClientSecret)?.Secret,
        (this as SmartBackend)?.Key?.Pkcs8,
        (this as SmartBackend)?.NextKey?.Pkcs8,
    }.OfType<SecretValue>();

    /// <summary>The EHR asks for nothing.</summary>
    public sealed record Anonymous : EhrAuthorization;

    /// <summary>A token that somebody else obtained; the bridge cannot renew it.</summary>
    public sealed record Bearer(SecretValue? Token) : EhrAuthorization;

    /// <summary>OAuth 2.0 client credentials with a shared secret.</summary>
    /// <param name="ClientId">As the EHR registered it.</param>
    /// <param name="TokenUrl">The token endpoint; never discovered, since the secret itself goes there.</param>
    /// <param name="Secret">The shared secret.</param>
    /// <param name="Scopes">Scopes to ask for; empty asks for none, which some EHRs take as all.</param>
    public sealed record ClientSecret(string ClientId, Uri TokenUrl, SecretValue? Secret, ImmutableArray<string> Scopes) : EhrAuthorization;

    /// <summary>SMART Backend Services: an assertion signed with the bridge's own key.</summary>
    /// <param name="ClientId">As the EHR registered it.</param>
    /// <param name="TokenUrl">The token endpoint; null discovers it below the base URL.</param>
    /// <param name="Key">The key that signs.</param>
    /// <param name="NextKey">The key that will sign next: published beside the other before it is used.</param>
    /// <param name="Scopes">Scopes to ask for; empty asks for what the bridge reads and writes.</param>
    public sealed record SmartBackend(string ClientId, Uri? TokenUrl, ClientKey? Key, ClientKey? NextKey, ImmutableArray<string> Scopes) : EhrAuthorization;
}
