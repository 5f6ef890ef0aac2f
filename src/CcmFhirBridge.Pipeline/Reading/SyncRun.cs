using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>One sync of a tenant: what the EHR has becomes stored resources and facts.</summary>
public sealed class SyncRun(IEhrReader reader, IResourceStore store, IResourceMapping mapping, Tenant tenant, TimeProvider time)
{
    // A server may index a change a little after it stamped it.
    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(2);

    /// <summary>A person said that so much is really gone: a read that shows far less than the one before is believed.</summary>
    public bool AcceptsDeletions { get; init; }

    /// <summary>
    /// Called between two pages once changes were stored, so that what follows from them does not have to wait for the last page. Never
    /// during a full read: most of what it stores would be worked on again.
    /// </summary>
    public Func<CancellationToken, Task>? ChangesStored { get; init; }

    private sealed record Pending(TypeSync Type, long Read);

    /// <summary>Reads all types; what a failure leaves behind is stored and read again next time.</summary>
    /// <param name="full">Read everything, whatever the EHR offers.</param>
    /// <param name="progress">Told of each type once it is read.</param>
    /// <param name="cancellation">Stops between pages.</param>
    /// <exception cref="EhrException">The EHR cannot be read.</exception>
    public async Task<SyncReport> RunAsync(bool full, IProgress<TypeSync>? progress, CancellationToken cancellation)
    {
        var startedAt = time.GetUtcNow();
        var reprojected = await ReprojectAsync(cancellation);
        var since = await store.ServicesSinceAsync(ServicesSince(startedAt), cancellation);
        var pending = new List<Pending>();
        foreach (var type in SyncedTypes.InOrder)
        {
            var read = await ReadAsync(type, full, since, cancellation);
            pending.Add(read);
            progress?.Report(read.Type);
        }

        var types = await SweepAsync(pending, cancellation);
        var report = new SyncReport { StartedAt = startedAt, EndedAt = time.GetUtcNow(), Types = types, Reprojected = reprojected };
        if (report.IsComplete)
            await store.RecordCompleteReadAsync(new CompleteRead(report.StartedAt, report.EndedAt), cancellation);
        CrashPoint.Reach(CrashPoint.CompleteReadRecorded);
        await store.RecordSyncAsync(report.Mark, cancellation);
        return report;
    }

    private async Task<bool> ReprojectAsync(CancellationToken cancellation)
    {
        var stored = await store.MappingVersionAsync(cancellation);
        if (stored == mapping.Version)
            return false;
        await store.ReprojectAsync(mapping, cancellation);
        return stored is not null;
    }

    private DateOnly ServicesSince(DateTimeOffset now)
    {
        var today = tenant.TimeZone.DayOf(now);
        return Domain.Periods.ServiceMonth.Of(today).AddMonths(-tenant.Ehr.HistoryMonths).FirstDay;
    }

    private async Task<Pending> ReadAsync(string type, bool full, DateOnly since, CancellationToken cancellation)
    {
        var cursor = await store.CursorAsync(type, cancellation);
        CrashPoint.Reach(CrashPoint.CursorRead);
        if (!await reader.OffersAsync(type, cancellation))
        {
            var doubt = AcceptsDeletions ? null : LossGuard.Doubt(type, cursor);
            return new Pending(new TypeSync { ResourceType = type, Kind = ReadKind.NotOffered, PossiblyIncomplete = doubt is not null, Reason = doubt }, 0);
        }

        var changes = !full && cursor.LastUpdated is not null && await ReadsChangesAsync(type, cancellation);
        var query = new ResourceQuery(
            type, changes ? cursor.LastUpdated - s_overlap : null, SyncedTypes.ByDayOfService.Contains(type) ? since : null);
        var read = await store.BeginReadAsync(type, cancellation);
        CrashPoint.Reach(CrashPoint.ReadNumbered);
        var sync = new TypeSync { ResourceType = type, Kind = changes ? ReadKind.Changes : ReadKind.Full };
        var newest = cursor.LastUpdated;
        await foreach (var page in reader.ReadAsync(query, cancellation))
        {
            CrashPoint.Reach(CrashPoint.PageFetched);
            var resources = page.Resources.Select(json => new ResourceToStore(json, mapping.Project(json))).ToList();
            newest = Newest(newest, type, resources);
            CrashPoint.Reach(CrashPoint.PageProjected);
            var stored = await store.StorePageAsync(read, resources, null, cancellation);
            CrashPoint.Reach(CrashPoint.PageStored);
            sync = Add(sync, page, resources.Count, stored);
            if (changes && ChangesStored is not null && stored.Added + stored.Changed > 0)
                await ChangesStored(cancellation);
        }

        // Pages come in no order of change: the cursor moves once all of them are stored, and not over a hole.
        if (!sync.PossiblyIncomplete && newest is not null)
        {
            CrashPoint.Reach(CrashPoint.CursorAdvancing);
            await store.StorePageAsync(read, [], new SyncCursor(type, newest), cancellation);
            CrashPoint.Reach(CrashPoint.CursorAdvanced);
        }

        return new Pending(sync, read);
    }

    private async Task<bool> ReadsChangesAsync(string type, CancellationToken cancellation) => tenant.Ehr.SyncMode switch
    {
        SyncMode.Full => false,
        SyncMode.LastUpdated => true,
        _ => await reader.OffersChangesAsync(type, cancellation),
    };

    private static TypeSync Add(TypeSync sync, ResourcePage page, int read, StoredPage stored) => sync with
    {
        Read = sync.Read + read,
        Stored = sync.Stored + stored,
        PossiblyIncomplete = sync.PossiblyIncomplete || page.PossiblyIncomplete,
        Gaps = [.. sync.Gaps, .. page.Gaps],
    };

    private static DateTimeOffset? Newest(DateTimeOffset? newest, string type, List<ResourceToStore> resources)
    {
        foreach (var resource in resources)
        {
            if (resource.Projected.ResourceType == type && resource.Projected.LastUpdated is { } updated && (newest is null || updated > newest))
                newest = updated;
        }

        return newest;
    }

    // Only after all types: what one search did not list, another may have included.
    private async Task<ImmutableArray<TypeSync>> SweepAsync(List<Pending> pending, CancellationToken cancellation)
    {
        var types = ImmutableArray.CreateBuilder<TypeSync>(pending.Count);
        foreach (var (type, read) in pending)
        {
            if (type is not { Kind: ReadKind.Full, PossiblyIncomplete: false })
                types.Add(type);
            else if (!AcceptsDeletions && LossGuard.Doubt(type.ResourceType, await store.CountUnseenAsync(type.ResourceType, read, cancellation)) is { } doubt)
                types.Add(type with { PossiblyIncomplete = true, Reason = doubt });
            else
                types.Add(type with { Deleted = await store.SweepAsync(type.ResourceType, read, cancellation) });
            CrashPoint.Reach(CrashPoint.Swept);
        }

        return types.MoveToImmutable();
    }
}
