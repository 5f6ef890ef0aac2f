using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>The one date of all lines (DESIGN §5).</summary>
/// <param name="Day">The day.</param>
/// <param name="Stands">Whether all requirements stand on it.</param>
internal readonly record struct ServiceDay(DateOnly Day, bool Stands)
{
    /// <summary>
    /// The first day, from <paramref name="earliest"/> on, on which everything stands; for <c>month-end</c> the last such day. Never
    /// after death, withdrawal or the end of coverage or plan.
    /// </summary>
    /// <param name="earliest">First day on which the time stands.</param>
    /// <param name="never">A day that cannot be it; null where there is none.</param>
    /// <param name="facts">What has to stand on it.</param>
    public static ServiceDay Choose(DateOnly earliest, DateOnly? never, CaseFacts facts)
    {
        DateOnly? found = null;
        var last = facts.Days.Last;
        for (var day = earliest; day <= last; day = day.AddDays(1))
        {
            if (day == never || !facts.EverythingStandsOn(day))
                continue;
            found = day;
            if (facts.Tenant.Billing.DateOfService == DateOfServiceChoice.Threshold)
                break;
        }

        return new ServiceDay(found ?? (earliest <= last ? earliest : last), found is not null);
    }
}
