using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Server.Auditing;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Fhir;
using CcmFhirBridge.Server.Telemetry;
using CcmFhirBridge.Server.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Door.Tokens;

/// <summary>Maps <c>POST /{tenant}/oauth/token</c>: SMART Backend Services, whose answers and errors are those of RFC 6749.</summary>
internal sealed class TokenEndpoint(TenantDesks desks, RequestGate gate, DoorThrottle throttle, TokenIssuer issuer, AccessAudit audit, ILogger<TokenEndpoint> log)
{
    public Task AnswerAsync(HttpContext http) => GuardedAsync(http, async () =>
    {
        throttle.TokenFrom(http.Connection.RemoteIpAddress);
        await gate.PassAsync(http, async () =>
        {
            await using var lent = await desks.RequireAsync((string)http.Request.RouteValues["tenant"]!, http.RequestAborted);
            var token = await IssueAsync(http, lent.Desk);
            await WriteAsync(http, json =>
            {
                json.WriteString("access_token", token.Text);
                json.WriteString("token_type", "bearer");
                json.WriteNumber("expires_in", (long)TokenIssuer.Life.TotalSeconds);
                json.WriteString("scope", token.Scopes.ToString());
            });
        });
    });

    private async Task<IssuedToken> IssueAsync(HttpContext http, ITenantDesk desk)
    {
        var form = await TokenForm.ReadAsync(http);
        try
        {
            return await issuer.IssueAsync(form, desk, http.RequestAborted);
        }
        catch (OAuthProblem problem)
        {
            await audit.TellTokenRefusedAsync(http, desk, problem.Status);
            throw;
        }
    }

    private async Task GuardedAsync(HttpContext http, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (OAuthProblem problem)
        {
            await RefuseAsync(http, problem);
        }
        catch (Exception error)
        {
            var known = FhirErrors.Of(error);
            if (FhirErrors.IsFailure(known, error))
                log.RequestFailed(FailureKind.Of(error).Code, error.GetType().Name);
            await RefuseAsync(http, new OAuthProblem(WordOf(known.Status), known.Message, known.Status) { RetryAfter = known.RetryAfter });
        }
    }

    private static async Task RefuseAsync(HttpContext http, OAuthProblem problem)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = problem.Status;
        if (problem.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await WriteAsync(http, json =>
        {
            json.WriteString("error", problem.Error);
            if (problem.Description is { } description)
                json.WriteString("error_description", description);
        });
    }

    private static string WordOf(int status) => status switch
    {
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => "temporarily_unavailable",
        >= StatusCodes.Status500InternalServerError => "server_error",
        _ => "invalid_request",
    };

    private static async Task WriteAsync(HttpContext http, Action<Utf8JsonWriter> members)
    {
        http.Response.ContentType = "application/json";
        http.Response.Headers.Pragma = "no-cache";
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        http.Response.ContentLength = buffer.Length;
        await http.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), http.RequestAborted);
    }
}

/// <summary>Adds the token endpoint.</summary>
internal static class TokenRegistration
{
    public static IEndpointRouteBuilder MapTokenEndpoint(this IEndpointRouteBuilder endpoints)
    {
        var endpoint = ActivatorUtilities.CreateInstance<TokenEndpoint>(endpoints.ServiceProvider);
        endpoints.MapPost("/{tenant}/oauth/token", (RequestDelegate)endpoint.AnswerAsync);
        return endpoints;
    }
}
