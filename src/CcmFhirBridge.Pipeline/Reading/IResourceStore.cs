using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Decisions;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Statements;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>A resource to store: its bytes and what was read from them.</summary>
/// <param name="Json">The bytes between its braces, unchanged.</param>
/// <param name="Projected">Its facts.</param>
public readonly record struct ResourceToStore(ReadOnlyMemory<byte> Json, ProjectedResource Projected);

/// <summary>Where the next incremental read of a type starts.</summary>
/// <param name="ResourceType">FHIR type; behind it, after a space, the patient where each is read alone.</param>
/// <param name="LastUpdated">
/// Greatest <c>meta.lastUpdated</c> that the server has shown, and not later than its clock stood when the read began: a change of what the read had
/// passed already may be stamped later, and is asked for again. Null before the first complete read; the beginning of time when that went through and
/// showed none, or when nobody knows any more what was asked for.
/// </param>
public sealed record SyncCursor(string ResourceType, DateTimeOffset? LastUpdated)
{
    /// <summary>The place before lies in the EHR's future, where no change is found: this one counts though it is earlier.</summary>
    public bool GoesBack { get; init; }

    /// <summary>The name under which the place in a type is kept, of everybody or of one patient.</summary>
    public static string KeyOf(string resourceType, string? patient) => patient is null ? resourceType : $"{resourceType} {patient}";
}

/// <summary>A page to store.</summary>
/// <param name="Read">Number of the read that saw it.</param>
/// <param name="Resources">What is on it.</param>
/// <param name="Cursor">Where the next read starts from now on; null when that stays.</param>
public sealed record PageToStore(long Read, IReadOnlyList<ResourceToStore> Resources, SyncCursor? Cursor);

/// <summary>What storing a page changed.</summary>
/// <param name="Added">Resources not known before.</param>
/// <param name="Changed">Resources with another content than before.</param>
/// <param name="Unchanged">Resources with the same content: nothing is dirtied.</param>
/// <param name="Unreadable">Resources kept as gaps.</param>
/// <param name="Ignored">Resources of a type that the bridge has no use for: not kept.</param>
public readonly record struct StoredPage(int Added, int Changed, int Unchanged, int Unreadable, int Ignored)
{
    /// <summary>Both together.</summary>
    public static StoredPage operator +(StoredPage left, StoredPage right) => new(
        left.Added + right.Added, left.Changed + right.Changed, left.Unchanged + right.Unchanged,
        left.Unreadable + right.Unreadable, left.Ignored + right.Ignored);
}

/// <summary>What a full read has not seen of a type.</summary>
/// <param name="Known">Resources stored.</param>
/// <param name="Unseen">Of those, not seen by the read.</param>
public readonly record struct UnseenResources(int Known, int Unseen);

/// <summary>A complete read that went through without a possibly-incomplete flag.</summary>
/// <param name="StartedAt">When it began, by our clock.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record CompleteRead(DateTimeOffset StartedAt, DateTimeOffset EndedAt);

/// <summary>That a sync went through, complete or not.</summary>
/// <param name="EndedAt">When, by our clock.</param>
/// <param name="IncompleteTypes">Types of which something may be missing.</param>
/// <param name="BroughtEncounters">Whether any Encounter was new or had changed.</param>
public sealed record SyncMark(DateTimeOffset EndedAt, int IncompleteTypes, bool BroughtEncounters)
{
    /// <summary>Types that are not read in the best form, because the EHR refused or ignored it.</summary>
    public int FallenForms { get; init; }

    /// <summary>Types of which nothing can be told, in order: the EHR does not let them be read, or not all of them.</summary>
    public ImmutableArray<string> UnreadTypes { get; init; } = [];

    /// <summary>Whether everything was asked for. What such a read may be missing stands until another one is whole: reads of changes would not find it.</summary>
    public bool IsFull { get; init; }
}

/// <summary>
/// The raw versioned log in arrival order, and the derived facts: one compact row per patient. A changed or deleted resource makes its
/// patient due for reassessment, and the patients that its staff time overlaps. What people decided lies beside it.
/// </summary>
public interface IResourceStore : IDecisionStore, IEhrStatementStore, IDoubtStore
{
    /// <summary>Version of the mapping whose facts are stored, or null when empty.</summary>
    Task<string?> MappingVersionAsync(CancellationToken cancellation);

    /// <summary>Projects every stored resource anew, in one pass over the log, and makes the patients whose facts changed due.</summary>
    Task ReprojectAsync(IResourceMapping mapping, CancellationToken cancellation);

    /// <summary>How many patients the list of the population named when a read of everything was last believed; null before, or without a list.</summary>
    Task<int?> ListedAsync(CancellationToken cancellation);

    /// <summary>Keeps how many it names; null where there is no list any more.</summary>
    Task RecordListedAsync(int? patients, CancellationToken cancellation);

    /// <summary>Where the next incremental read starts; its <c>LastUpdated</c> is null before the first complete read.</summary>
    Task<SyncCursor> CursorAsync(string resourceType, CancellationToken cancellation);

    /// <summary>Forms of reading a type that the EHR refused or ignored; null when there are none.</summary>
    Task<AvoidedForms?> AvoidedFormsAsync(string resourceType, CancellationToken cancellation);

