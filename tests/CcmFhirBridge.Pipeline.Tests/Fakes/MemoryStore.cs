using System.Collections.Immutable;
using System.Text;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Statements;

namespace CcmFhirBridge.Pipeline.Tests.Fakes;

/// <summary>Resources, assessments and months in memory; it does what the runs need of a store and nothing cleverly.</summary>
public sealed class MemoryStore : IResourceStore, IAssessmentStore, IMonthStore
{
    private readonly Dictionary<string, (ProjectedResource Projected, byte[] Json, long Read)> _resources = [];
    private readonly Dictionary<string, DateTimeOffset> _cursors = [];
    private readonly Dictionary<string, long> _changed = [];
    private readonly Dictionary<string, DateTimeOffset> _wholeReads = [];
    private readonly Dictionary<(string, ServiceMonth), StoredAssessment> _assessments = [];
    private readonly Dictionary<ServiceMonth, MonthRecord> _months = [];
    private readonly List<ReleaseDecision> _releases = [];
    private readonly List<MonthLink> _links = [];
    private readonly Dictionary<ServiceMonth, string> _assessedBy = [];
    private string? _mappingVersion;
    private DateOnly? _since;
    private CompleteRead? _complete;
    private long _position;
    private long _read;

    public int Reprojections { get; private set; }

    public Dictionary<string, byte[]> RulePacks { get; } = [];

    /// <summary>All that it holds of the EHR, in an order of its own: resources, and places.</summary>
    public IEnumerable<string> Contents => _resources.Select(pair => $"{pair.Key} = {Encoding.UTF8.GetString(pair.Value.Json)}")
        .Concat(_cursors.Select(pair => $"{pair.Key} at {pair.Value:O}")).Order(StringComparer.Ordinal);

    public IEnumerable<string> Keys => _resources.Keys.Order(StringComparer.Ordinal);

    /// <summary>What the ledger says of everybody's earlier months.</summary>
    public List<BilledClaim> Billed { get; } = [];

    public List<HumanDecision> Decisions { get; } = [];

    public Task<int> RecordDecisionsAsync(IReadOnlyList<HumanDecision> decisions, CancellationToken cancellation)
    {
        var added = decisions.Where(decision => Decisions.TrueForAll(known => known.Id != decision.Id)).ToList();
        Decisions.AddRange(added);
        foreach (var decision in added)
            _changed[decision.Patient] = ++_position;
        return Task.FromResult(added.Count);
    }

    public Task<IReadOnlyList<HumanDecision>> DecisionsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<HumanDecision>>(Decisions);

    public Task<string?> MappingVersionAsync(CancellationToken cancellation) => Task.FromResult(_mappingVersion);

    public Task ReprojectAsync(IResourceMapping mapping, CancellationToken cancellation)
    {
        foreach (var (key, stored) in _resources.ToList())
            _resources[key] = stored with { Projected = mapping.Project(stored.Json) };
        Reprojections++;
        _mappingVersion = mapping.Version;
        return Task.CompletedTask;
    }

    public Task<SyncCursor> CursorAsync(string resourceType, CancellationToken cancellation) =>
        Task.FromResult(new SyncCursor(resourceType, _cursors.TryGetValue(resourceType, out var at) ? at : null));

    public PatientAliases Aliases { get; set; } = PatientAliases.None;

    public Task<PatientAliases> PatientAliasesAsync(CancellationToken cancellation) => Task.FromResult(Aliases);

    public Task<MergeResult> MergePatientsAsync(AliasedMapping mapping, IReadOnlyList<string> patients, CancellationToken cancellation)
    {
        Aliases = mapping.Aliases;
        foreach (var (key, stored) in _resources.Where(pair => pair.Value.Projected.Patient is { } owner && patients.Contains(owner)).ToList())
        {
            Touch(stored.Projected.Patient);
            _resources[key] = stored with { Projected = mapping.Project(stored.Json) };
            Touch(_resources[key].Projected.Patient);
        }

        return Task.FromResult(new MergeResult(mapping.Aliases, []));
    }

    public EhrStatement? Statement { get; private set; }

    public StatementChange? LastChange { get; private set; }

    public Task<EhrStatement?> StatementAsync(CancellationToken cancellation) => Task.FromResult(Statement);

