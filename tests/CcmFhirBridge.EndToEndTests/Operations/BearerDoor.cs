using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Server.Fhir;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.EndToEndTests.Operations;

/// <summary>Lets in whoever says so, for tests of what lies behind the door: a token is tenant, client and scopes, with <c>;</c> between them.</summary>
internal sealed class BearerDoor : IDoor
{
    private const string Scheme = "Bearer ";

    public static string Token(string tenant, string client, string scopes) => $"{tenant};{client};{scopes}";

    public Task<Caller> AdmitAsync(HttpContext http, ITenantDesk desk)
    {
        var given = http.Request.Headers.Authorization.ToString();
        if (!given.StartsWith(Scheme, StringComparison.Ordinal) || given[Scheme.Length..].Split(';') is not [var tenant, var client, var words])
            throw FhirProblem.Unauthorized();
        if (tenant != desk.Tenant.Slug)
            throw FhirProblem.Forbidden("The access token is one of another tenant.");
        ScopeSet.TryParse(words, out var scopes, out _).ShouldBeTrue();
        return Task.FromResult(new Caller(tenant, client, client, scopes));
    }
}
