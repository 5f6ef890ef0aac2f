namespace CcmFhirBridge.Storage.Resources;

/// <summary>
/// What a page reads from and writes to the tables, many rows at a time, so that each database does it in the way that is fast for it.
/// Nobody else writes for the tenant meanwhile. No key comes twice in one call.
/// </summary>
internal abstract class PageTables(Session session, string tenant)
{
    protected Session Session { get; } = session;

    protected string Tenant { get; } = tenant;

    /// <summary>The newest version of each resource that is known.</summary>
    public abstract Task<List<ResourceRow>> FindAsync(IReadOnlyCollection<(string Type, string Id)> keys);

    /// <summary>Appends to the log in this order and gives each version its place.</summary>
    public abstract Task AppendAsync(IReadOnlyList<VersionRow> versions, string source, DateTimeOffset at);

    /// <summary>Makes these rows the newest ones.</summary>
    public abstract Task KeepAsync(IReadOnlyCollection<ResourceRow> rows);

    /// <summary>Forgets the newest versions; the log stays.</summary>
    public abstract Task ForgetAsync(IReadOnlyCollection<ResourceRow> rows);

    /// <summary>The facts of each patient who has any.</summary>
    public abstract Task<List<(string Patient, byte[] Facts)>> FactsAsync(IReadOnlyCollection<string> patients);

    /// <summary>Puts facts in the place of those before.</summary>
    /// <param name="rows">Patient, whether the Patient itself is known, and the facts.</param>
    /// <param name="changed">The change that they came with.</param>
    public abstract Task KeepFactsAsync(IReadOnlyCollection<(string Patient, bool Known, byte[] Facts)> rows, long changed);

    /// <summary>Makes patients due whose own facts stay as they are.</summary>
    public abstract Task MarkDueAsync(IReadOnlyCollection<string> patients, long changed);

    /// <summary>All that entries were known to say.</summary>
    public abstract Task<List<StaffSpan>> SpansOfAsync(IReadOnlyCollection<string> entries);

    public abstract Task ReplaceSpansAsync(IReadOnlyCollection<StaffSpan> gone, IReadOnlyCollection<StaffSpan> come);

    /// <summary>Everybody else whose time overlaps one of the spans.</summary>
    public abstract Task<HashSet<string>> OverlappedAsync(IReadOnlyCollection<StaffSpan> spans);
}