    public Task KeepStatementAsync(EhrStatement statement, StatementChange? change, CancellationToken cancellation)
    {
        (Statement, LastChange) = (statement, change ?? LastChange);
        return Task.CompletedTask;
    }

    public Task<StatementChange?> LastStatementChangeAsync(CancellationToken cancellation) => Task.FromResult(LastChange);

    public Dictionary<string, AvoidedForms> Avoided { get; } = [];

    public Task<AvoidedForms?> AvoidedFormsAsync(string resourceType, CancellationToken cancellation) => Task.FromResult(Avoided.GetValueOrDefault(resourceType));

    public Task KeepAvoidedFormsAsync(string resourceType, AvoidedForms forms, CancellationToken cancellation)
    {
        Avoided[resourceType] = forms;
        return Task.CompletedTask;
    }

    public Task<DateTimeOffset?> LastWholeReadAsync(string resourceType, CancellationToken cancellation) =>
        Task.FromResult(_wholeReads.TryGetValue(resourceType, out var at) ? at : (DateTimeOffset?)null);

    public int? Listed { get; set; }

    public Task<int?> ListedAsync(CancellationToken cancellation) => Task.FromResult(Listed);

    public Task RecordListedAsync(int? patients, CancellationToken cancellation)
    {
        Listed = patients;
        return Task.CompletedTask;
    }

    public Task RecordWholeReadAsync(string resourceType, DateTimeOffset startedAt, CancellationToken cancellation)
    {
        _wholeReads[resourceType] = startedAt;
        return Task.CompletedTask;
    }

    public Task<long> BeginReadAsync(string resourceType, CancellationToken cancellation) => Task.FromResult(++_read);

    /// <summary>What storing pages waits for; nothing by default.</summary>
    public Func<CancellationToken, Task> Storing { get; set; } = static _ => Task.CompletedTask;

    public async Task<IReadOnlyList<StoredPage>> StorePagesAsync(IReadOnlyList<PageToStore> pages, CancellationToken cancellation)
    {
        await Storing(cancellation);
        var stored = pages.Select(page => page.Resources.Aggregate(default(StoredPage), (sum, resource) => sum + Store(resource, page.Read))).ToList();
        foreach (var cursor in pages.Select(page => page.Cursor).OfType<SyncCursor>())
            _cursors[cursor.ResourceType] = cursor.LastUpdated!.Value;
        return stored;
    }

    public List<PatientDoubt> Doubts { get; } = [];

    public Task<IReadOnlyList<PatientDoubt>> DoubtsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<PatientDoubt>>([.. Doubts]);

    public Task KeepDoubtsAsync(IReadOnlyList<PatientDoubt> doubts, IReadOnlyCollection<string> patients, CancellationToken cancellation)
    {
        Doubts.Clear();
        Doubts.AddRange(doubts);
        foreach (var patient in patients)
            Touch(patient);
        return Task.CompletedTask;
    }

    public Task<UnseenResources> CountUnseenAsync(string resourceType, long read, PatientScope patients, CancellationToken cancellation)
    {
        var known = _resources.Where(pair => pair.Key.StartsWith(resourceType + "/", StringComparison.Ordinal) && patients.Contains(pair.Value.Projected.Patient)).ToList();
        return Task.FromResult(new UnseenResources(known.Count, known.Count(pair => pair.Value.Read < read)));
    }

