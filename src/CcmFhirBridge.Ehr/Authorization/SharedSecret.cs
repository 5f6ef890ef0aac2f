using System.Net.Http.Headers;
using System.Text;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>A client id and secret (RFC 6749 section 2.3.1): in the form, or in the header of a server that takes only that.</summary>
internal sealed class SharedSecret(EhrAuthorization.ClientSecret client) : IClientCredential
{
    public string Setting => "ehr.auth.clientId and clientSecret";

    public ClientProof Prove(AuthorizationServer server)
    {
        var secret = client.Secret?.Reveal().Trim() ?? throw new InvalidOperationException("The secret of ehr.auth was not resolved.");
        if (!server.OnlyBasic)
            return new ClientProof([new("client_id", client.ClientId), new("client_secret", secret)], Header: null);
        var pair = $"{Uri.EscapeDataString(client.ClientId)}:{Uri.EscapeDataString(secret)}";
        return new ClientProof([], new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair))));
    }
}
