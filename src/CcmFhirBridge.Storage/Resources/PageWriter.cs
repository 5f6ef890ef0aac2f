using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Storage.Resources;

/// <summary>Stores resources: the log, the newest version of each, and what is derived.</summary>
internal sealed class PageWriter(PageTables tables, DerivedFacts derived, DateTimeOffset now)
{
    /// <summary>Source of what was read from the EHR.</summary>
    public const string FromEhr = "ehr";

    /// <summary>Source of what was logged here.</summary>
    public const string LoggedHere = "log-time";

    private const string Unnamed = "Unknown";

    /// <summary>Everybody of whom something new, different or gone was stored.</summary>
    public SortedSet<string> Touched { get; } = new(StringComparer.Ordinal);

    /// <summary>Stores a page; a resource that comes twice in it is taken in the order in which it comes.</summary>
    public async Task<StoredPage> StoreAsync(IEnumerable<ResourceToStore> page, long read, string source, CancellationToken cancellation)
    {
        var arrived = new List<(string Type, string Id, ProjectedResource Projected, ReadOnlyMemory<byte> Json)>();
        var stored = default(StoredPage);
        foreach (var resource in page)
        {
            cancellation.ThrowIfCancellationRequested();
            var projected = StorableText.Of(resource.Projected);
            // An EHR that shows a copy of what was logged here adds nothing to it, and must not change it.
            if (projected.Disposition == Disposition.Ignored || (source == FromEhr && projected.Source is { IsLoggedHere: true }))
            {
                stored += new StoredPage(0, 0, 0, 0, 1);
                continue;
            }

            // What has no id is known by its content, so that the next read finds it again.
            arrived.Add((
                projected.ResourceType.Length > 0 ? projected.ResourceType : Unnamed, projected.Source?.Id ?? "#" + projected.ContentHash,
                projected, resource.Json));
        }

        var known = (await tables.FindAsync(arrived.Select(resource => (resource.Type, resource.Id)).ToHashSet()))
            .ToDictionary(row => (row.Type, row.Id));
        var touched = new HashSet<(string Type, string Id)>();
        var versions = new List<VersionRow>();
        var changes = new List<FactsChange>();
        foreach (var (type, id, projected, json) in arrived)
        {
            var before = known.GetValueOrDefault((type, id));
            touched.Add((type, id));
            if (before is not null && (before.IsNewerThan(projected, read) || IsSame(before, projected)))
            {
                known[(type, id)] = Seen(before, projected, read);
                stored += projected.Disposition == Disposition.Unreadable ? new StoredPage(0, 0, 0, 1, 0) : new StoredPage(0, 0, 1, 0, 0);
                continue;
            }

            var row = RowOf(type, id, projected, Math.Max(read, before?.SeenRead ?? 0));
            known[(type, id)] = row;
            versions.Add(VersionOf(row, json));
            Touch(row);
            if (before is not null)
                Touch(before);
            changes.Add(new FactsChange(before, type, id, projected));
            stored += projected.Disposition == Disposition.Unreadable ? new StoredPage(0, 0, 0, 1, 0)
                : before is null ? new StoredPage(1, 0, 0, 0, 0)
                : new StoredPage(0, 1, 0, 0, 0);
        }

        await tables.AppendAsync(versions, source, now);
        foreach (var version in versions)
            known[(version.Type, version.Id)].Seq = version.Seq;
        if (versions.Count > 0)
            CrashPoint.Reach(CrashPoint.ResourceLogged);
        await tables.KeepAsync([.. touched.Select(key => known[key])]);
        await derived.ReplaceAsync(changes);
        return stored;
    }

    /// <summary>Forgets resources that the EHR no longer has; the log keeps their versions and says when they went.</summary>
    public async Task DeleteAsync(IReadOnlyCollection<ResourceRow> rows)
    {
        await tables.AppendAsync(
            [.. rows.Select(row => new VersionRow { Type = row.Type, Id = row.Id, Patient = row.Patient, Deleted = true, Body = RawBody.Pack([]) })], FromEhr, now);
        foreach (var row in rows)
            Touch(row);
        await tables.ForgetAsync(rows);
        await derived.ReplaceAsync([.. rows.Select(row => new FactsChange(row, row.Type, row.Id, null))]);
    }

    /// <summary>Takes what another mapping reads from stored resources in the place of what was read before.</summary>
    public async Task ReprojectAsync(IReadOnlyCollection<(ResourceRow Row, ProjectedResource Projected)> resources)
    {
        await tables.KeepAsync([.. resources.Select(resource => resource.Row.ReadAs(resource.Projected.ContentHash, PatientOf(resource.Projected), (long)resource.Projected.Disposition))]);
        await derived.ReplaceAsync([.. resources.Select(resource => new FactsChange(resource.Row, resource.Row.Type, resource.Row.Id, resource.Projected))]);
    }

    /// <summary>Writes what was derived and marks who is due.</summary>
    public Task FlushAsync() => derived.FlushAsync();

    private void Touch(ResourceRow row)
    {
        if (row.Patient is { } patient)
            Touched.Add(patient);
    }

    private static bool IsSame(ResourceRow before, ProjectedResource projected) =>
        before.ContentHash == projected.ContentHash && before.Disposition == (long)projected.Disposition;

    private static string? PatientOf(ProjectedResource projected) => projected.Disposition == Disposition.Patient ? projected.Patient : null;

    private static ResourceRow RowOf(string type, string id, ProjectedResource projected, long read) => new()
    {
        Type = type,
        Id = id,
        Version = projected.Source?.Version,
        LastUpdated = projected.LastUpdated?.UtcTicks,
        ContentHash = projected.ContentHash,
        Patient = PatientOf(projected),
        Disposition = (long)projected.Disposition,
        SeenRead = read,
    };

    private static VersionRow VersionOf(ResourceRow row, ReadOnlyMemory<byte> json) => new()
    {
        Type = row.Type,
        Id = row.Id,
        Version = row.Version,
        Patient = row.Patient,
        ContentHash = row.ContentHash,
        Body = RawBody.Pack(json.Span),
    };

    // Two reads may run at once: the earlier one must not hide from the later one's sweep what the later one saw.
    private static ResourceRow Seen(ResourceRow before, ProjectedResource projected, long read) => before.IsNewerThan(projected, read)
        ? before.SeenAs(before.Version, before.LastUpdated, read)
        : before.SeenAs(projected.Source?.Version ?? before.Version, projected.LastUpdated?.UtcTicks ?? before.LastUpdated, read);
}
