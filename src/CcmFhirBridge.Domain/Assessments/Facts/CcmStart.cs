using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>The day on which CCM began: the bridge's first claim, the practice's first CCM claim or the first countable entry (DESIGN §4).</summary>
internal static class CcmStart
{
    public static DateOnly Of(CaseFacts facts)
    {
        var month = facts.Days;
        var first = FirstCountableTicks(facts) is { } ticks ? month.Zone.DayOf(ticks) : DateOnly.MaxValue;
        var services = facts.Record.OtherServices;
        for (var i = 0; i < services.Length; i++)
        {
            if (facts.Services.IsCcmFamily(i) && services[i].Start?.FirstDay(month.Zone) is { } billed && billed < first
                && services[i].SamePractitionerOrPractice(facts.Practitioner.Billing, facts.Tenant.Billing.Organization) == true)
            {
                first = billed;
            }
        }

        if (!facts.Record.OwnClaims.IsEmpty && OwnClaims.First(facts.Record, month)?.Start.FirstDay(month.Zone) is { } own && own < first)
            first = own;
        return first <= month.Last ? first : month.First;
    }

    // Time before any consent can never count, so it does not begin care management.
    private static long? FirstCountableTicks(CaseFacts facts)
    {
        long? first = null;
        var consented = ConsentFacts.FirstGivenTicks(facts.Record, facts.Zone) ?? 0;
        foreach (var entry in facts.Record.TimeEntries)
        {
            for (var i = 0; i < PerformerSpan.CountOf(entry); i++)
            {
                if (PerformerSpan.Of(entry, i) is { Who.Role: PerformerRole.ClinicalStaff or PerformerRole.Practitioner, Span.Interval: { } interval } && interval.EndTicks > consented
                    && !(first <= Math.Max(interval.StartTicks, consented)) && IsCountable(entry, facts))
                {
                    first = Math.Max(interval.StartTicks, consented);
                }
            }
        }

        return first;
    }

    private static bool IsCountable(TimeEntry entry, CaseFacts facts) =>
        entry.Program == CcmActivities.CcmProgram && CcmActivities.Standing(entry.Activity, facts.Tenant.Policy) == ActivityStanding.Countable;
}
