namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>Shorter ways to say what a store does.</summary>
public static class ResourceStoreExtensions
{
    /// <summary>Stores one page; the cursor (when not null) advances in the same transaction.</summary>
    public static async Task<StoredPage> StorePageAsync(
        this IResourceStore store, long read, IReadOnlyList<ResourceToStore> page, SyncCursor? cursor, CancellationToken cancellation) =>
        (await store.StorePagesAsync([new PageToStore(read, page, cursor)], cancellation))[0];

    /// <summary>The same of everybody.</summary>
    public static Task<UnseenResources> CountUnseenAsync(this IResourceStore store, string resourceType, long read, CancellationToken cancellation) =>
        store.CountUnseenAsync(resourceType, read, PatientScope.Everybody, cancellation);

    /// <summary>The same of everybody.</summary>
    public static Task<int> SweepAsync(this IResourceStore store, string resourceType, long read, CancellationToken cancellation) =>
        store.SweepAsync(resourceType, read, PatientScope.Everybody, cancellation);
}
