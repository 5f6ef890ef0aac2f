using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>The day on which CCM began: the practice's first CCM claim or the first countable entry (DESIGN §4).</summary>
internal static class CcmStart
{
    public static DateOnly Of(PatientRecord record, RulesInForce? rules, Tenant tenant, ServiceMonth month, PractitionerIdentity? billing)
    {
        var zone = tenant.TimeZone;
        var first = month.LastDay;
        var found = false;
        // Time before any consent can never count, so it does not begin care management.
        var consented = ConsentFacts.FirstGiven(record, zone) ?? DateTimeOffset.MinValue;
        foreach (var entry in record.TimeEntries)
        {
            if (entry.Program != CcmActivities.CcmProgram || CcmActivities.Standing(entry.Activity, tenant.Policy) != ActivityStanding.Countable)
                continue;
            foreach (var span in PerformerSpan.Of(entry))
            {
                if (span is { Who.Role: PerformerRole.ClinicalStaff or PerformerRole.Practitioner, Span.Interval: { } interval } && interval.End > consented)
                    Note(zone.DayOf(interval.Start > consented ? interval.Start : consented));
            }
        }

        foreach (var service in record.OtherServices)
        {
            if (rules?.CcmFamilyCodes.Contains(service.Code) == true && service.Start is { } start
                && service.SamePractitionerOrPractice(billing, tenant.Billing.Organization) == true)
            {
                Note(start.FirstDay(zone));
            }
        }

        return found ? first : month.FirstDay;

        void Note(DateOnly day)
        {
            found |= day <= month.LastDay;
            if (day < first)
                first = day;
        }
    }
}
