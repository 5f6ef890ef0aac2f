using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>The authorizer that a tenant's settings ask for.</summary>
internal static class Authorizers
{
    public static IAuthorizer For(Tenant tenant, EhrTransport transport, EhrFailures failures, TimeProvider time) => tenant.Ehr.Authorization switch
    {
        EhrAuthorization.Bearer bearer => new FixedAuthorizer(bearer.Token),
        EhrAuthorization.ClientSecret secret => new TokenAuthorizer(
            new TokenEndpoint(transport, failures, new SharedSecret(secret), secret.TokenUrl, time), new NeededScopes(tenant.Ehr, secret.Scopes, derive: false), time),
        EhrAuthorization.SmartBackend smart => new TokenAuthorizer(
            new TokenEndpoint(transport, failures, new SignedAssertion(smart, time), smart.TokenUrl, time), new NeededScopes(tenant.Ehr, smart.Scopes, derive: true), time),
        _ => new FixedAuthorizer(null),
    };
}
