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
internal sealed record ReadingTask(string ResourceType, ReadForm Form, bool Full, long Read, DateOnly? ServicesSince, DateOnly WindowSince);

/// <summary>
/// Reads one type in one form. A form that the EHR ignores is not believed: the reading stops and says so, and what it stored by then is true all
/// the same, since what was ignored only left too much.
/// </summary>
internal sealed class TypeReading(IEhrReader reader, IResourceStore store, AliasedMapping mapping, ReadingTask task)
{
    // A server may index a change a little after it stamped it.
    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(2);

    // Some servers search by whole seconds of what they show in full.
    private static readonly TimeSpan s_blur = TimeSpan.FromMinutes(1);

    // Days are told by the EHR's own zone, and a range begins a day early.
    private const int DaysOfSlack = 3;

    private const string OtherPatient = "gap.other-patient";
    private const string PatientWithheld = "gap.patient-withheld";

    private TypeSync _sync = new() { ResourceType = task.ResourceType, Kind = ReadKind.Full, Form = task.Form };
    private bool _anySeen;

    /// <summary>Called once changes were stored.</summary>
    public Func<CancellationToken, Task>? ChangesStored { get; init; }

    /// <summary>Notes the merges that Patients show; null for other types.</summary>
    public MergedPatients? Merges { get; init; }

    /// <summary>Notes who is named.</summary>
    public DirectoryNames? Names { get; init; }

    /// <summary>What was read so far.</summary>
    public TypeSync Sync => _sync;

    /// <summary>Whether the EHR has answered anything of it yet.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Reads the whole type.</summary>
    /// <returns>Why the form is not believed, or null.</returns>
    public Task<string?> RunAsync(CancellationToken cancellation) => WalkAsync(null, cancellation);

    /// <summary>Reads patient by patient; one who is withheld does not keep the others from being read.</summary>
    /// <returns>Why the form is not believed, or null.</returns>
    public async Task<string?> RunAsync(IEnumerable<string> patients, CancellationToken cancellation)
    {
        foreach (var patient in patients)
        {
            try
            {
                if (await WalkAsync(patient, cancellation) is { } doubt)
                    return doubt;
            }
            catch (EhrException withheld) when (withheld.WithholdsPatient)
            {
                HasBegun = true;
                Incomplete(PatientWithheld, patient, "The EHR keeps this record back until somebody there opens it. Open it, or leave the patient out of ehr.population.");
            }
        }

        // What tells later that the type was once there.
        if (_anySeen && !_sync.PossiblyIncomplete)
            await store.StorePageAsync(task.Read, [], new SyncCursor(SyncCursor.KeyOf(task.ResourceType, "*"), DateTimeOffset.UnixEpoch), cancellation);
        return null;
    }

    private async Task<string?> WalkAsync(string? patient, CancellationToken cancellation)
    {
        var cursor = await store.CursorAsync(SyncCursor.KeyOf(task.ResourceType, patient), cancellation);
        CrashPoint.Reach(CrashPoint.CursorRead);
        var narrows = !task.Full && cursor.LastUpdated is not null && task.Form.Narrowing != ReadNarrowing.None;
        var query = Query(patient, cursor, narrows);
        if (narrows)
            _sync = _sync with { Kind = ReadKind.Changes };
        var newest = cursor.LastUpdated;
        var (incomplete, advanced) = (false, false);
        await foreach (var page in reader.ReadAsync(query, cancellation))
        {
            HasBegun = true;
            CrashPoint.Reach(CrashPoint.PageFetched);
            if (Ignored(page, query, narrows) is { } ignored)
                return ignored;
            var resources = page.Resources.Select(json => new ResourceToStore(json, mapping.Project(json))).ToList();
            var read = resources.Count;
            if (narrows && OutOfRange(query, resources) is { } outside)
                return outside;
            Merges?.Note(page, resources);
            var quarantined = patient is null ? 0 : Quarantine(patient, resources);
            foreach (var resource in resources)
                Names?.Note(resource.Projected.ResourceType, resource.Json.Span);
            newest = Newest(newest, resources);
            incomplete |= page.PossiblyIncomplete || quarantined > 0;
            CrashPoint.Reach(CrashPoint.PageProjected);
            // Pages come in no order of change: the place moves with the last of them, and not over a hole.
            _anySeen |= read > 0;
            var reached = page.IsLast && !incomplete ? Reached(patient, newest) : null;
            var stored = await StoreAsync(resources, reached, cancellation);
            advanced |= reached is not null;
            CrashPoint.Reach(CrashPoint.PageStored);
            Add(page, read, quarantined, stored);
            if (narrows && ChangesStored is not null && stored.Added + stored.Changed > 0)
                await ChangesStored(cancellation);
        }

        if (!incomplete && !advanced && Reached(patient, newest) is { } place)
            await StoreAsync([], place, cancellation);
        return null;
    }

