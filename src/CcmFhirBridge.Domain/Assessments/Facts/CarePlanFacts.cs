using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>The comprehensive care plan of the month.</summary>
/// <param name="Plan">The plan in force, or the nearest to it; null when there is none.</param>
/// <param name="From">Day from which it stands; null when it does not in this month.</param>
/// <param name="Until">Last day on which it stands; null when open.</param>
/// <param name="Result">Whether a plan stands on a day of the month.</param>
internal sealed record CarePlanFacts(CcmCarePlan? Plan, DateOnly? From, DateOnly? Until, FindingResult Result)
{
    public static bool IsActivePlan(CcmCarePlan plan) => plan is { Status: "active", Intent: "plan" or "order" };

    public static CarePlanFacts Of(PatientRecord record, ServiceMonth month, PracticeTimeZone zone)
    {
        var candidates = record.CarePlans.Where(plan => IsActivePlan(plan) && !EndsBefore(plan, month, zone))
            .Select(plan => (Plan: plan, From: (plan.Start ?? plan.Created)?.LastDay(zone)))
            .Where(candidate => candidate.From is null || candidate.From <= month.LastDay)
            .OrderByDescending(candidate => candidate.From is not null && IsCcmPlan(candidate.Plan))
            .ThenBy(candidate => candidate.From ?? DateOnly.MaxValue)
            .ThenByDescending(candidate => candidate.Plan.End?.LastDay(zone) ?? DateOnly.MaxValue)
            .ThenBy(candidate => candidate.Plan.Source).ToArray();
        if (candidates.Length == 0)
            return new CarePlanFacts(null, null, null, FindingResult.NotMet);
        var (best, from) = candidates[0];
        var result = from is not null && IsCcmPlan(best) ? FindingResult.Met : FindingResult.CannotTell;
        return new CarePlanFacts(best, from, best.End?.LastDay(zone), result);
    }

    // An assess-plan is the CCM plan only where somebody who can bill wrote it or it carries one of our statements.
    private static bool IsCcmPlan(CcmCarePlan plan) =>
        plan.IsCcmCategory || plan.Author is { Role: PerformerRole.Practitioner } || plan.SharedAt is not null || plan.Attestation is not null;

    private static bool EndsBefore(CcmCarePlan plan, ServiceMonth month, PracticeTimeZone zone) =>
        plan.End is { } end && end.LastDay(zone) < month.FirstDay;
}
