using System.Collections.Immutable;
using System.Net.Http.Headers;
using CcmFhirBridge.Pipeline.CrashPoints;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>
/// Keeps one token for all requests of a connection and renews it a minute before it ends; whoever comes first asks, the others wait
/// for the same answer. Age is elapsed time: a clock that is set does not revive a token.
/// </summary>
internal sealed class TokenAuthorizer(TokenEndpoint endpoint, NeededScopes scopes, TimeProvider time) : IAuthorizer
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _asking = new(1, 1);
    private volatile Held? _held;

    public async ValueTask<AuthenticationHeaderValue?> HeaderAsync(CancellationToken cancellation) => (await HeldAsync(cancellation)).Token.Header;

    public bool Discard(AuthenticationHeaderValue? refused)
    {
        var held = _held;
        // Another request may have brought a fresh one in the meantime; that one stays.
        if (held is not null && ReferenceEquals(held.Token.Header, refused))
            Interlocked.CompareExchange(ref _held, null, held);
        return true;
    }

    public async Task<AccessReport?> AccessAsync(CancellationToken cancellation)
    {
        var held = await HeldAsync(cancellation);
        var granted = held.Token.Granted ?? held.Asked;
        return new AccessReport(held.Endpoint, held.Asked, held.Token.Granted, scopes.Missing(granted)) { Withheld = scopes.Withheld(granted, held.OldScopes) };
    }

    public void Dispose() => _asking.Dispose();

    private async ValueTask<Held> HeldAsync(CancellationToken cancellation)
    {
        if (Good() is { } good)
            return good;
        await _asking.WaitAsync(cancellation);
        try
        {
            return Good() ?? (_held = await AskAsync(cancellation));
        }
        finally
        {
            _asking.Release();
        }
    }

    private Held? Good() => _held is { } held && time.GetElapsedTime(held.Since) < held.UseFor ? held : null;

    private async Task<Held> AskAsync(CancellationToken cancellation)
    {
        var server = await endpoint.FindAsync(cancellation);
        var asked = scopes.ToAsk(server.OldScopes);
        var since = time.GetTimestamp();
        CrashPoint.Reach(CrashPoint.TokenAsking);
        var token = await endpoint.AskAsync(server, asked, cancellation);
        CrashPoint.Reach(CrashPoint.TokenGranted);
        // A token that lives for two minutes or less would never be used with the full margin.
        var useFor = token.Life > Margin + Margin ? token.Life - Margin : token.Life / 2;
        return new Held(token, since, useFor, server.Token, asked, server.OldScopes);
    }

    private sealed record Held(AccessToken Token, long Since, TimeSpan UseFor, Uri Endpoint, ImmutableArray<string> Asked, bool OldScopes);
}
