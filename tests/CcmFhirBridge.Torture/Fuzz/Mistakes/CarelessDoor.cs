using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Server.Fhir;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CcmFhirBridge.Torture.Fuzz.Mistakes;

/// <summary>A door that knows every token, and does not ask whether it is one of the tenant in the address.</summary>
internal sealed class CarelessDoor : IDoor
{
    private const string Scheme = "Bearer ";

    public IServiceProvider Services { get; set; } = null!;

    public async Task<Caller> AdmitAsync(HttpContext http, ITenantDesk desk)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.Ordinal) || http.Request.Query.ContainsKey("access_token"))
            throw FhirProblem.Unauthorized();
        var token = header[Scheme.Length..];
        var time = Services.GetRequiredService<TimeProvider>();
        if (AccessTokenText.SlugOf(token) is not { } slug)
            throw FhirProblem.Unauthorized();
        await using var lent = await Services.GetRequiredService<TenantDesks>().LendAsync(slug, http.RequestAborted) ?? throw FhirProblem.Unauthorized();
        var grant = await lent.Desk.Access.GrantAsync(AccessTokenText.HashOf(token), time.GetUtcNow(), http.RequestAborted) ?? throw FhirProblem.Unauthorized();
        return new Caller(desk.Tenant.Slug, grant.ClientId, grant.ClientName, OfferedScopes.All);
    }
}
