using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>A comprehensive care plan with the days on which it stands.</summary>
internal readonly record struct PlanInForce(CcmCarePlan Plan, DateOnly From, DateOnly Until)
{
    public bool StandsOn(DateOnly day) => From <= day && day <= Until;
}

/// <summary>The comprehensive care plans of the month.</summary>
/// <param name="InForce">Those that certainly stand on a day of the month, the earliest first.</param>
/// <param name="Doubtful">A plan that may be one, or may stand; null when there is none.</param>
/// <param name="Doubt">What is not known of <paramref name="Doubtful"/>.</param>
internal sealed record CarePlanFacts(ImmutableArray<PlanInForce> InForce, CcmCarePlan? Doubtful, string Doubt)
{
    /// <summary>Whether a plan stands on a day of the month.</summary>
    public FindingResult Result => !InForce.IsEmpty ? FindingResult.Met : Doubtful is null ? FindingResult.NotMet : FindingResult.CannotTell;

    public static bool IsActivePlan(CcmCarePlan plan) => plan is { Status: "active", Intent: "plan" or "order" };

    /// <summary>An active plan that has neither ended before the month nor starts after it.</summary>
    public static bool IsOfMonth(CcmCarePlan plan, ServiceMonth month, PracticeTimeZone zone) => IsActivePlan(plan)
        && !(plan.End is { } end && end.LastDay(zone) < month.FirstDay) && !((plan.Start ?? plan.Created) is { } start && start.FirstDay(zone) > month.LastDay);

    public static CarePlanFacts Of(PatientRecord record, ServiceMonth month, PracticeTimeZone zone)
    {
        var inForce = new List<PlanInForce>();
        var doubtful = new List<(CcmCarePlan Plan, string Doubt)>();
        foreach (var plan in record.CarePlans.Where(plan => IsOfMonth(plan, month, zone)).OrderBy(static plan => plan.Source))
        {
            if (DoubtOf(plan, record, month, zone) is { } doubt)
                doubtful.Add((plan, doubt));
            else
                inForce.Add(new PlanInForce(plan, Latest(plan.Start, plan.Created, zone), plan.End?.LastDay(zone) ?? DateOnly.MaxValue));
        }

        return new CarePlanFacts(
            [.. inForce.OrderBy(static plan => plan.From).ThenByDescending(static plan => plan.Until).ThenBy(static plan => plan.Plan.Source)],
            doubtful.FirstOrDefault().Plan, doubtful.FirstOrDefault().Doubt ?? "");
    }

    /// <summary>The plan that stands on the day, else the first that stands at all, else a doubtful one.</summary>
    public CcmCarePlan? On(DateOnly day)
    {
        foreach (var plan in InForce)
        {
            if (plan.StandsOn(day))
                return plan.Plan;
        }

        return InForce.IsEmpty ? Doubtful : InForce[0].Plan;
    }

    /// <summary>A plan stands on the day; true as well where none does in the month, which is its own finding.</summary>
    public bool StandsOn(DateOnly day) => InForce.IsEmpty || InForce.Any(plan => plan.StandsOn(day));

    private static string? DoubtOf(CcmCarePlan plan, PatientRecord record, ServiceMonth month, PracticeTimeZone zone)
    {
        if (!IsCcmPlan(plan))
            return "An active plan exists, but nothing says that it is the comprehensive plan for chronic care management.";
        if (plan.Start is null && plan.Created is null)
            return "The care plan does not say from when it stands.";
        if (UnreadParts.HasUnreadDate(record, plan.Source))
            return "A date of the care plan cannot be read, so when it stands cannot be told.";
        if (IsVague(plan.Start, month, zone) || IsVague(plan.Created, month, zone) || IsVague(plan.End, month, zone))
            return "The care plan does not say on which day it begins or ends.";
        return plan.Created?.FirstDay(zone) > month.LastDay ? "The care plan was written down after the month for an earlier start." : null;
    }

    // A year or a month that leaves open whether the day was before, in or after the service month.
    private static bool IsVague(Moment? moment, ServiceMonth month, PracticeTimeZone zone) => moment is { } when
        && when.FirstDay(zone) != when.LastDay(zone) && when.LastDay(zone) >= month.FirstDay && when.FirstDay(zone) <= month.LastDay;

    // A plan stands from when it says so, and not before it was written.
    private static DateOnly Latest(Moment? start, Moment? created, PracticeTimeZone zone)
    {
        var said = start?.LastDay(zone) ?? DateOnly.MinValue;
        var written = created?.LastDay(zone) ?? DateOnly.MinValue;
        return said > written ? said : written;
    }

    // An assess-plan is the CCM plan only where somebody who can bill wrote it or it carries one of our statements.
    private static bool IsCcmPlan(CcmCarePlan plan) =>
        plan.IsCcmCategory || plan.Author is { Role: PerformerRole.Practitioner } || plan.SharedAt is not null || plan.Attestation is not null;
}
