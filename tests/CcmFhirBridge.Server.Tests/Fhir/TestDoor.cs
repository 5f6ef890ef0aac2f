using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Server.Fhir;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Tests.Fhir;

/// <summary>Lets in whoever says <c>Bearer tenant/scopes</c>, scopes separated by commas, for that tenant with those scopes.</summary>
internal sealed class TestDoor : IDoor
{
    public static string TokenOf(string tenant, string scopes) => $"Bearer {tenant}/{scopes.Replace(' ', ',')}";

    public Task<Caller> AdmitAsync(HttpContext http, ITenantDesk desk)
    {
        var parts = http.Request.Headers.Authorization.ToString().Split([' ', '/'], 3);
        if (parts is not ["Bearer", var tenant, var scopes] || !ScopeSet.TryParse(scopes.Replace(',', ' '), out var set, out _))
            throw FhirProblem.Unauthorized();
        return tenant == desk.Tenant.Slug ? Task.FromResult(new Caller(tenant, "test", "Test", set)) : throw FhirProblem.Forbidden("Another tenant's.");
    }
}
