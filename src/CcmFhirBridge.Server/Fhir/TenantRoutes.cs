using CcmFhirBridge.Server.Auditing;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Door;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Fhir;

/// <summary>
/// The only way to map an endpoint that holds a tenant's data: whatever is mapped here lies behind the door, and its failures become
/// OperationOutcomes. The tenant's trail is told of each before its answer leaves.
/// </summary>
internal sealed class TenantRoutes(
    IEndpointRouteBuilder endpoints, TenantDesks desks, IDoor door, RequestGate gate, PublicAddress address, AccessAudit audit, ILogger<TenantRoutes> log)
{
    private const string Prefix = "/{tenant}/fhir";

    /// <summary>Maps what only a caller with a scope gets.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="pattern">Below the tenant's FHIR base, with a slash before it, such as <c>/Claim/{id}</c>.</param>
    /// <param name="need">What the caller must hold.</param>
    /// <param name="work">Answers.</param>
    public void Map(string method, string pattern, ScopeNeed need, Func<TenantCall, Task> work) =>
        endpoints.MapMethods(Prefix + pattern, [method], http => AnswerBehindDoorAsync(http, need, work));

    /// <summary>Maps what anybody gets who knows the tenant's slug. Nothing of a patient, and nothing of a client, may be told there; so the trail is told nothing of it.</summary>
    public void MapOpen(string method, string pattern, Func<HttpContext, ITenantDesk, Task> work) =>
        endpoints.MapMethods(Prefix + pattern, [method], http => AnswerAsync(http, desk => work(http, desk), static _ => Task.CompletedTask));

    /// <summary>Maps whatever else is asked for below the tenant's FHIR base, by any method. The caller was let in, and holds no scope for it: nothing may be told there.</summary>
    public void MapElse(Func<TenantCall, Task> work) => endpoints.MapFallback(Prefix + "/{**rest}", http => AnswerBehindDoorAsync(http, need: null, work));

    private Task AnswerBehindDoorAsync(HttpContext http, ScopeNeed? need, Func<TenantCall, Task> work)
    {
        TenantCall? call = null;
        return AnswerAsync(
            http,
            async desk =>
            {
                call = new TenantCall(http, desk, await door.AdmitAsync(http, desk), address.FhirBase(desk.Tenant));
                if (need is not null)
                {
                    // Told to the trail of whoever is refused for the scope, too.
                    call.Note.ResourceType = need.Type;
                    call.Require(need.Type, need.Verb);
                }

                await work(call);
            },
            desk => audit.TellAsync(http, desk, call));
    }

    // The answer is held until the trail knows of it: what cannot be told is refused.
    private async Task AnswerAsync(HttpContext http, Func<ITenantDesk, Task> work, Func<ITenantDesk, Task> tell)
    {
        var gone = http.RequestAborted;
        using var held = new HeldAnswer(http);
        try
        {
            await gate.PassAsync(http, async () =>
            {
                await using var lent = await desks.RequireAsync((string)http.Request.RouteValues["tenant"]!, http.RequestAborted);
                await StepAsync(http, () => work(lent.Desk), held.DiscardBody);
                await StepAsync(http, () => tell(lent.Desk), held.Discard);
            });
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // Nobody listens any more.
            return;
        }
        catch (Exception error)
        {
            held.Discard();
            await FhirErrors.AnswerAsync(http, error, log);
        }

        await held.LetGoAsync();
    }

    // A refusal is an answer too, and told like one. What was cancelled is not answered at all, or took too long: the gate knows which.
    private async Task StepAsync(HttpContext http, Func<Task> step, Action beforeError)
    {
        try
        {
            await step();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            beforeError();
            await FhirErrors.AnswerAsync(http, error, log);
        }
    }
}
