using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Door.Assertions;
using CcmFhirBridge.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Door.Tokens;

/// <summary>A token and what it gives.</summary>
/// <param name="Text">The token itself, which is kept nowhere.</param>
/// <param name="Scopes">What was granted.</param>
internal sealed record IssuedToken(string Text, ScopeSet Scopes);

/// <summary>Gives tokens to clients that prove who they are.</summary>
internal sealed class TokenIssuer(AssertionCheck check, DoorThrottle throttle, TimeProvider time, ILogger<TokenIssuer> log)
{
    /// <summary>How long a token is good for.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(300);

    /// <summary>A token for whoever the form proves to ask; its assertion is used up by then.</summary>
    /// <exception cref="OAuthProblem">There is none.</exception>
    /// <exception cref="Fhir.FhirProblem">429.</exception>
    public async Task<IssuedToken> IssueAsync(TokenForm form, ITenantDesk desk, CancellationToken cancellation)
    {
        var tenant = desk.Tenant.Slug;
        try
        {
            var proved = await check.CheckAsync(form.Assertion, desk, cancellation);
            if (form.ClientId is { } named && named != proved.Client.Id)
                throw new AssertionRefused("other-client");
            throttle.TokenOf(tenant, proved.Client.Id);
            var granted = Granted(form.Scope, proved.Client);
            var token = AccessTokenText.Make(tenant);
            var now = time.GetUtcNow();
            var outcome = await desk.Access.IssueTokenAsync(
                new TokenRequest
                {
                    Client = proved.Client,
                    AssertionHash = proved.Hash,
                    AssertionUntil = proved.Until,
                    Token = granted.IsEmpty ? null : new TokenToKeep(AccessTokenText.HashOf(token), granted.ToString(), now + Life),
                },
                now,
                cancellation);
            if (outcome != TokenOutcome.Issued)
                throw new AssertionRefused(outcome == TokenOutcome.Replayed ? "replayed" : "client-changed");
            if (granted.IsEmpty)
                throw new OAuthProblem("invalid_scope", "Nothing of what was asked for can be granted to this client.");
            log.TokenIssued(tenant, proved.Client.Id);
            return new IssuedToken(token, granted);
        }
        catch (AssertionRefused refused)
        {
            log.TokenRefused(tenant, refused.Reason);
            throw OAuthProblem.InvalidClient();
        }
    }

    // What is not known permits nothing, and leaves the rest as it is.
    private static ScopeSet Granted(string asked, AccessClient client)
    {
        _ = ScopeSet.TryParse(asked, out var wanted, out _);
        _ = ScopeSet.TryParse(client.Scopes, out var registered, out _);
        return wanted.Intersect(registered).Intersect(OfferedScopes.All);
    }
}
