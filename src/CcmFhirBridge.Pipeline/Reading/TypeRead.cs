using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>What the types of a stage are read by.</summary>
/// <param name="StartedAt">When the sync began, by our clock.</param>
/// <param name="ServicesSince">First day of services that is kept.</param>
/// <param name="WindowSince">First day of the window of a form that has one.</param>
/// <param name="Mapping">How what is read is projected.</param>
/// <param name="Patients">Who is asked for where each patient is asked for alone, each as <c>Patient/id</c>, once.</param>
/// <param name="Doubted">Of whom something of a type may be missing since an earlier read.</param>
/// <param name="Names">Notes whom of the directory the resources name.</param>
internal sealed record ReadScope(
    DateTimeOffset StartedAt, DateOnly ServicesSince, DateOnly WindowSince, AliasedMapping Mapping, IReadOnlyList<string> Patients,
    IReadOnlySet<(string Type, string Patient)> Doubted, DirectoryNames Names);

/// <summary>What came of a type.</summary>
/// <param name="Type">What was read.</param>
/// <param name="Read">Number of the read; 0 when nothing was read.</param>
internal sealed record TypeOutcome(TypeSync Type, long Read)
{
    /// <summary>Who was in doubt before and was read whole now.</summary>
    public IReadOnlyList<string> Recovered { get; init; } = [];
}

/// <summary>A type on its way through a sync: its forms are tried in turn until one is believed.</summary>
internal sealed class TypeRead
{
    // A window of days sees no change of an older service, and no deletion: once a day it is opened wide.
    private static readonly TimeSpan s_windowHolds = TimeSpan.FromHours(24);

    private readonly IResourceStore _store;
    private readonly string _type;
    private readonly ReadPlan _plan;
    private readonly ReadScope _scope;
    private readonly bool _full;
    private readonly Queue<ReadForm> _forms;
    private readonly List<string> _warnings;
    private readonly int _known;
    private AvoidedForms _avoided;
    private EhrException? _refusal;
    private TypeReading? _reading;
    private IEnumerator<string?> _left = Enumerable.Empty<string?>().GetEnumerator();
    private bool _hasNext;

    private TypeRead(IResourceStore store, string type, ReadPlan plan, AvoidedForms avoided, ReadScope scope, bool full)
    {
        (_store, _type, _plan, _avoided, _scope, _full) = (store, type, plan, avoided, scope, full);
        _forms = new Queue<ReadForm>(avoided.LeftOf(full ? plan.Forms.Select(form => form.Whole).Distinct() : plan.Forms));
        _warnings = [.. avoided.Reasons.Select(avoidance => $"not read by {avoidance.Key}: {avoidance.Value}")];
        _known = _warnings.Count;
    }

    /// <summary>Searches of it that have begun and are not over.</summary>
    public int Open { get; private set; }

    /// <summary>How the type is read now.</summary>
    public TypeReading Reading => _reading ?? throw new InvalidOperationException("No search has begun.");

    /// <summary>Merges that Patients showed; null for other types.</summary>
    public MergedPatients? Merges { get; private set; }

    /// <summary>What came of it; null before its end.</summary>
    public TypeOutcome? Outcome { get; private set; }

    /// <summary>A type that is still to be read.</summary>
    /// <param name="store">Where it goes.</param>
    /// <param name="type">FHIR type.</param>
    /// <param name="plan">How it can be read.</param>
    /// <param name="scope">What it is read by.</param>
    /// <param name="full">Everything, whatever the forms would leave out.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<TypeRead> OpenAsync(IResourceStore store, string type, ReadPlan plan, ReadScope scope, bool full, CancellationToken cancellation)
    {
        var avoided = await store.AvoidedFormsAsync(type, cancellation) is { } kept && kept.Basis == plan.Basis ? kept : AvoidedForms.None(plan.Basis);
        return new TypeRead(store, type, plan, avoided, scope, full);
    }

    /// <summary>A type that the EHR does not have.</summary>
    public static TypeRead NotOffered(IResourceStore store, ReadPlan plan, ReadScope scope, TypeSync type) =>
        new(store, type.ResourceType, plan, AvoidedForms.None(plan.Basis), scope, full: false) { Outcome = new TypeOutcome(type, 0) };

