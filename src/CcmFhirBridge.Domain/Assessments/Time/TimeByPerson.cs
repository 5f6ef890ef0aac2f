using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>Instants of each of the few people who saw or worked for a patient in a month.</summary>
internal sealed class TimeByPerson
{
    private readonly List<(PractitionerIdentity Who, IntervalSet When)> _people = new(4);

    /// <summary>The person's instants; none where there are none.</summary>
    public IntervalSet Of(PractitionerIdentity who)
    {
        var at = Find(who);
        return at < 0 ? IntervalSet.Empty : _people[at].When;
    }

    public void Add(PractitionerIdentity who, IntervalSet more)
    {
        var at = Find(who);
        if (at < 0)
            _people.Add((who, more));
        else
            _people[at] = (who, _people[at].When.Union(more));
    }

    private int Find(PractitionerIdentity who)
    {
        for (var i = 0; i < _people.Count; i++)
        {
            if (_people[i].Who.IsSamePerson(who))
                return i;
        }

        return -1;
    }
}
