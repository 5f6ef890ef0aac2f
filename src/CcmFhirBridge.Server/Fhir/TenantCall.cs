using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Door;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Fhir;

/// <summary>A request that was let in.</summary>
/// <param name="Http">The request and its answer.</param>
/// <param name="Desk">The tenant's stores.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="Base">The tenant's FHIR base address, with no slash at its end.</param>
internal sealed record TenantCall(HttpContext Http, ITenantDesk Desk, Caller Caller, string Base)
{
    public Tenant Tenant => Desk.Tenant;

    /// <summary>FHIR base address of the tenant's EHR, with no slash at its end.</summary>
    public string Ehr => Desk.Tenant.Ehr.BaseUrl.AbsoluteUri.TrimEnd('/');

    public AccessNote Note { get; } = new();

    public CancellationToken Cancellation => Http.RequestAborted;

    /// <summary>A part of the address.</summary>
    public string Route(string name) => (string)Http.Request.RouteValues[name]!;

    /// <summary>Refuses a caller whose scopes do not reach.</summary>
    /// <exception cref="FhirProblem">403, naming the scope that is missing.</exception>
    public void Require(string type, ScopeVerb verb)
    {
        if (!Caller.Scopes.Allows(type, verb))
            throw FhirProblem.Forbidden($"The access token does not permit this; it needs {ScopeSet.Of(type, verb)}.");
    }
}