    private async Task<StoredPage> StoreAsync(List<ResourceToStore> resources, SyncCursor? place, CancellationToken cancellation)
    {
        if (place is null)
            return await store.StorePageAsync(task.Read, resources, null, cancellation);
        CrashPoint.Reach(CrashPoint.CursorAdvancing);
        var stored = await store.StorePageAsync(task.Read, resources, place, cancellation);
        CrashPoint.Reach(CrashPoint.CursorAdvanced);
        return stored;
    }

    private ResourceQuery Query(string? patient, SyncCursor cursor, bool narrows)
    {
        var days = narrows && task.Form.Narrowing == ReadNarrowing.DateWindow && task.ServicesSince is { } since
            ? task.WindowSince > since ? task.WindowSince : since
            : task.ServicesSince;
        return new ResourceQuery(task.ResourceType, narrows && task.Form.AsksForChanges ? cursor.LastUpdated - s_overlap : null, days)
        {
            Patient = patient,
            // Only the form that asks with a beginning alone does so: what refuses it is asked with both ends from there on.
            ClosesRanges = task.Form.Narrowing != ReadNarrowing.LastUpdated,
        };
    }

    // What is read whole by patient each time needs no place. One patient's place is kept also where nothing was shown: it says that the patient was read.
    private SyncCursor? Reached(string? patient, DateTimeOffset? newest)
    {
        if (patient is not null && task.Form.Narrowing == ReadNarrowing.None)
            return null;
        var wasRead = patient is not null || (task.Form.Narrowing == ReadNarrowing.DateWindow && _anySeen);
        var at = newest ?? (wasRead ? DateTimeOffset.UnixEpoch : null);
        return at is null ? null : new SyncCursor(SyncCursor.KeyOf(task.ResourceType, patient), at);
    }

    private string? Ignored(ResourcePage page, ResourceQuery query, bool narrows)
    {
        if (query.Patient is not null && page.IgnoresPatient)
            return "its answer shows that it ignored the patient who was asked for";
        if (query.UpdatedSince is not null && page.IgnoresChanges)
            return "its answer shows that it ignored _lastUpdated";
        return narrows && task.Form.Narrowing == ReadNarrowing.DateWindow && page.IgnoresDays ? "its answer shows that it ignored the days that were asked for" : null;
    }

    private string? OutOfRange(ResourceQuery query, List<ResourceToStore> resources)
    {
        foreach (var resource in resources)
        {
            var projected = resource.Projected;
            if (projected.ResourceType != task.ResourceType)
                continue;
            if (query.UpdatedSince is { } since && projected.LastUpdated < since - s_blur)
                return "it answered with what it had last changed before the time that was asked for";
            if (task.Form.Narrowing == ReadNarrowing.DateWindow && query.ServicesSince is { } day && !projected.StaffIntervals.IsEmpty
                && projected.StaffIntervals.All(interval => DateOnly.FromDateTime(interval.When.End.UtcDateTime) < day.AddDays(-DaysOfSlack)))
            {
                return "it answered with services of days before those that were asked for";
            }
        }

        return null;
    }

    // What belongs to somebody else may be in the wrong chart or name the wrong patient: it is kept out, and the month waits.
    private int Quarantine(string patient, List<ResourceToStore> resources)
    {
        if (task.ResourceType == "Patient")
            return 0;
        var strangers = resources.Where(resource => resource.Projected is { Disposition: Disposition.Patient, Patient: { } owner } && owner != mapping.Aliases.Resolve(patient)).ToList();
        foreach (var stranger in strangers)
        {
            resources.Remove(stranger);
            Incomplete(OtherPatient, patient, "The EHR answered with a resource of another patient; it was kept out. Have the EHR's support look at this chart.", stranger.Projected.Source);
        }

        return strangers.Count;
    }

    private void Incomplete(string code, string patient, string message, SourceReference? source = null) => _sync = _sync with
    {
        PossiblyIncomplete = true,
        Gaps = [.. _sync.Gaps, new RecordGap(code, source ?? new SourceReference("Patient", patient[(patient.IndexOf('/', StringComparison.Ordinal) + 1)..]), "$", message)],
    };

    private void Add(ResourcePage page, int read, int quarantined, StoredPage stored)
    {
        _sync = _sync with
        {
            Read = _sync.Read + read,
            Quarantined = _sync.Quarantined + quarantined,
            Stored = _sync.Stored + stored,
            PossiblyIncomplete = _sync.PossiblyIncomplete || page.PossiblyIncomplete,
            Gaps = [.. _sync.Gaps, .. page.Gaps],
        };
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
