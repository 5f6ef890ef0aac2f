namespace CcmFhirBridge.Storage.Connections;

/// <summary>Where a store's connections come from. Each is lent for one piece of work and given back.</summary>
internal abstract class StoreConnections : IAsyncDisposable
{
    public abstract ValueTask<LentConnection> ForReadingAsync(CancellationToken cancellation);

    /// <summary>The store asks for one at a time.</summary>
    public abstract ValueTask<LentConnection> ForWritingAsync(CancellationToken cancellation);

    /// <summary>Takes a connection back.</summary>
    /// <param name="lent">What was lent.</param>
    /// <param name="whole">Whether the work ended well: what failed may be the connection.</param>
    public abstract ValueTask GiveBackAsync(LentConnection lent, bool whole);

    /// <summary>Gives back the memory that only work needs. Called while nobody writes.</summary>
    public abstract ValueTask RestAsync();

    public abstract ValueTask DisposeAsync();
}
