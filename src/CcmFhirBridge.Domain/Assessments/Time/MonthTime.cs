using CcmFhirBridge.Domain.Assessments.Pathways;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>The month's entries with every instant counted or excluded, before any code is chosen.</summary>
internal abstract class MonthTime
{
    public static MonthTime Nothing { get; } = new CountedTime([], new TimeByPerson());

    /// <summary>By start and then by source.</summary>
    public abstract EntryTally[] Entries { get; }

    /// <summary>Instants of each person that were counted before looking at who else worked at that moment.</summary>
    public abstract TimeByPerson ByPerson { get; }

    public long StaffTicks { get; init; }

    public long PractitionerTicks { get; init; }

    /// <summary>Instants that could not be counted or excluded for certain and that nobody else's counted time covers.</summary>
    public long DoubtfulTicks { get; init; }

    /// <summary>Of these, what may be the billing practitioner's own.</summary>
    public long DoubtfulPractitionerTicks { get; init; }

    /// <summary>Staff time that the split over patients cost.</summary>
    public long SplitStaffTicks { get; init; }

    /// <summary>The billing practitioner's time that the split over patients cost.</summary>
    public long SplitPractitionerTicks { get; init; }

    /// <summary>Staff time of a second person at the same moment that was not counted.</summary>
    public long ParallelStaffTicks { get; init; }

    /// <summary>The billing practitioner's time at a moment of somebody else's that was not counted.</summary>
    public long ParallelPractitionerTicks { get; init; }

    public bool HasUncountedSpans { get; init; }

    /// <summary>An instant of an entry was not counted.</summary>
    public bool HasExcluded { get; init; }

    /// <summary>An instant of an entry was not counted, or an entry has no usable span.</summary>
    public bool HasUncounted => HasExcluded || HasUncountedSpans;

    /// <summary>Whether an instant of an entry was not counted for that reason.</summary>
    public bool HasExcludedFor(string reason)
    {
        if (!HasExcluded)
            return false;
        foreach (var entry in Entries)
        {
            if (entry.ExcludedTicks.Of(reason) > 0)
                return true;
        }

        return false;
    }

    /// <summary>The entries of which one was.</summary>
    public IEnumerable<EntryTally> ExcludedFor(string reason) => Entries.Where(entry => entry.ExcludedTicks.Of(reason) > 0);

    /// <summary>The instant at which <paramref name="seconds"/> of counted time have passed, in UTC ticks; null when they never do.</summary>
    public abstract long? ReachedAt(int seconds, bool staff, bool practitioner);

    public TimeLedger ToLedger(PathwayChoice choice)
    {
        var staff = WholeSeconds.Of(StaffTicks);
        var practitioner = WholeSeconds.Of(PractitionerTicks);
        var reasons = default(TicksByReason);
        long all = 0;
        foreach (var entry in Entries)
        {
            all += entry.Footprint.Ticks;
            foreach (var (reason, ticks) in entry.ExcludedTicks.Reasons)
                reasons.Add(reason, ticks);
        }

        var excluded = WholeSeconds.Of(all) - staff - practitioner;
        return new TimeLedger
        {
            ClinicalStaff = staff,
            Practitioner = practitioner,
            Pooled = choice.Pools ? practitioner : 0,
            Excluded = excluded,
            Surplus = Math.Max(0, staff + practitioner - choice.UsedSeconds),
            ExcludedBy = SecondsByReason.Of(reasons.Reasons, excluded),
            Lines = [.. Entries.Select(static entry => entry.ToLine())],
        };
    }
}
