using CcmFhirBridge.Domain.Tenants;
using Microsoft.IdentityModel.Tokens;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>Proves by a client assertion of SMART Backend Services who asks.</summary>
internal sealed class SignedAssertion(EhrAuthorization.SmartBackend client, TimeProvider time) : IClientCredential
{
    private readonly SigningCredentials? _signing = client.Key is null ? null : SigningKeys.CredentialsOf(client.Key);

    public string Setting => "ehr.auth.clientId and key; the EHR must know the public key ('ccm-bridge tenant keys' prints it)";

    public ClientProof Prove(AuthorizationServer server) => new(
        [
            new("client_assertion_type", ClientAssertions.Type),
            new("client_assertion", Sign(server.Token)),
        ],
        Header: null);

    private string Sign(Uri tokenEndpoint) => ClientAssertions.Sign(
        _signing ?? throw new InvalidOperationException("The key of ehr.auth was not resolved."), client.ClientId, tokenEndpoint.OriginalString, time.GetUtcNow());
}
