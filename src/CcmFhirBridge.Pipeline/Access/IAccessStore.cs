namespace CcmFhirBridge.Pipeline.Access;

/// <summary>Who may ask this bridge about a tenant: its clients, their tokens, and the assertions that were used.</summary>
public interface IAccessStore
{
    /// <summary>Registers a client; false when its id is taken, and nothing is changed then.</summary>
    Task<bool> AddClientAsync(AccessClient client, CancellationToken cancellation);

    /// <summary>A client, revoked or not; null when there is none.</summary>
    Task<AccessClient?> ClientAsync(string id, CancellationToken cancellation);

    /// <summary>All clients that there ever were, in the order registered.</summary>
    Task<IReadOnlyList<AccessClient>> ClientsAsync(CancellationToken cancellation);

    /// <summary>Replaces the keys of a client and ends the tokens that it has; null when there is no such client, or it is revoked.</summary>
    Task<AccessClient?> RotateClientAsync(string id, AccessClientKeys keys, AccessChange change, CancellationToken cancellation);

    /// <summary>Ends the access of a client and the tokens that it has; once revoked it stays as it was. Null when there is no such client.</summary>
    Task<AccessClient?> RevokeClientAsync(string id, AccessChange change, CancellationToken cancellation);

    /// <summary>Uses an assertion up and keeps its token, both or neither. Of all processes that try the same assertion one is told <see cref="TokenOutcome.Issued"/>.</summary>
    Task<TokenOutcome> IssueTokenAsync(TokenRequest request, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>What a token gives now; null when it is unknown, has expired, or its client lost its access.</summary>
    /// <param name="tokenHash">SHA-256 of the token, lower-case hex.</param>
    /// <param name="now">By the clock of whoever asks.</param>
    /// <param name="cancellation">Cancels the read.</param>
    Task<AccessGrant?> GrantAsync(string tokenHash, DateTimeOffset now, CancellationToken cancellation);
}
