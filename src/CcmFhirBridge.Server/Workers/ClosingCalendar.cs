using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Server.Workers;

/// <summary>When a tenant's months may be closed, by the clock on the practice's wall.</summary>
public static class ClosingCalendar
{
    private static readonly TimeOnly ClosingTime = new(6, 0);

    public static ServiceMonth Current(Tenant tenant, DateTimeOffset now) => ServiceMonth.Of(tenant.TimeZone.DayOf(now));

    /// <summary>The instant from which <paramref name="month"/> may be closed. A day that the next month lacks means its last day.</summary>
    public static DateTimeOffset DueAt(Tenant tenant, ServiceMonth month)
    {
        var next = month.Next;
        var day = Math.Clamp(tenant.Billing.CloseOn, 1, next.LastDay.Day);
        return tenant.TimeZone.At(next.FirstDay.AddDays(day - 1), ClosingTime);
    }

    /// <summary>
    /// Months that are due now, oldest first: not only the one before this, so that a service that stood still over a whole month
    /// loses none. Empty in shadow mode (no first month).
    /// </summary>
    public static IReadOnlyList<ServiceMonth> Due(Tenant tenant, DateTimeOffset now)
    {
        if (tenant.Billing.FirstMonth is not { } first)
            return [];

        var current = Current(tenant, now);
        var month = current.AddMonths(-BillingSettings.MonthsToFile);
        if (month < first)
            month = first;

        var due = new List<ServiceMonth>();
        for (; month < current; month = month.Next)
        {
            if (DueAt(tenant, month) <= now)
                due.Add(month);
        }

        return due;
    }
}
