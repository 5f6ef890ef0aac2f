using CcmFhirBridge.Pipeline.Access;

namespace CcmFhirBridge.Storage.Access;

/// <summary>One thing that happened to a client.</summary>
internal sealed class ClientEventRow
{
    public const string Added = "added";
    public const string Rotated = "rotated";
    public const string RevokedStep = "revoked";

    public const string Columns = "id AS Id, step AS Step, at AS At, changed_by AS ChangedBy, name AS Name, scopes AS Scopes, jwks AS Jwks, jwks_url AS JwksUrl";

    public string Id { get; init; } = "";

    public string Step { get; init; } = "";

    public long At { get; init; }

    public string ChangedBy { get; init; } = "";

    public string? Name { get; init; }

    public string? Scopes { get; init; }

    public string? Jwks { get; init; }

    public string? JwksUrl { get; init; }

    private AccessChange Change => new(new DateTimeOffset(At, TimeSpan.Zero), ChangedBy);

    private AccessClientKeys Keys => Jwks is { } kept ? AccessClientKeys.Kept(kept) : AccessClientKeys.At(new Uri(JwksUrl!));

    /// <summary>The client as all that happened to it left it.</summary>
    public static AccessClient Fold(IEnumerable<ClientEventRow> rows)
    {
        AccessClient? client = null;
        foreach (var row in rows)
        {
            client = row.Step switch
            {
                Rotated => client! with { Keys = row.Keys, Rotated = row.Change },
                RevokedStep => client! with { Revoked = row.Change },
                _ => new AccessClient { Id = row.Id, Name = row.Name!, Scopes = row.Scopes!, Keys = row.Keys, Created = row.Change },
            };
        }

        return client!;
    }
}
