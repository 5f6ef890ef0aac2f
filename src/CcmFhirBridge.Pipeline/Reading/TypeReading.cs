using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>What one reading of a type is to do.</summary>
/// <param name="ResourceType">FHIR type.</param>
/// <param name="Form">How.</param>
/// <param name="Full">Everything, whatever the form would leave out.</param>
/// <param name="Read">Number of the read.</param>
/// <param name="ServicesSince">First day of services that is kept; null for types without one.</param>
/// <param name="WindowSince">First day of the window of the form.</param>
/// <param name="StartedAt">When the sync began, by our clock.</param>
internal sealed record ReadingTask(string ResourceType, ReadForm Form, bool Full, long Read, DateOnly? ServicesSince, DateOnly WindowSince, DateTimeOffset StartedAt);

/// <summary>
/// Reads one type in one form. A form that the EHR ignores is not believed: the reading stops and says so, and what it stored by then is true all
/// the same, since what was ignored only left too much. What it comes to does not depend on the order in which its pages arrive.
/// </summary>
internal sealed class TypeReading(AliasedMapping mapping, ReadingTask task)
{
    // A server may index a change a little after it stamped it.
    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(2);

    // By how much the clock of an EHR that does not tell its time may be behind ours.
    private static readonly TimeSpan s_unknownClock = TimeSpan.FromHours(1);

    // Some servers search by whole seconds of what they show in full.
    private static readonly TimeSpan s_blur = TimeSpan.FromMinutes(1);

    // Days are told by the EHR's own zone, and a range begins a day early.
    private const int DaysOfSlack = 3;

    // More of them in one answer say nothing of each.
    private const int MostStrangers = 10;

    private const string StrangersMessage = "The EHR answered with a resource of another patient; it was kept out. Have the EHR's support look at this chart.";
    private const string OtherPatient = "gap.other-patient";
    private const string PatientWithheld = "gap.patient-withheld";
    private const string PatientUnanswered = "gap.patient-unanswered";
    private const string PatientIncomplete = "gap.patient-incomplete";

    private readonly TypeDoubts _doubts = new(task.ResourceType);
    private readonly SortedSet<string> _wholeAgain = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<RecordGap>> _gaps = new(StringComparer.Ordinal);
    private TypeSync _sync = new() { ResourceType = task.ResourceType, Kind = ReadKind.Full, Form = task.Form };
    private EhrException? _failure;
    private bool _anySeen;
    private bool _keepsPlace;

    /// <summary>Notes the merges that Patients show; null for other types.</summary>
    public MergedPatients? Merges { get; init; }

    /// <summary>Notes who is named.</summary>
    public DirectoryNames? Names { get; init; }

    /// <summary>What is to be read.</summary>
    public ReadingTask Task => task;

    /// <summary>What was read so far.</summary>
    public TypeSync Sync
    {
        get
        {
            var reason = _doubts.OfEverybody();
            return _sync with
            {
                Gaps = [.. _gaps.Values.SelectMany(gaps => gaps)],
                PossiblyIncomplete = _sync.PossiblyIncomplete || reason is not null,
                Reason = reason,
                Doubts = reason is null ? _doubts.All : [],
            };
        }
    }

    /// <summary>Who was in doubt before and is not any more: of them nothing was left out.</summary>
    public IReadOnlyList<string> Recovered => [.. _wholeAgain.Where(patient => !_doubts.Has(patient))];

    /// <summary>Whether the EHR has answered anything of it yet.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Why the form is not believed; null as long as it is.</summary>
    public string? Doubt { get; private set; }

    /// <summary>The refusal of the EHR to be asked so; null when it did not refuse.</summary>
    public EhrException? Refusal { get; private set; }

    /// <summary>Why nobody at all was answered for; null when somebody was.</summary>
    public EhrException? Failure => HasBegun ? null : _failure;

    /// <summary>Begins a search.</summary>
    /// <param name="patient">Whose records, as <c>Patient/id</c>; null for everybody's.</param>
    /// <param name="cursor">Where it starts when it may leave something out.</param>
    /// <param name="isDoubted">Something of the patient may be missing since an earlier read: nothing is left out, and what is not seen is gone.</param>
    public SearchWalk Begin(string? patient, SyncCursor cursor, bool isDoubted)
    {
        if (patient is not null)
            _doubts.Ask();
        if (isDoubted)
            _wholeAgain.Add(patient!);
        var narrows = !task.Full && !isDoubted && cursor.LastUpdated is not null && task.Form.Narrowing != ReadNarrowing.None;
        if (narrows)
            _sync = _sync with { Kind = ReadKind.Changes };
        return new SearchWalk(Query(patient, cursor, narrows), narrows, cursor.LastUpdated);
    }

