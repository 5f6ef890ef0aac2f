using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Ehr.Mapping.Projections;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Ehr.Mapping.Records;

/// <summary>Builds a patient's record from compact facts, with everybody's role resolved. Immutable, so safe for several at once.</summary>
internal sealed class RecordBuilder(PeopleDirectory directory, ProjectionSettings settings) : IRecordBuilder
{
    public IReadOnlyCollection<string> AliasesOf(string personReference) => directory.AliasesOf(personReference);

    public PatientRecord Build(string patient, IEnumerable<ReadOnlyMemory<byte>> facts, IReadOnlyList<StaffInterval> elsewhere)
    {
        var draft = new RecordDraft(directory, settings.Zone);
        foreach (var item in facts)
            draft.Add(item.Span);
        return draft.Build(patient, new StaffTimes(directory, elsewhere));
    }

    public IReadOnlyList<StaffInterval>? StaffTimes(string patient, IEnumerable<ReadOnlyMemory<byte>> facts) =>
        settings.Answers is null ? null : [.. StaffTimes(patient, Build(patient, facts, []).TimeEntries)];

    /// <summary>What people logged in entries, as far as it can be billed: each by the same text for all references of one person.</summary>
    public IEnumerable<StaffInterval> StaffTimes(string patient, IEnumerable<TimeEntry> entries)
    {
        foreach (var entry in entries.Where(entry => StaffRules.CanBeBilled(entry.Activity, settings)))
        {
            foreach (var performer in entry.Performers)
            {
                var when = performer.OwnSpan is null ? entry.Span.Interval : performer.OwnSpan.Interval;
                if (when is { IsEmpty: false } worked && worked.Duration <= settings.LongestEntry)
                    yield return new StaffInterval(directory.PersonOf(performer.Who.Reference), worked, patient, entry.Source.Key);
            }
        }
    }
}
