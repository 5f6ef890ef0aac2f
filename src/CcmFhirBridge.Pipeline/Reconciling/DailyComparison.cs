using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Pipeline.Reconciling;

/// <summary>
/// Compares closed months with the EHR once a practice day (RELIABILITY A.2 rule 8): the newest one every day, one of the older ones in turn, so
/// that each is looked at again and no day asks for all of them, and those of which the last comparison left something open. An EHR that does not answer stops nothing else.
/// </summary>
/// <param name="months">Which months have left.</param>
/// <param name="comparisons">Keeps what each comparison came to.</param>
/// <param name="compare">Compares one month and keeps what it came to.</param>
/// <param name="tenant">Whose days they are.</param>
/// <param name="time">The clock.</param>
public sealed class DailyComparison(
    IMonthStore months, IComparisonStore comparisons, Func<ServiceMonth, CancellationToken, Task<ReconcileReport>> compare, Tenant tenant, TimeProvider time)
{
    /// <summary>How long after an EHR that did not answer it is asked again on the same day.</summary>
    public static readonly TimeSpan AgainAfter = TimeSpan.FromHours(1);

    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;

    /// <summary>Compares what is due today; nothing when it was done today, or when the EHR did not answer a little while ago.</summary>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    /// <exception cref="LedgerIntegrityException">What is stored contradicts itself.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (now < _notBefore)
            return;
        var today = tenant.TimeZone.DayOf(now);
        var known = (await comparisons.ComparisonsAsync(cancellation)).ToDictionary(comparison => comparison.Month);
        var left = (await LeftAsync(cancellation)).ToHashSet();
        var open = known.Values.Where(comparison => comparison is { Findings: > 0 } or { NotMade: not null } && left.Contains(comparison.Month)).Select(comparison => comparison.Month);
        foreach (var month in Due(left, today).Concat(open.Order()).Distinct().Where(month => !(known.GetValueOrDefault(month) is { NotMade: null } made && tenant.TimeZone.DayOf(made.At) >= today)))
        {
            if (await WhyNotAsync(month, cancellation) is not { } why)
                continue;
            await comparisons.KeepComparisonAsync((known.GetValueOrDefault(month) ?? new MonthComparison { Month = month, At = now }) with { At = now, NotMade = why }, cancellation);
            _notBefore = now + AgainAfter;
            return;
        }
    }

    /// <summary>The months of a day: the newest one, and one of the others in turn.</summary>
    /// <param name="left">Months of which bills may have left.</param>
    /// <param name="day">The practice day.</param>
    internal static IEnumerable<ServiceMonth> Due(IEnumerable<ServiceMonth> left, DateOnly day)
    {
        var newestFirst = left.Distinct().OrderDescending().ToList();
        if (newestFirst.Count > 0)
            yield return newestFirst[0];
        if (newestFirst.Count > 1)
            yield return newestFirst[1 + (day.DayNumber % (newestFirst.Count - 1))];
    }

    // Before its first month a tenant lets nothing leave, and what the EHR has then is not ours.
    private async Task<IEnumerable<ServiceMonth>> LeftAsync(CancellationToken cancellation) =>
        (await months.ListAsync(cancellation)).Where(month => (month.State == MonthState.Closed || month.IsReopened) && month.Month >= tenant.Billing.FirstMonth).Select(month => month.Month);

    private async Task<string?> WhyNotAsync(ServiceMonth month, CancellationToken cancellation)
    {
        try
        {
            await compare(month, cancellation);
            return null;
        }
        catch (EhrException error)
        {
            return error.Message;
        }
    }
}