    /// <summary>Takes a page. Returns what is to be stored; null once the form is not believed any more.</summary>
    public PageToStore? Take(SearchWalk walk, ResourcePage page)
    {
        HasBegun = true;
        _doubts.Answered();
        walk.Note(page.Date);
        CrashPoint.Reach(CrashPoint.PageFetched);
        if ((Doubt ??= Ignored(page, walk)) is not null)
            return null;
        var resources = page.Resources.Select(json => new ResourceToStore(json, mapping.Project(json))).ToList();
        var read = resources.Count;
        if (walk.Narrows && (Doubt ??= OutOfRange(walk.Query, resources)) is not null)
            return null;
        Merges?.Note(page, resources);
        var quarantined = walk.Patient is null ? 0 : Quarantine(walk.Patient, resources);
        foreach (var resource in resources)
            Names?.Note(resource);
        walk.Newest = Newest(walk.Newest, resources);
        walk.IsIncomplete |= page.PossiblyIncomplete || quarantined > 0;
        CrashPoint.Reach(CrashPoint.PageProjected);
        _anySeen |= read > 0;
        _sync = _sync with
        {
            Read = _sync.Read + read,
            Quarantined = _sync.Quarantined + quarantined,
            PossiblyIncomplete = _sync.PossiblyIncomplete || (page.PossiblyIncomplete && walk.Patient is null),
        };
        if (page.Gaps.Count > 0)
            GapsOf(walk.Patient).AddRange(page.Gaps);
        if (page.PossiblyIncomplete && walk.Patient is { } patient)
            DoubtPage(patient, page);
        // Pages come in no order of change: the place moves with the last of them, and not over a hole.
        var place = page.IsLast && !walk.IsIncomplete ? Reached(walk) : null;
        walk.HasAdvanced |= place is not null;
        return new PageToStore(task.Read, resources, place);
    }

    /// <summary>Notes what storing a page changed.</summary>
    public void Stored(StoredPage stored) => _sync = _sync with { Stored = _sync.Stored + stored };

    /// <summary>Ends a search of which no page follows. Returns the place to store; null when it stays or has moved.</summary>
    public PageToStore? End(SearchWalk walk)
    {
        HasBegun = true;
        return Doubt is null && !walk.IsIncomplete && !walk.HasAdvanced && Reached(walk) is { } place ? new PageToStore(task.Read, [], place) : null;
    }

    /// <summary>
    /// Whether a failure ends its search and no other: a patient who is withheld or cannot be answered for, or a form that is refused from the beginning.
    /// </summary>
    public bool Takes(EhrException failure, SearchWalk walk)
    {
        if (Doubt is not null)
            return true;
        if (failure.RefusesRequest && !HasBegun)
        {
            Refusal = failure;
            Doubt = "it refuses to be asked so";
            return true;
        }

        if (walk.Patient is not { } patient)
            return false;
        if (failure.WithholdsPatient)
        {
            HasBegun = true;
            Note(PatientWithheld, patient, "The EHR keeps this record back until somebody there opens it. Open it; until then the patient is held.");
            return true;
        }

        // An EHR that is down, overloaded or shut to us says nothing of a patient. One that has an error for this record and answers for others in between
        // is not down.
        var hasFailed = failure.Failure is EhrFailure.ServerError or EhrFailure.NoAnswer;
        if (!(hasFailed || failure.Failure is EhrFailure.Forbidden or EhrFailure.NotFound or EhrFailure.Protocol or EhrFailure.UnsafeLink)
            || !_doubts.MayBeItsOwn(HasBegun, hasFailed))
        {
            return false;
        }

        _failure ??= failure;
        Note(PatientUnanswered, patient, $"The EHR answers for others and not for this record: {failure.Message} Have its support look at this chart; until then the patient is held.");
        return true;
    }

    /// <summary>Ends the reading. Returns what tells later that the type was once there; null when nothing is to be kept.</summary>
    public PageToStore? End() => _anySeen && !_keepsPlace && !Sync.PossiblyIncomplete
        ? new PageToStore(task.Read, [], new SyncCursor(SyncCursor.KeyOf(task.ResourceType, "*"), DateTimeOffset.UnixEpoch))
        : null;

    private ResourceQuery Query(string? patient, SyncCursor cursor, bool narrows)
    {
        var days = narrows && task.Form.Narrowing == ReadNarrowing.DateWindow && task.ServicesSince is { } since
            ? task.WindowSince > since ? task.WindowSince : since
            : task.ServicesSince;
        return new ResourceQuery(task.ResourceType, narrows && task.Form.AsksForChanges ? Before(cursor.LastUpdated) : null, days)
        {
            Patient = patient,
            // Only the form that asks with a beginning alone does so: what refuses it is asked with both ends from there on.
            ClosesRanges = task.Form.Narrowing != ReadNarrowing.LastUpdated,
        };
    }

    // A server that knows no date stamps the first one that there is.
    private static DateTimeOffset? Before(DateTimeOffset? place) => place is { } known && known - DateTimeOffset.MinValue > s_overlap ? known - s_overlap : place;

