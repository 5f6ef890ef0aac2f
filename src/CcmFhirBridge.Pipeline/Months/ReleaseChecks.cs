using System.Collections.Immutable;
using CcmFhirBridge.Domain.BillingPlans;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>Checks that need to know today, or the other patients of the month; an assessment knows neither. Pure.</summary>
public static class ReleaseChecks
{
    /// <summary>What holds the bill, in words for a person.</summary>
    /// <param name="plan">The bill.</param>
    /// <param name="today">Local day of the practice.</param>
    /// <param name="othersOfMember">How many other patients of the month are billed for the same member.</param>
    /// <param name="othersOnCoverage">How many other patients of the month are billed to the same Coverage.</param>
    public static ImmutableArray<string> Holds(BillingPlan plan, DateOnly today, int othersOfMember, int othersOnCoverage)
    {
        var holds = ImmutableArray.CreateBuilder<string>();
        foreach (var day in plan.Lines.Select(line => line.DateOfService).Distinct())
        {
            // Medicare takes a claim within one calendar year of its date of service.
            if (today > day.AddYears(1))
                holds.Add($"release.timely-filing: the date of service {day:yyyy-MM-dd} is more than twelve months ago.");
            if (day > today)
                holds.Add($"release.not-over: the date of service {day:yyyy-MM-dd} has not come.");
        }

        if (othersOfMember > 0)
            holds.Add("release.duplicate-chart: another chart of this member has a claim this month, or would get one; merge the charts, or end the Coverage of the one that is not to be billed.");
        else if (othersOnCoverage > 0)
            holds.Add("release.duplicate-chart: another patient of this month is billed to the same Coverage; they may be one person.");
        return holds.ToImmutable();
    }
}
