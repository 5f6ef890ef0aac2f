using System.Net.Http.Headers;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>Always the same header, or none.</summary>
internal sealed class FixedAuthorizer(SecretValue? token) : IAuthorizer
{
    // A token that comes from a file often brings a line end along.
    private readonly AuthenticationHeaderValue? _header = token is null ? null : new AuthenticationHeaderValue("Bearer", token.Reveal().Trim());

    public ValueTask<AuthenticationHeaderValue?> HeaderAsync(CancellationToken cancellation) => new(_header);

    public bool Discard(AuthenticationHeaderValue? refused) => false;

    public Task<AccessReport?> AccessAsync(CancellationToken cancellation) => Task.FromResult<AccessReport?>(null);

    public void Dispose()
    {
        // Nothing is held.
    }
}
