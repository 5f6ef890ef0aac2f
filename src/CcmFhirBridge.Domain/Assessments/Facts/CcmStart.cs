using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>The day on which CCM began: the practice's first CCM claim or the first countable entry (DESIGN §4).</summary>
internal static class CcmStart
{
    public static DateOnly Of(CaseFacts facts)
    {
        var month = facts.Days;
        var start = new FirstDay(month.Last);
        // Time before any consent can never count, so it does not begin care management.
        var consented = ConsentFacts.FirstGivenTicks(facts.Record, month.Zone) ?? 0;
        foreach (var entry in facts.Record.TimeEntries)
        {
            for (var i = 0; i < PerformerSpan.CountOf(entry); i++)
            {
                if (PerformerSpan.Of(entry, i) is { Who.Role: PerformerRole.ClinicalStaff or PerformerRole.Practitioner, Span.Interval: { } interval } && interval.EndTicks > consented
                    && start.MayBeEarlier(Math.Max(interval.StartTicks, consented)) && IsCountable(entry, facts))
                {
                    start.Note(Math.Max(interval.StartTicks, consented), month.Zone);
                }
            }
        }

        var services = facts.Record.OtherServices;
        for (var i = 0; i < services.Length; i++)
        {
            if (facts.Services.IsCcmFamily(i) && services[i].Start is { } billed
                && services[i].SamePractitionerOrPractice(facts.Practitioner.Billing, facts.Tenant.Billing.Organization) == true)
            {
                start.Note(billed.FirstDay(month.Zone));
            }
        }

        return start.IsFound ? start.Day : month.First;
    }

    private static bool IsCountable(TimeEntry entry, CaseFacts facts) =>
        entry.Program == CcmActivities.CcmProgram && CcmActivities.Standing(entry.Activity, facts.Tenant.Policy) == ActivityStanding.Countable;

    private struct FirstDay(DateOnly last)
    {
        // Longer than any day with a change of the clocks.
        private const long SurelyAnotherDay = 2 * TimeSpan.TicksPerDay;

        private readonly DateOnly _last = last;
        private long _earliest = long.MaxValue - SurelyAnotherDay;

        public DateOnly Day { get; private set; } = last;

        /// <summary>A day that was noted is not after the month.</summary>
        public bool IsFound { get; private set; }

        /// <summary>Whether the day of an instant can still be the first; false where an instant before it was noted that is surely of an earlier day.</summary>
        public readonly bool MayBeEarlier(long ticks) => !IsFound || ticks < _earliest + SurelyAnotherDay;

        public void Note(long ticks, PracticeTimeZone zone)
        {
            _earliest = Math.Min(_earliest, ticks);
            Note(zone.DayOf(ticks));
        }

        public void Note(DateOnly day)
        {
            IsFound |= day <= _last;
            if (day < Day)
                Day = day;
        }
    }
}
