using CcmFhirBridge.Domain.Periods;
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
    public static ServiceDay Choose(DateOnly earliest, ServiceMonth month, DateOfServiceChoice choice, Func<DateOnly, bool> stands)
    {
        DateOnly? found = null;
        for (var day = earliest; day <= month.LastDay; day = day.AddDays(1))
        {
            if (!stands(day))
                continue;
            found = day;
            if (choice == DateOfServiceChoice.Threshold)
                break;
        }

        return new ServiceDay(found ?? (earliest <= month.LastDay ? earliest : month.LastDay), found is not null);
    }
}