    /// <summary>Keeps them in the place of those before.</summary>
    Task KeepAvoidedFormsAsync(string resourceType, AvoidedForms forms, CancellationToken cancellation);

    /// <summary>When a type was last read whole, by our clock; null before.</summary>
    Task<DateTimeOffset?> LastWholeReadAsync(string resourceType, CancellationToken cancellation);

    /// <summary>Remembers that a type was read whole by a read that began at <paramref name="startedAt"/>.</summary>
    Task RecordWholeReadAsync(string resourceType, DateTimeOffset startedAt, CancellationToken cancellation);

    /// <summary>Who is read as whom.</summary>
    Task<PatientAliases> PatientAliasesAsync(CancellationToken cancellation);

    /// <summary>
    /// Keeps who is read as whom, reads the stored resources of the patients concerned anew, which makes them due, and lets the one who is left go on
    /// with the claims of the one who was merged, all in one transaction. Where both were billed before, their claims keep their persons.
    /// </summary>
    /// <param name="mapping">Reads by the new aliases.</param>
    /// <param name="patients">Whose resources are read otherwise than before.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<MergeResult> MergePatientsAsync(AliasedMapping mapping, IReadOnlyList<string> patients, CancellationToken cancellation);

    /// <summary>A number for a read that begins now; resources stored under it have been seen by it.</summary>
    Task<long> BeginReadAsync(string resourceType, CancellationToken cancellation);

    /// <summary>Stores pages in one transaction, in their order; the cursor of each advances in it. Returns what each changed.</summary>
    Task<IReadOnlyList<StoredPage>> StorePagesAsync(IReadOnlyList<PageToStore> pages, CancellationToken cancellation);

    /// <summary>How many of a type are stored of these patients, and how many of them a full read has not seen: what sweeping would delete.</summary>
    Task<UnseenResources> CountUnseenAsync(string resourceType, long read, PatientScope patients, CancellationToken cancellation);

    /// <summary>Ids of the stored resources of a type that a read has not seen, in order; with <see cref="long.MaxValue"/> of all of them.</summary>
    Task<IReadOnlyList<string>> UnseenIdsAsync(string resourceType, long read, CancellationToken cancellation);

    /// <summary>Ends a full read of these patients: what it did not see is deleted, and its patients become due. Returns how many were deleted.</summary>
    Task<int> SweepAsync(string resourceType, long read, PatientScope patients, CancellationToken cancellation);

    /// <summary>Types of which nothing can be told since the last sync, in order.</summary>
    Task<ImmutableArray<string>> UnreadTypesAsync(CancellationToken cancellation);

    /// <summary>Remembers that a sync went through, for whoever watches the tenant.</summary>
    Task RecordSyncAsync(SyncMark sync, CancellationToken cancellation);

    /// <summary>Remembers that every type was read completely.</summary>
    Task RecordCompleteReadAsync(CompleteRead read, CancellationToken cancellation);

    /// <summary>The last complete read, or null.</summary>
    Task<CompleteRead?> LastCompleteReadAsync(CancellationToken cancellation);

    /// <summary>Every patient with a Patient resource, ordered by reference.</summary>
    Task<IReadOnlyList<string>> PatientsAsync(CancellationToken cancellation);

    /// <summary>Facts of one patient, one item a resource; empty when unknown.</summary>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> FactsOfAsync(string patient, CancellationToken cancellation);

    /// <summary>Claims that the ledger has of the patient's months before <paramref name="before"/>: every revision, by month and revision, whatever became of it.</summary>
    Task<IReadOnlyList<BilledClaim>> BilledClaimsAsync(string patient, ServiceMonth before, CancellationToken cancellation);

    /// <summary>Facts of all directory resources.</summary>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> DirectoryFactsAsync(CancellationToken cancellation);

    /// <summary>Staff time of any of <paramref name="persons"/> for patients other than <paramref name="exceptPatient"/> that overlaps the span.</summary>
    Task<IReadOnlyList<StaffInterval>> StaffIntervalsAsync(
        IReadOnlyCollection<string> persons, string exceptPatient, Domain.Periods.Interval span, CancellationToken cancellation);

    /// <summary>Staff time logged for <paramref name="patient"/> that overlaps the span.</summary>
    Task<IReadOnlyList<StaffInterval>> StaffIntervalsOfAsync(string patient, Domain.Periods.Interval span, CancellationToken cancellation);

    /// <summary>
    /// First day of services that is read. It never moves forward, or a full re-read would take older services for deleted:
    /// the earlier of <paramref name="proposed"/> and what was kept before, kept from now on.
    /// </summary>
    Task<DateOnly> ServicesSinceAsync(DateOnly proposed, CancellationToken cancellation);

    /// <summary>First day of services that is read; null before the first read.</summary>
    Task<DateOnly?> ServicesSinceAsync(CancellationToken cancellation);

    /// <summary>Resources that are kept but could not be read, with the first reason of each, ordered by type and id.</summary>
    Task<IReadOnlyList<RecordGap>> UnreadableAsync(CancellationToken cancellation);

    /// <summary>The stored bytes of a resource's newest version, or of the version named; null when not stored.</summary>
    Task<ReadOnlyMemory<byte>?> RawAsync(string type, string id, string? version, CancellationToken cancellation);
}