    public Task<IReadOnlyList<string>> UnseenIdsAsync(string resourceType, long read, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>(
        [.. _resources.Where(pair => pair.Key.StartsWith(resourceType + "/", StringComparison.Ordinal) && pair.Value.Read < read)
            .Select(pair => pair.Key[(resourceType.Length + 1)..]).Order(StringComparer.Ordinal)]);

    public Task<int> SweepAsync(string resourceType, long read, PatientScope patients, CancellationToken cancellation)
    {
        var gone = _resources.Where(pair => pair.Key.StartsWith(resourceType + "/", StringComparison.Ordinal) && pair.Value.Read < read && patients.Contains(pair.Value.Projected.Patient)).ToList();
        foreach (var (key, stored) in gone)
        {
            _resources.Remove(key);
            Touch(stored.Projected.Patient);
        }

        return Task.FromResult(gone.Count);
    }

    public SyncMark? LastSync { get; private set; }

    public Task<ImmutableArray<string>> UnreadTypesAsync(CancellationToken cancellation) => Task.FromResult(LastSync?.UnreadTypes ?? []);

    public Task RecordSyncAsync(SyncMark sync, CancellationToken cancellation)
    {
        LastSync = sync;
        return Task.CompletedTask;
    }

    public Task RecordCompleteReadAsync(CompleteRead read, CancellationToken cancellation)
    {
        _complete = read;
        return Task.CompletedTask;
    }

    public Task<CompleteRead?> LastCompleteReadAsync(CancellationToken cancellation) => Task.FromResult(_complete);

    public Task<DateOnly> ServicesSinceAsync(DateOnly proposed, CancellationToken cancellation) =>
        Task.FromResult((_since = _since < proposed ? _since : proposed).Value);

    public Task<DateOnly?> ServicesSinceAsync(CancellationToken cancellation) => Task.FromResult(_since);

    public Task<IReadOnlyList<string>> PatientsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>(
        [.. Keys.Where(key => key.StartsWith("Patient/", StringComparison.Ordinal) && !IsMerged(key))]);

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> FactsOfAsync(string patient, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>(
            [.. _resources.Values.Where(stored => stored.Projected.Patient == patient && !stored.Projected.Facts.IsEmpty).Select(stored => stored.Projected.Facts)]);

    public Task<IReadOnlyList<BilledClaim>> BilledClaimsAsync(string patient, ServiceMonth before, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<BilledClaim>>(Billed);

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> DirectoryFactsAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>(
            [.. _resources.Values.Where(stored => stored.Projected.Disposition == Disposition.Directory).Select(stored => stored.Projected.Facts)]);

    public Task<IReadOnlyList<StaffInterval>> StaffIntervalsAsync(
        IReadOnlyCollection<string> persons, string exceptPatient, Interval span, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<StaffInterval>>([.. Intervals(span).Where(each => persons.Contains(each.Person) && each.Patient != exceptPatient)]);

    public Task<IReadOnlyList<StaffInterval>> StaffIntervalsOfAsync(string patient, Interval span, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<StaffInterval>>([.. Intervals(span).Where(each => each.Patient == patient)]);

    public Task<IReadOnlyList<RecordGap>> UnreadableAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<RecordGap>>(
        [.. _resources.Values.Where(stored => stored.Projected.Disposition == Disposition.Unreadable).SelectMany(stored => stored.Projected.Gaps)]);

    public Task<ReadOnlyMemory<byte>?> RawAsync(string type, string id, string? version, CancellationToken cancellation) =>
        Task.FromResult(_resources.TryGetValue($"{type}/{id}", out var stored) ? stored.Json : (ReadOnlyMemory<byte>?)null);

    public Task<long> PositionAsync(CancellationToken cancellation) => Task.FromResult(_position);

    public Task<string?> AssessedByAsync(ServiceMonth month, CancellationToken cancellation) => Task.FromResult(_assessedBy.GetValueOrDefault(month));

    public Dictionary<ServiceMonth, long> AssessedThrough { get; } = [];

    public Task SaveAssessedThroughAsync(ServiceMonth month, long position, CancellationToken cancellation)
    {
        AssessedThrough[month] = position;
        return Task.CompletedTask;
    }

    public Task SaveAssessedByAsync(ServiceMonth month, string basis, CancellationToken cancellation)
    {
        _assessedBy[month] = basis;
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<string>> DueAsync(ServiceMonth month, CancellationToken cancellation) =>
    [
        .. (await PatientsAsync(cancellation)).Where(patient =>
            !_assessments.TryGetValue((patient, month), out var assessment) || _changed.GetValueOrDefault(patient) > assessment.Position),
    ];

    public Task SaveAsync(IReadOnlyList<StoredAssessment> assessments, CancellationToken cancellation)
    {
        foreach (var assessment in assessments)
            _assessments[(assessment.Patient, assessment.Month)] = assessment;
        return Task.CompletedTask;
    }

    public Task<StoredAssessment?> FindAsync(string patient, ServiceMonth month, CancellationToken cancellation) =>
        Task.FromResult(_assessments.GetValueOrDefault((patient, month)));

    public Task<IReadOnlyList<StoredAssessment>> ListAsync(ServiceMonth month, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<StoredAssessment>>(
            [.. _assessments.Values.Where(each => each.Month == month && !IsMerged(each.Patient)).OrderBy(each => each.Patient, StringComparer.Ordinal)]);

    public Task<IReadOnlyList<StoredAssessment>> AssessmentsAfterAsync(ServiceMonth month, string afterPatient, int most, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<StoredAssessment>>(
            [.. _assessments.Values.Where(each => each.Month == month && string.CompareOrdinal(each.Patient, afterPatient) > 0).OrderBy(each => each.Patient, StringComparer.Ordinal).Take(most)]);

    public Task<IReadOnlyList<ServiceMonth>> AssessedMonthsAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ServiceMonth>>([.. _assessments.Keys.Select(key => key.Item2).Distinct().Order()]);

    public Task<MonthRecord> FindAsync(ServiceMonth month, CancellationToken cancellation) => Task.FromResult(
        _months.GetValueOrDefault(month) ?? new MonthRecord { Month = month, State = MonthState.Open, Reason = "open" });

    public Task SaveAsync(MonthRecord month, CancellationToken cancellation)
    {
        _months[month.Month] = month;
        return Task.CompletedTask;
    }

    public async Task<bool> ReplaceAsync(MonthRecord before, MonthRecord after, CancellationToken cancellation)
    {
        if (await FindAsync(after.Month, cancellation) != before)
            return false;
        await SaveAsync(after, cancellation);
        return true;
    }

    public async Task<bool> AppendAsync(MonthRecord before, MonthRecord after, MonthLink link, CancellationToken cancellation)
    {
        if (link.Previous != before.Seal || !await ReplaceAsync(before, after, cancellation))
            return false;
        _links.Add(link);
        return true;
    }

    public Task<IReadOnlyList<MonthLink>> ChainAsync(ServiceMonth month, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<MonthLink>>([.. _links.Where(link => link.Month == month)]);

    public Task<IReadOnlyList<MonthRecord>> ListAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<MonthRecord>>([.. _months.Values]);

    public Task RecordReleaseAsync(ReleaseDecision release, CancellationToken cancellation)
    {
        _releases.Add(release);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<ReleaseDecision>> ReleasesAsync(ServiceMonth month, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ReleaseDecision>>([.. _releases.Where(release => release.Month == month)]);

    public Task KeepRulePackAsync(string version, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        RulePacks[version] = content.ToArray();
        return Task.CompletedTask;
    }

    public Task<ReadOnlyMemory<byte>?> RulePackAsync(string version, CancellationToken cancellation) =>
        Task.FromResult<ReadOnlyMemory<byte>?>(RulePacks.TryGetValue(version, out var content) ? content.AsMemory() : (ReadOnlyMemory<byte>?)null);

    private StoredPage Store(ResourceToStore resource, long read)
    {
        var projected = resource.Projected;
        if (projected.Disposition == Disposition.Ignored)
            return new StoredPage(0, 0, 0, 0, 1);
        var key = projected.Source?.Key ?? "Unknown/" + projected.ContentHash;
        var known = _resources.TryGetValue(key, out var before);
        var same = known && before.Projected.ContentHash == projected.ContentHash;
        _resources[key] = (projected, resource.Json.ToArray(), Math.Max(read, before.Read));
        if (!same)
            Touch(projected.Patient);
        return projected.Disposition == Disposition.Unreadable ? new StoredPage(0, 0, 0, 1, 0)
            : same ? new StoredPage(0, 0, 1, 0, 0)
            : known ? new StoredPage(0, 1, 0, 0, 0) : new StoredPage(1, 0, 0, 0, 0);
    }

    private bool IsMerged(string patient) => Aliases.Resolve(patient) != patient;

    private void Touch(string? patient)
    {
        if (patient is not null)
            _changed[patient] = ++_position;
    }

    private IEnumerable<StaffInterval> Intervals(Interval span) =>
        _resources.Values.SelectMany(stored => stored.Projected.StaffIntervals).Where(each => each.When.Overlaps(span));
}
