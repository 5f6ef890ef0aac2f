using System.Collections.Immutable;
using System.Runtime.InteropServices;
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
internal readonly record struct CarePlanFacts(ImmutableArray<PlanInForce> InForce, CcmCarePlan? Doubtful, string Doubt)
{
    private static readonly CarePlanFacts None = new([], null, "");

    /// <summary>Whether a plan stands on a day of the month.</summary>
    public FindingResult Result => !InForce.IsEmpty ? FindingResult.Met : Doubtful is null ? FindingResult.NotMet : FindingResult.CannotTell;

    /// <summary>The active plans that have neither ended before the month nor start after it; mostly all that there are.</summary>
    public static ImmutableArray<CcmCarePlan> OfMonth(ImmutableArray<CcmCarePlan> plans, MonthDays month)
    {
        foreach (var plan in plans)
        {
            if (!IsOfMonth(plan, month))
                return Chosen(plans, month);
        }

        return plans;
    }

    public static CarePlanFacts Of(ImmutableArray<CcmCarePlan> ofMonth, PatientRecord record, MonthDays month)
    {
        if (ofMonth.IsEmpty || UnreadParts.AnyUnread(record, UnreadParts.OfPlans))
            return None;
        var inForce = new PlanInForce[ofMonth.Length];
        var count = 0;
        CcmCarePlan? doubtful = null;
        string? doubt = null;
        foreach (var plan in ofMonth)
        {
            if (DoubtOf(plan, record, month) is not { } found)
                inForce[count++] = new PlanInForce(plan, Latest(plan.Start, plan.Created, month.Zone), plan.End?.LastDay(month.Zone) ?? DateOnly.MaxValue);
            else if (doubtful is null || plan.Source < doubtful.Source)
                (doubtful, doubt) = (plan, found);
        }

        Array.Resize(ref inForce, count);
        Array.Sort(inForce, Order);
        return new CarePlanFacts(ImmutableCollectionsMarshal.AsImmutableArray(inForce), doubtful, doubt ?? "");
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
    public bool StandsOn(DateOnly day)
    {
        foreach (var plan in InForce)
        {
            if (plan.StandsOn(day))
                return true;
        }

        return InForce.IsEmpty;
    }

    private static ImmutableArray<CcmCarePlan> Chosen(ImmutableArray<CcmCarePlan> plans, MonthDays month) => [.. plans.Where(plan => IsOfMonth(plan, month))];

    private static bool IsOfMonth(CcmCarePlan plan, MonthDays month) => plan is { Status: "active", Intent: "plan" or "order" }
        && !(plan.End is { } end && end.LastDay(month.Zone) < month.First) && !((plan.Start ?? plan.Created) is { } start && start.FirstDay(month.Zone) > month.Last);

    private static int Order(PlanInForce left, PlanInForce right)
    {
        var byStart = left.From.CompareTo(right.From);
        if (byStart != 0)
            return byStart;
        var byEnd = right.Until.CompareTo(left.Until);
        return byEnd != 0 ? byEnd : left.Plan.Source.CompareTo(right.Plan.Source);
    }

    private static string? DoubtOf(CcmCarePlan plan, PatientRecord record, MonthDays month)
    {
        if (!IsCcmPlan(plan))
            return "An active plan exists, but nothing says that it is the comprehensive plan for chronic care management.";
        if (plan.Start is null && plan.Created is null)
            return "The care plan does not say from when it stands.";
        if (UnreadParts.HasUnreadDate(record, plan.Source))
            return "A date of the care plan cannot be read, so when it stands cannot be told.";
        if (month.IsVague(plan.Start) || month.IsVague(plan.Created) || month.IsVague(plan.End))
            return "The care plan does not say on which day it begins or ends.";
        return plan.Created?.FirstDay(month.Zone) > month.Last ? "The care plan was written down after the month for an earlier start." : null;
    }

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
