using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Door;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Fhir;

/// <summary>
/// The only way to map an endpoint that holds a tenant's data: whatever is mapped here lies behind the door, and its failures become
/// OperationOutcomes.
/// </summary>
internal sealed class TenantRoutes(IEndpointRouteBuilder endpoints, TenantDesks desks, IDoor door, PublicAddress address, ILogger<TenantRoutes> log)
{
    private const string Prefix = "/{tenant}/fhir";

    /// <summary>Maps what only a caller with a scope gets.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="pattern">Below the tenant's FHIR base, with a slash before it, such as <c>/{type}/{id}</c>.</param>
    /// <param name="need">What the caller must hold.</param>
    /// <param name="work">Answers.</param>
    public void Map(string method, string pattern, ScopeNeed need, Func<TenantCall, Task> work) =>
        endpoints.MapMethods(Prefix + pattern, [method], http => AnswerAsync(http, async desk =>
        {
            var call = new TenantCall(http, desk, await door.AdmitAsync(http, desk), address.FhirBase(desk.Tenant));
            call.Require(need.Type == "{type}" ? call.Route("type") : need.Type, need.Verb);
            await work(call);
        }));

    /// <summary>Maps what anybody gets who knows the tenant's slug. Nothing of a patient, and nothing of a client, may be told there.</summary>
    public void MapOpen(string method, string pattern, Func<HttpContext, ITenantDesk, Task> work) =>
        endpoints.MapMethods(Prefix + pattern, [method], http => AnswerAsync(http, desk => work(http, desk)));

    /// <summary>Maps whatever else is asked for below the tenant's FHIR base, by any method. The caller was let in, and holds no scope for it: nothing may be told there.</summary>
    public void MapElse(Func<TenantCall, Task> work) => endpoints.MapFallback(Prefix + "/{**rest}", http => AnswerAsync(
        http, async desk => await work(new TenantCall(http, desk, await door.AdmitAsync(http, desk), address.FhirBase(desk.Tenant)))));

    private async Task AnswerAsync(HttpContext http, Func<ITenantDesk, Task> work)
    {
        try
        {
            await using var lent = await desks.LendAsync((string)http.Request.RouteValues["tenant"]!, http.RequestAborted)
                ?? throw FhirProblem.NotFound("There is no such tenant.");
            await work(lent.Desk);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (Exception error)
        {
            await FhirErrors.AnswerAsync(http, error, log);
        }
    }
}
