using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>Instants of each of the few people who saw or worked for a patient in a month.</summary>
internal sealed class TimeByPerson
{
    private const int Few = 4;

    // As they came: a person's are joined only when somebody asks for them, and mostly nobody does.
    private PersonTime[] _times = [];
    private int _count;
    private long _end = long.MinValue;

    /// <summary>The person's instants; none where there are none.</summary>
    public IntervalSet Of(PractitionerIdentity who)
    {
        var joined = IntervalSet.Empty;
        var others = 0;
        for (var i = 0; i < _count; i++)
        {
            if (_times[i].Who.IsSamePerson(who))
                joined = joined.Union(_times[i].Time);
            else
                _times[others++] = _times[i];
        }

        // From now on they are one: who overlaps often is asked for often.
        if (others < _count)
            _times[others++] = new PersonTime(who, joined);
        _count = others;
        return joined;
    }

    /// <summary>Whether the person has an instant of <paramref name="when"/>.</summary>
    public bool Overlaps(PractitionerIdentity who, IntervalSet when)
    {
        // Who works for a patient mostly begins after everybody before has ended.
        if (when.IsEmpty || when.StartTicks >= _end)
            return false;
        for (var i = 0; i < _count; i++)
        {
            if (_times[i].Time.Overlaps(when) && _times[i].Who.IsSamePerson(who))
                return true;
        }

        return false;
    }

    /// <summary>Whether the person has an instant of <paramref name="when"/>.</summary>
    public bool Overlaps(PractitionerIdentity who, Interval when)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_times[i].Time.Overlaps(when) && _times[i].Who.IsSamePerson(who))
                return true;
        }

        return false;
    }

    public void Add(PractitionerIdentity who, IntervalSet more)
    {
        if (more.IsEmpty)
            return;
        if (_count == _times.Length)
            Array.Resize(ref _times, Math.Max(Few, 2 * _count));
        _times[_count++] = new PersonTime(who, more);
        _end = Math.Max(_end, more.EndTicks);
    }

    private readonly record struct PersonTime(PractitionerIdentity Who, IntervalSet Time);
}
