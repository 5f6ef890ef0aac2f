using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>Instants of each of the few people who saw or worked for a patient in a month.</summary>
internal sealed class TimeByPerson
{
    // Mostly one or two people; the others have a list.
    private PractitionerIdentity? _first;
    private PractitionerIdentity? _second;
    private IntervalSet _timeOfFirst = IntervalSet.Empty;
    private IntervalSet _timeOfSecond = IntervalSet.Empty;
    private List<(PractitionerIdentity Who, IntervalSet When)>? _others;

    /// <summary>The person's instants; none where there are none.</summary>
    public IntervalSet Of(PractitionerIdentity who)
    {
        if (_first?.IsSamePerson(who) == true)
            return _timeOfFirst;
        if (_second?.IsSamePerson(who) == true)
            return _timeOfSecond;
        var at = Find(who);
        return at < 0 ? IntervalSet.Empty : _others![at].When;
    }

    public void Add(PractitionerIdentity who, IntervalSet more)
    {
        if (_first is null || _first.IsSamePerson(who))
        {
            _first ??= who;
            _timeOfFirst = _timeOfFirst.Union(more);
        }
        else if (_second is null || _second.IsSamePerson(who))
        {
            _second ??= who;
            _timeOfSecond = _timeOfSecond.Union(more);
        }
        else
        {
            AddOther(who, more);
        }
    }

    private void AddOther(PractitionerIdentity who, IntervalSet more)
    {
        var at = Find(who);
        if (at < 0)
            (_others ??= []).Add((who, more));
        else
            _others![at] = (who, _others[at].When.Union(more));
    }

    private int Find(PractitionerIdentity who)
    {
        for (var i = 0; i < (_others?.Count ?? 0); i++)
        {
            if (_others![i].Who.IsSamePerson(who))
                return i;
        }

        return -1;
    }
}
