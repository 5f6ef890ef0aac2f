using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Door;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Benchmarks.Serving;

/// <summary>Lets everybody in with some scopes, where what lies behind the door is measured.</summary>
internal sealed class OpenDoor(string scopes) : IDoor
{
    private readonly ScopeSet _scopes = ScopeSet.TryParse(scopes, out var known, out var unknown) ? known : throw new ArgumentException($"{unknown} is no scope.", nameof(scopes));

    public Task<Caller> AdmitAsync(HttpContext http, ITenantDesk desk) => Task.FromResult(new Caller(desk.Tenant.Slug, "benchmark", "Benchmark", _scopes));
}
