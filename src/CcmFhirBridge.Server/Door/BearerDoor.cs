using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Fhir;
using CcmFhirBridge.Server.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Door;

/// <summary>Lets in whoever brings an access token of the tenant in the <c>Authorization</c> header, and nowhere else.</summary>
internal sealed class BearerDoor(DoorThrottle throttle, TimeProvider time, ILogger<BearerDoor> log) : IDoor
{
    private const string Scheme = "Bearer ";
    private const string InAddress = "access_token";

    public async Task<Caller> AdmitAsync(HttpContext http, ITenantDesk desk)
    {
        var tenant = desk.Tenant.Slug;
        if (TokenOf(http.Request) is not { } token || AccessTokenText.SlugOf(token) is not { } slug)
            throw Refused(tenant, "no-token", FhirProblem.Unauthorized());
        if (slug != tenant)
            throw Refused(tenant, "other-tenant", FhirProblem.Forbidden("The access token is not one of this tenant."));
        // Asked anew for every request: a client that is revoked is out at once, on every node.
        var grant = await desk.Access.GrantAsync(AccessTokenText.HashOf(token), time.GetUtcNow(), http.RequestAborted)
            ?? throw Refused(tenant, "invalid-token", FhirProblem.Unauthorized());
        throttle.Request(tenant, grant.ClientId);
        return new Caller(tenant, grant.ClientId, grant.ClientName, ScopeSet.TryParse(grant.Scopes, out var scopes, out _) ? scopes.Intersect(OfferedScopes.All) : ScopeSet.None);
    }

    // An address is written to logs and histories everywhere, so a token in it is as good as published.
    private static string? TokenOf(HttpRequest request) =>
        !request.Query.ContainsKey(InAddress)
        && request.Headers.Authorization is [{ } header]
        && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim(' ')
            : null;

    private FhirProblem Refused(string tenant, string reason, FhirProblem problem)
    {
        log.CallerRefused(tenant, reason);
        return problem;
    }
}
