namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>Shorter ways to say what a store does.</summary>
public static class ResourceStoreExtensions
{
    /// <summary>Stores one page; the cursor (when not null) advances in the same transaction.</summary>
    public static async Task<StoredPage> StorePageAsync(
        this IResourceStore store, long read, IReadOnlyList<ResourceToStore> page, SyncCursor? cursor, CancellationToken cancellation) =>
        (await store.StorePagesAsync([new PageToStore(read, page, cursor)], cancellation))[0];
}