    // What is read whole by patient each time needs no place. One patient's place is kept also where nothing was shown: it says that the patient was read.
    private SyncCursor? Reached(SearchWalk walk)
    {
        if (walk.Patient is not null && task.Form.Narrowing == ReadNarrowing.None)
            return null;
        var wasRead = walk.Patient is not null || (task.Form.Narrowing == ReadNarrowing.DateWindow && _anySeen);
        var at = walk.Newest ?? (wasRead ? DateTimeOffset.UnixEpoch : null);
        return at is null ? null : PlaceOf(walk, at.Value);
    }

    // What is passed may change while the walk goes on, under an earlier stamp than what is shown later; and one wrong stamp must not end the changes.
    private SyncCursor PlaceOf(SearchWalk walk, DateTimeOffset newest)
    {
        _keepsPlace |= walk.Patient is null;
        var latest = walk.BeganAt ?? task.StartedAt - s_unknownClock;
        var place = new SyncCursor(SyncCursor.KeyOf(task.ResourceType, walk.Patient), newest < latest ? newest : latest);
        if (walk.Known is not { } known || known - (walk.BeganAt ?? task.StartedAt) <= s_overlap)
            return place;
        // Since when the place lay in the future nobody knows. What was not asked for by its changes was shown all the same.
        return place with { LastUpdated = walk.Query.UpdatedSince is null ? place.LastUpdated : DateTimeOffset.UnixEpoch, GoesBack = true };
    }

    private string? Ignored(ResourcePage page, SearchWalk walk)
    {
        if (walk.Patient is not null && page.IgnoresPatient)
            return "its answer shows that it ignored the patient who was asked for";
        if (walk.Query.UpdatedSince is not null && page.IgnoresChanges)
            return "its answer shows that it ignored _lastUpdated";
        return walk.Narrows && task.Form.Narrowing == ReadNarrowing.DateWindow && page.IgnoresDays ? "its answer shows that it ignored the days that were asked for" : null;
    }

    private string? OutOfRange(ResourceQuery query, List<ResourceToStore> resources)
    {
        foreach (var resource in resources)
        {
            var projected = resource.Projected;
            if (projected.ResourceType != task.ResourceType)
                continue;
            if (query.UpdatedSince is { } since && since - projected.LastUpdated > s_blur)
                return "it answered with what it had last changed before the time that was asked for";
            if (task.Form.Narrowing == ReadNarrowing.DateWindow && query.ServicesSince is { } day && !projected.StaffIntervals.IsEmpty
                && projected.StaffIntervals.All(interval => DateOnly.FromDateTime(interval.When.End.UtcDateTime) < day.AddDays(-DaysOfSlack)))
            {
                return "it answered with services of days before those that were asked for";
            }
        }

        return null;
    }

    // What belongs to somebody else may be in the wrong chart or name the wrong patient: it is kept out, and the month of both waits.
    private int Quarantine(string patient, List<ResourceToStore> resources)
    {
        if (task.ResourceType == "Patient")
            return 0;
        var strangers = resources.Where(resource => resource.Projected is { Disposition: Disposition.Patient, Patient: { } owner } && owner != mapping.Aliases.Resolve(patient)).ToList();
        foreach (var stranger in strangers)
        {
            resources.Remove(stranger);
            Note(OtherPatient, patient, StrangersMessage, stranger.Projected.Source);
        }

        foreach (var owner in strangers.Select(stranger => stranger.Projected.Patient!).Distinct(StringComparer.Ordinal).Take(MostStrangers))
            _doubts.Add(patient, owner, OtherPatient, StrangersMessage);
        return strangers.Count;
    }

    // The page's own gaps are told as they are; which of them made it doubtful the page does not say.
    private void DoubtPage(string patient, ResourcePage page)
    {
        foreach (var (code, message) in page.Gaps.Select(gap => (gap.Code, gap.Message)).DefaultIfEmpty((PatientIncomplete, "The EHR may not have shown everything of this record.")))
            _doubts.Add(patient, patient, code, message);
    }

    private void Note(string code, string patient, string message, SourceReference? source = null)
    {
        _doubts.Add(patient, patient, code, message);
        GapsOf(patient).Add(new RecordGap(code, source ?? new SourceReference("Patient", patient[(patient.IndexOf('/', StringComparison.Ordinal) + 1)..]), "$", message));
    }

    // Told in the order of the patients, whoever was answered first.
    private List<RecordGap> GapsOf(string? patient)
    {
        if (!_gaps.TryGetValue(patient ?? "", out var gaps))
            _gaps[patient ?? ""] = gaps = [];
        return gaps;
    }

    private DateTimeOffset? Newest(DateTimeOffset? newest, List<ResourceToStore> resources)
    {
        foreach (var resource in resources)
        {
            if (resource.Projected.ResourceType == task.ResourceType && resource.Projected.LastUpdated is { } updated && (newest is null || updated > newest))
                newest = updated;
        }

        return newest;
    }
}
