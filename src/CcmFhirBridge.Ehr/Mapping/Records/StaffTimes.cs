using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Ehr.Mapping.Records;

/// <summary>What the practice's people logged for other patients, by person.</summary>
internal sealed class StaffTimes
{
    private readonly PeopleDirectory _directory;
    private readonly ILookup<string, StaffInterval> _byPerson;

    public StaffTimes(PeopleDirectory directory, IReadOnlyList<StaffInterval> intervals)
    {
        _directory = directory;
        _byPerson = intervals.ToLookup(interval => directory.PersonOf(interval.Person), StringComparer.Ordinal);
    }

    /// <summary>What the entry's performers logged for others while it ran.</summary>
    public ImmutableArray<ElsewhereTime> During(TimeEntry entry, string patient)
    {
        if (_byPerson.Count == 0)
            return [];
        var found = new HashSet<ElsewhereTime>();
        foreach (var performer in entry.Performers)
        {
            if ((performer.OwnSpan ?? entry.Span).Interval is not { } worked)
                continue;
            foreach (var other in _byPerson[_directory.PersonOf(performer.Who.Reference)])
            {
                if (other.Patient != patient && other.When.Overlaps(worked))
                    found.Add(new ElsewhereTime(performer.Who.Person, other.When, other.Patient));
            }
        }

        return [.. found.OrderBy(other => other.Patient, StringComparer.Ordinal).ThenBy(other => other.When.Start)
            .ThenBy(other => other.When.End).ThenBy(other => other.Person, StringComparer.Ordinal)];
    }
}
