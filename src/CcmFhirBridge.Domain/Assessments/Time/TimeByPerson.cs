using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>Instants of each of the few people who saw or worked for a patient in a month.</summary>
internal sealed class TimeByPerson
{
    // Mostly one or two people; the others have a list.
    private PersonTime _first;
    private PersonTime _second;
    private List<PersonTime>? _others;

    /// <summary>The person's instants; none where there are none.</summary>
    public IntervalSet Of(PractitionerIdentity who)
    {
        if (_first.IsOf(who))
            return _first.Time;
        if (_second.IsOf(who))
            return _second.Time;
        var at = Find(who);
        return at < 0 ? IntervalSet.Empty : _others![at].Time;
    }

    /// <summary>Whether the person has an instant of <paramref name="when"/>.</summary>
    public bool Overlaps(PractitionerIdentity who, IntervalSet when)
    {
        if (_first.IsOf(who))
            return _first.Overlaps(when);
        if (_second.IsOf(who))
            return _second.Overlaps(when);
        var at = Find(who);
        return at >= 0 && _others![at].Overlaps(when);
    }

    public void Add(PractitionerIdentity who, IntervalSet more)
    {
        if (_first.IsFree || _first.IsOf(who))
            _first = _first.With(who, more);
        else if (_second.IsFree || _second.IsOf(who))
            _second = _second.With(who, more);
        else
            AddOther(who, more);
    }

    private void AddOther(PractitionerIdentity who, IntervalSet more)
    {
        var at = Find(who);
        if (at < 0)
            (_others ??= []).Add(default(PersonTime).With(who, more));
        else
            _others![at] = _others[at].With(who, more);
    }

    private int Find(PractitionerIdentity who)
    {
        for (var i = 0; i < (_others?.Count ?? 0); i++)
        {
            if (_others![i].IsOf(who))
                return i;
        }

        return -1;
    }

    // What was added last is joined to the rest only when more comes or somebody asks: mostly nobody does.
    private readonly struct PersonTime(PractitionerIdentity who, IntervalSet joined, IntervalSet last)
    {
        private readonly PractitionerIdentity? _who = who;

        public bool IsFree => _who is null;

        public IntervalSet Time => joined.Union(last);

        public bool IsOf(PractitionerIdentity person) => _who?.IsSamePerson(person) == true;

        public bool Overlaps(IntervalSet when) => joined.Overlaps(when) || last.Overlaps(when);

        public PersonTime With(PractitionerIdentity person, IntervalSet more) => IsFree ? new(person, IntervalSet.Empty, more) : new(_who!, Time, more);
    }
}