    /// <summary>When a type, or what else is read now and then, was last read whole is too long ago, or lies in the future of a clock that was set back.</summary>
    public static async Task<bool> IsDueAsync(IResourceStore store, string what, DateTimeOffset now, CancellationToken cancellation) =>
        await store.LastWholeReadAsync(what, cancellation) is not { } last || now - last >= s_windowHolds || last > now;

    /// <summary>
    /// The next search to begin; null when none can begin now. Until the EHR has answered one of a form no other begins: a refusal counts as one of the
    /// form only as long as nothing else was answered.
    /// </summary>
    /// <exception cref="EhrException">The EHR refuses the type in every form.</exception>
    public async Task<SearchWalk?> NextAsync(CancellationToken cancellation)
    {
        while (Outcome is null)
        {
            if (_reading is null && !await BeginAsync(cancellation))
                return null;
            if (_hasNext && Reading.Doubt is null && (Open == 0 || Reading.HasBegun))
                return await SearchAsync(cancellation);
            if (Open > 0)
                return null;
            await SettleAsync(cancellation);
        }

        return null;
    }

    /// <summary>Notes that a search is over, and all of it stored.</summary>
    public void Close() => Open--;

    private async Task<bool> BeginAsync(CancellationToken cancellation)
    {
        if (!_forms.TryDequeue(out var form))
        {
            await GiveUpAsync(cancellation);
            return false;
        }

        var read = await _store.BeginReadAsync(_type, cancellation);
        CrashPoint.Reach(CrashPoint.ReadNumbered);
        var isWide = form.Narrowing == ReadNarrowing.DateWindow && await IsDueAsync(_store, _type, _scope.StartedAt, cancellation);
        var task = new ReadingTask(
            _type, form, _full || isWide, read, SyncedTypes.ByDayOfService.Contains(_type) ? _scope.ServicesSince : null, _scope.WindowSince, _scope.StartedAt);
        Merges = _type == "Patient" ? new MergedPatients(_scope.Mapping.Aliases) : null;
        _reading = new TypeReading(_scope.Mapping, task) { Merges = Merges, Names = _scope.Names };
        _left = (form.ByPatient ? _scope.Patients : (IEnumerable<string?>)[null]).GetEnumerator();
        _hasNext = _left.MoveNext();
        return true;
    }

    private async Task<SearchWalk> SearchAsync(CancellationToken cancellation)
    {
        var patient = _left.Current;
        _hasNext = _left.MoveNext();
        Open++;
        var key = SyncCursor.KeyOf(_type, patient);
        // Who is read whole each time has no place.
        var cursor = patient is not null && Reading.Task.Form.Narrowing == ReadNarrowing.None ? new SyncCursor(key, null) : await _store.CursorAsync(key, cancellation);
        CrashPoint.Reach(CrashPoint.CursorRead);
        return Reading.Begin(patient, cursor, patient is not null && _scope.Doubted.Contains((_type, patient)));
    }

    private async Task SettleAsync(CancellationToken cancellation)
    {
        var (reading, form) = (Reading, Reading.Task.Form);
        if (reading.Doubt is { } doubt)
        {
            _refusal = reading.Refusal ?? _refusal;
            _warnings.Add($"not read by {form.Word}: {doubt}");
            _avoided = _avoided.With(form, doubt);
            await _store.KeepAvoidedFormsAsync(_type, _avoided, cancellation);
            _reading = null;
            return;
        }

        if (reading.Failure is { } failure)
            throw failure;
        if (reading.End() is { } place)
            await _store.StorePagesAsync([place], cancellation);
        Outcome = new TypeOutcome(Told(reading.Sync with { Because = form == _plan.Forms[0] ? _plan.Because : null, Withheld = _plan.Withheld }), reading.Task.Read) { Recovered = reading.Recovered };
    }

    // Nothing is left that could be believed: the next read begins with what was avoided.
    private async Task GiveUpAsync(CancellationToken cancellation)
    {
        await _store.KeepAvoidedFormsAsync(_type, AvoidedForms.None(_plan.Basis), cancellation);
        if (_refusal is not null)
            throw _refusal;
        Outcome = new TypeOutcome(
            Told(new TypeSync { ResourceType = _type, Kind = ReadKind.Full, PossiblyIncomplete = true, Reason = "the EHR ignores what it is asked in every form" }), 0);
    }

    private TypeSync Told(TypeSync type) => type with { Warnings = [.. _warnings], Fallen = [.. _warnings.Skip(_known)] };
}
