using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>
/// The time of an ordinary month: every entry is one known person's work of a kind that counts, lies in the month, and nothing takes a second of it away. Its
/// sums are those of its entries; what each of them comes to is counted only for whoever asks.
/// </summary>
internal sealed class PlainTime : MonthTime
{
    private const int MostEntries = 64;

    private readonly CaseFacts _facts;
    private readonly ArraySegment<WorkedSpan> _worked;
    private MonthTime? _counted;

    private PlainTime(CaseFacts facts, ArraySegment<WorkedSpan> worked) => (_facts, _worked) = (facts, worked);

    /// <inheritdoc/>
    public override EntryTally[] Entries => Counted.Entries;

    /// <inheritdoc/>
    public override TimeByPerson ByPerson => Counted.ByPerson;

    private MonthTime Counted => _counted ??= new TimeLedgerBuilder(_facts.Tenant.Policy, _facts.Practitioner.Billing, MonthWindows.Of(_facts)).Build(_facts.Record.TimeEntries);

    /// <summary>The time of the month; null where it is not an ordinary one.</summary>
    public static MonthTime? Of(CaseFacts facts, in TimeWindows windows)
    {
        if (!windows.VisitDays.IsEmpty)
            return null;
        var entries = facts.Record.TimeEntries;
        WorkedSpan[]? worked = null;
        var count = 0;
        long staff = 0, practitioner = 0;
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            if (entry.Performers.Length != 1)
                return null;
            var span = PerformerSpan.Of(entry, 0);
            if (span.Span.Interval is not { IsEmpty: false } interval)
                return null;
            if (!interval.Overlaps(windows.Month.Interval))
                continue;
            // Entries mostly come by start, so that those of the month are the last.
            worked ??= new WorkedSpan[Math.Min(entries.Length - i, MostEntries)];
            if (count == worked.Length || !windows.Month.Interval.Covers(interval) || !CountsWhole(entry, interval, span.Who!, facts.Tenant.Policy) || TakesFrom(windows, interval, span.Who!))
                return null;
            var isPractitioner = facts.Practitioner.Billing is { } billing && span.Who!.Role == PerformerRole.Practitioner && span.Who.IsSamePerson(billing);
            if (isPractitioner)
                practitioner += interval.Ticks;
            else
                staff += interval.Ticks;
            if (!Insert(worked, count++, new WorkedSpan(interval, isPractitioner)))
                return null;
        }

        return worked is null ? Nothing : new PlainTime(facts, new ArraySegment<WorkedSpan>(worked, 0, count)) { StaffTicks = staff, PractitionerTicks = practitioner };
    }

    /// <inheritdoc/>
    public override long? ReachedAt(int seconds, bool staff, bool practitioner)
    {
        var left = seconds * TimeSpan.TicksPerSecond;
        foreach (var (interval, isPractitioner) in _worked)
        {
            if (!(isPractitioner ? practitioner : staff))
                continue;
            if (interval.Ticks >= left)
                return interval.StartTicks + left;
            left -= interval.Ticks;
        }

        return null;
    }

    private static bool CountsWhole(TimeEntry entry, Interval interval, PractitionerIdentity who, TenantPolicy policy) =>
        who.Role is PerformerRole.ClinicalStaff or PerformerRole.Practitioner
        && interval.Ticks <= policy.LongestEntryMinutes * TimeSpan.TicksPerMinute
        && entry.Elsewhere.IsEmpty
        && entry.IsOfCcm
        && CcmActivities.Standing(entry.Kind, policy) == ActivityStanding.Countable;

    private static bool TakesFrom(in TimeWindows windows, Interval interval, PractitionerIdentity who)
    {
        foreach (var (_, when) in windows.Closed)
        {
            if (when.Overlaps(interval))
                return true;
        }

        return windows.VisitsByPerson?.Overlaps(who, interval) == true;
    }

    // By start; false where two of them share an instant. Entries mostly come in that order.
    private static bool Insert(Span<WorkedSpan> worked, int count, WorkedSpan more)
    {
        var at = count;
        while (at > 0 && worked[at - 1].Interval.StartTicks >= more.Interval.StartTicks)
        {
            worked[at] = worked[at - 1];
            at--;
        }

        worked[at] = more;
        return (at == 0 || worked[at - 1].Interval.EndTicks <= more.Interval.StartTicks) && (at == count || more.Interval.EndTicks <= worked[at + 1].Interval.StartTicks);
    }

    private readonly record struct WorkedSpan(Interval Interval, bool IsPractitioner);
}
