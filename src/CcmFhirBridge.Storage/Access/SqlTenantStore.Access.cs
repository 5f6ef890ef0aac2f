using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Storage.Access;
using CcmFhirBridge.Storage.Auditing;

namespace CcmFhirBridge.Storage;

/// <summary>Who may ask about the tenant. What happened to a client is only ever added; tokens and used assertions go once nobody would take them.</summary>
public abstract partial class SqlTenantStore
{
    // Processes on other machines go by clocks of their own.
    private static readonly TimeSpan s_keptBeyond = TimeSpan.FromMinutes(10);

    public Task<bool> AddClientAsync(AccessClient client, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            if (await FindClientAsync(session, client.Id) is not null)
                return false;
            await AddClientEventAsync(session, client.Id, ClientEventRow.Added, client.Created, client.Name, client.Scopes, client.Keys);
            return true;
        },
        cancellation);

    public Task<AccessClient?> ClientAsync(string id, CancellationToken cancellation) => ReadAsync(session => FindClientAsync(session, id), cancellation);

    public Task<IReadOnlyList<AccessClient>> ClientsAsync(CancellationToken cancellation) => ReadAsync<IReadOnlyList<AccessClient>>(
        async session => [.. (await session.QueryAsync<ClientEventRow>(
            $"SELECT {ClientEventRow.Columns} FROM access_client_event WHERE tenant = @Tenant ORDER BY seq", new { Tenant }))
            .GroupBy(row => row.Id, StringComparer.Ordinal).Select(ClientEventRow.Fold)],
        cancellation);

    public Task<AccessClient?> RotateClientAsync(string id, AccessClientKeys keys, AccessChange change, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            if (await FindClientAsync(session, id) is not { Revoked: null })
                return null;
            await AddClientEventAsync(session, id, ClientEventRow.Rotated, change, name: null, scopes: null, keys);
            await EndTokensAsync(session, id);
            return await FindClientAsync(session, id);
        },
        cancellation);

    public Task<AccessClient?> RevokeClientAsync(string id, AccessChange change, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            if (await FindClientAsync(session, id) is not { Revoked: null } client)
                return await FindClientAsync(session, id);
            await AddClientEventAsync(session, id, ClientEventRow.RevokedStep, change, name: null, scopes: null, keys: null);
            await EndTokensAsync(session, id);
            return client with { Revoked = change };
        },
        cancellation);

    public Task<TokenOutcome> IssueTokenAsync(TokenRequest request, DateTimeOffset now, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            if (await FindClientAsync(session, request.Client.Id) is not { Revoked: null } client || client.Keys != request.Client.Keys || client.Rotated != request.Client.Rotated)
                return TokenOutcome.ClientChanged;
            var past = (now - s_keptBeyond).UtcTicks;
            await session.ExecuteAsync("DELETE FROM used_assertion WHERE tenant = @Tenant AND until < @past", new { Tenant, past });
            await session.ExecuteAsync("DELETE FROM access_token WHERE tenant = @Tenant AND expires < @past", new { Tenant, past });
            var isNew = await session.ExecuteAsync(
                "INSERT INTO used_assertion (tenant, client, hash, until) VALUES (@Tenant, @Id, @AssertionHash, @until) ON CONFLICT (tenant, client, hash) DO NOTHING",
                new { Tenant, client.Id, request.AssertionHash, until = request.AssertionUntil.UtcTicks }) == 1;
            // The same assertion again is told too: somebody may have taken it on its way.
            session.Tell(new AuditRecord
            {
                At = now,
                Kind = AuditKinds.Token,
                Action = isNew ? "issue" : "replay",
                Agent = client.Id,
                Outcome = isNew && request.Token is not null ? AuditOutcomes.Done : AuditOutcomes.Refused,
            }.With("scopes", isNew ? request.Token?.Scopes : null));
            if (!isNew)
                return TokenOutcome.Replayed;
            if (request.Token is { } token)
            {
                await session.ExecuteAsync(
                    "INSERT INTO access_token (tenant, hash, client, name, scopes, expires) VALUES (@Tenant, @Hash, @Id, @Name, @Scopes, @expires)",
                    new { Tenant, token.Hash, client.Id, client.Name, token.Scopes, expires = token.Expires.UtcTicks });
            }

            return TokenOutcome.Issued;
        },
        cancellation);

    public Task<AccessGrant?> GrantAsync(string tokenHash, DateTimeOffset now, CancellationToken cancellation) => ReadAsync(
        async session => await session.FirstAsync<GrantRow>(
            """
            SELECT client AS ClientId, name AS ClientName, scopes AS Scopes FROM access_token
            WHERE tenant = @Tenant AND hash = @tokenHash AND expires > @at
              AND NOT EXISTS (SELECT 1 FROM access_client_event WHERE tenant = @Tenant AND id = access_token.client AND step = 'revoked')
            """,
            new { Tenant, tokenHash, at = now.UtcTicks }) is { } row ? new AccessGrant(row.ClientId, row.ClientName, row.Scopes) : null,
        cancellation);

    private async Task<AccessClient?> FindClientAsync(Session session, string id)
    {
        var rows = await session.QueryAsync<ClientEventRow>(
            $"SELECT {ClientEventRow.Columns} FROM access_client_event WHERE tenant = @Tenant AND id = @id ORDER BY seq", new { Tenant, id });
        return rows.Count == 0 ? null : ClientEventRow.Fold(rows);
    }

    private async Task AddClientEventAsync(Session session, string id, string step, AccessChange change, string? name, string? scopes, AccessClientKeys? keys)
    {
        var (at, url) = (change.At.UtcTicks, keys?.Address?.OriginalString);
        var seq = await session.ScalarAsync<long>(
            """
            INSERT INTO access_client_event (tenant, id, step, at, changed_by, name, scopes, jwks, jwks_url)
            VALUES (@Tenant, @id, @step, @at, @By, @name, @scopes, @Jwks, @url) RETURNING seq
            """,
            new { Tenant, id, step, at, change.By, name, scopes, keys?.Jwks, url });
        session.Tell(AuditedTable.ClientEvent.Vouch(
            new AuditRecord { At = change.At, Kind = AuditKinds.Client, Action = step, Agent = change.By, Subject = id }.With("scopes", scopes),
            seq, id, step, at, change.By, name, scopes, keys?.Jwks, url));
    }

    private Task EndTokensAsync(Session session, string client) =>
        session.ExecuteAsync("DELETE FROM access_token WHERE tenant = @Tenant AND client = @client", new { Tenant, client });

    private sealed class GrantRow
    {
        public string ClientId { get; init; } = "";

        public string ClientName { get; init; } = "";

        public string Scopes { get; init; } = "";
    }
}
