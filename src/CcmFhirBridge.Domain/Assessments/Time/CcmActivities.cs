using System.Collections.Immutable;
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

    public static ImmutableArray<string> Known { get; } =
    [
        "care-plan-development", "medication-management", "care-coordination", "patient-communication", "caregiver-communication", "transition-management",
        "patient-education", "record-review", "symptom-monitoring", "documentation", "scheduling", "insurance-administration", "contact-attempt",
    ];

    public static ActivityStanding Standing(string activity, TenantPolicy policy) => activity switch
    {
        "care-plan-development" or "medication-management" or "care-coordination" or "patient-communication" or "caregiver-communication"
            or "transition-management" or "patient-education" or "record-review" or "symptom-monitoring" or "documentation" => ActivityStanding.Countable,
        "contact-attempt" => policy.CountContactAttempts ? ActivityStanding.Countable : ActivityStanding.NeverCountable,
        "scheduling" or "insurance-administration" => ActivityStanding.NeverCountable,
        _ => ActivityStanding.Unknown,
    };
}
