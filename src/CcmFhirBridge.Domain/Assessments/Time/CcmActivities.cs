using System.Collections.Frozen;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>Whether an activity counts.</summary>
internal enum ActivityStanding
{
    Countable,
    NeverCountable,
    Unknown,
}

/// <summary>The codes of <c>ccm-activity</c> and <c>ccm-program</c> (DESIGN §4).</summary>
internal static class CcmActivities
{
    public const string CcmProgram = "ccm";
    private const string ContactAttempt = "contact-attempt";

    private static readonly FrozenSet<string> Countable = new[]
    {
        "care-plan-development", "medication-management", "care-coordination", "patient-communication", "caregiver-communication",
        "transition-management", "patient-education", "record-review", "symptom-monitoring", "documentation",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> NeverCountable = new[] { "scheduling", "insurance-administration" }.ToFrozenSet();

    public static ActivityStanding Standing(string activity, TenantPolicy policy)
    {
        if (Countable.Contains(activity))
            return ActivityStanding.Countable;
        if (activity == ContactAttempt)
            return policy.CountContactAttempts ? ActivityStanding.Countable : ActivityStanding.NeverCountable;
        return NeverCountable.Contains(activity) ? ActivityStanding.NeverCountable : ActivityStanding.Unknown;
    }
}
