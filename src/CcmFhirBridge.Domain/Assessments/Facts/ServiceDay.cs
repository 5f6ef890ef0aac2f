using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>The one date of all lines (DESIGN §5).</summary>
/// <param name="Day">The day.</param>
/// <param name="Stands">Whether all requirements stand on it.</param>
/// <param name="StandsButForThePlan">Whether all but the care plan do.</param>
internal readonly record struct ServiceDay(DateOnly Day, bool Stands, bool StandsButForThePlan)
{
    /// <summary>
    /// The first day, from <paramref name="earliest"/> on, on which everything stands; for <c>month-end</c> the last such day. Never
    /// after death, withdrawal or the end of coverage or plan. Where everything stands on no day, one on which all but the plan does, because a
    /// person may find that the plan stood.
    /// </summary>
    /// <param name="earliest">First day on which the time stands.</param>
    /// <param name="never">A day that cannot be it; null where there is none.</param>
    /// <param name="facts">What has to stand on it.</param>
    public static ServiceDay Choose(DateOnly earliest, DateOnly? never, CaseFacts facts)
    {
        var last = facts.Days.Last;
        if (Find(earliest, never, facts, withPlan: true) is { } day)
            return new ServiceDay(day, Stands: true, StandsButForThePlan: true);
        return Find(earliest, never, facts, withPlan: false) is { } other
            ? new ServiceDay(other, Stands: false, StandsButForThePlan: true)
            : new ServiceDay(earliest <= last ? earliest : last, Stands: false, StandsButForThePlan: false);
    }

    private static DateOnly? Find(DateOnly earliest, DateOnly? never, CaseFacts facts, bool withPlan)
    {
        DateOnly? found = null;
        for (var day = earliest; day <= facts.Days.Last; day = day.AddDays(1))
        {
            if (day == never || (withPlan && !facts.CarePlan.StandsOn(day)) || !facts.AllButThePlanStandsOn(day))
                continue;
            found = day;
            if (facts.Tenant.Billing.DateOfService == DateOfServiceChoice.Threshold)
                break;
        }

        return found;
    }
}
