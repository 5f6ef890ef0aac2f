using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Checks;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>What stands in the way of the code for the practitioner's extended planning at the initiating visit.</summary>
internal enum ExtendedPlanningStanding
{
    /// <summary>No initiating visit of the month carries it.</summary>
    NotRecorded,

    /// <summary>It stands.</summary>
    Stands,

    /// <summary>The practitioner has billed it before, and it is paid once.</summary>
    BilledBefore,

    /// <summary>It is seen, and whether it was this practitioner's cannot be told.</summary>
    MayBeBilledBefore,

    /// <summary>Care management began before what was read of the patient, so an earlier bill cannot be excluded.</summary>
    HistoryTooShort,

    /// <summary>On the day of the visit nothing that pays for the month is in force.</summary>
    NotCovered,

    /// <summary>The EHR does not let everything be read in which an earlier bill could stand.</summary>
    BillsNotRead,
}

/// <summary>The practitioner's own extended assessment and care planning at the initiating visit of the month (G0506, RULES §3.3).</summary>
/// <param name="Standing">What can be said of it.</param>
/// <param name="Code">The code in force, or null when there is none.</param>
/// <param name="Visit">The visit, or null.</param>
/// <param name="Day">Its day, which is the code's date of service.</param>
/// <param name="Evidence">What the answer rests on.</param>
internal sealed record ExtendedPlanning(
    ExtendedPlanningStanding Standing, BillingCode? Code, SourceReference? Visit, DateOnly Day, ImmutableArray<SourceReference> Evidence)
{
    private static readonly ExtendedPlanning None = new(ExtendedPlanningStanding.NotRecorded, null, null, default, []);

    /// <summary>Whether the code is proposed, be it for a person to release.</summary>
    public bool IsProposed => Standing is ExtendedPlanningStanding.Stands or ExtendedPlanningStanding.MayBeBilledBefore or ExtendedPlanningStanding.HistoryTooShort or ExtendedPlanningStanding.BillsNotRead;

    public static ExtendedPlanning Of(CaseFacts facts) => AnyRecorded(facts.Record) && facts.Practice.VisitAddOn is { } code && facts.Practitioner.Billing is { } billing
        ? Of(facts, code, billing)
        : None;

    private static ExtendedPlanning Of(CaseFacts facts, BillingCode code, PractitionerIdentity billing)
    {
        var visit = InitiatingVisits.Find(facts, billing, held: true)
            .Where(visit => visit is { ExtendedPlanning: true, CcmDiscussed: not false, Start: not null } && OtherServiceCheck.InMonth(visit, facts.Days) == true)
            .OrderBy(visit => visit.Start!.Value.FirstDay(facts.Zone)).FirstOrDefault();
        if (visit is null)
            return None;
        var day = visit.Start!.Value.FirstDay(facts.Zone);
        if (facts.Coverage.Paying is { } paying && !facts.Coverage.Covered.Overlaps(facts.Zone.Day(day)))
            return new(ExtendedPlanningStanding.NotCovered, code, visit.Source, day, Sorted([visit.Source, paying.Source]));
        // What the bridge itself billed for this very visit is this line, not an earlier one.
        var seen = facts.Record.OtherServices.Where(service => service.Code == code.Code && !(service.IsOurs && service.Start?.FirstDay(facts.Zone) == day)).ToArray();
        var own = Array.FindAll(seen, service => service.SamePractitioner(billing) == true);
        if (own.Length > 0)
            return new(ExtendedPlanningStanding.BilledBefore, code, visit.Source, day, Sorted(own.Select(static service => service.Source)));
        var unclear = Array.FindAll(seen, service => service.SamePractitioner(billing) is null);
        if (unclear.Length > 0)
            return new(ExtendedPlanningStanding.MayBeBilledBefore, code, visit.Source, day, Sorted(unclear.Select(static service => service.Source)));
        if (UnreadParts.AnyUnread(facts.Record, UnreadParts.OfServices))
            return new(ExtendedPlanningStanding.BillsNotRead, code, visit.Source, day, [visit.Source]);
        var read = facts.Record.ServicesSince ?? facts.Month.AddMonths(-facts.Tenant.Ehr.HistoryMonths).FirstDay;
        var began = ConsentFacts.FirstGivenTicks(facts.Record, facts.Zone) is { } given ? facts.Zone.DayOf(given) : facts.StartOfCcm();
        return new(began < read ? ExtendedPlanningStanding.HistoryTooShort : ExtendedPlanningStanding.Stands, code, visit.Source, day, [visit.Source]);
    }

    private static bool AnyRecorded(PatientRecord record)
    {
        foreach (var service in record.OtherServices)
        {
            if (service.ExtendedPlanning == true)
                return true;
        }

        return false;
    }

    private static ImmutableArray<SourceReference> Sorted(IEnumerable<SourceReference> sources) => [.. sources.Distinct().Order()];
}
