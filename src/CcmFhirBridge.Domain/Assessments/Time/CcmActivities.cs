using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>Whether an activity counts.</summary>
public enum ActivityStanding
{
    /// <summary>Its seconds can count.</summary>
    Countable,

    /// <summary>Known, and its seconds never count.</summary>
    NeverCountable,

    /// <summary>No activity of <c>ccm-activity</c>.</summary>
    Unknown,
}

/// <summary>What an activity is, whatever a practice's policy makes of it.</summary>
internal enum ActivityKind
{
    /// <summary>No activity of <c>ccm-activity</c>.</summary>
    Unknown,

    /// <summary>Work of care management.</summary>
    Care,

    /// <summary>Somebody tried to reach the patient and did not.</summary>
    Attempt,

    /// <summary>Work that no practice may count.</summary>
    Administration,
}

/// <summary>The codes of <c>ccm-activity</c> and <c>ccm-program</c> (DESIGN §4).</summary>
public static class CcmActivities
{
    /// <summary>The programme whose time is counted.</summary>
    public const string CcmProgram = "ccm";

    /// <summary>Every activity that is known, those that never count too.</summary>
    public static ImmutableArray<string> Known { get; } =
    [
        "care-plan-development", "medication-management", "care-coordination", "patient-communication", "caregiver-communication", "transition-management",
        "patient-education", "record-review", "symptom-monitoring", "documentation", "scheduling", "insurance-administration", "contact-attempt",
    ];

    /// <summary>Whether the seconds of an activity count under a practice's policy.</summary>
    public static ActivityStanding Standing(string activity, TenantPolicy policy) => Standing(KindOf(activity), policy);

    internal static ActivityStanding Standing(ActivityKind kind, TenantPolicy policy) => kind switch
    {
        ActivityKind.Care => ActivityStanding.Countable,
        ActivityKind.Attempt => policy.CountContactAttempts ? ActivityStanding.Countable : ActivityStanding.NeverCountable,
        ActivityKind.Administration => ActivityStanding.NeverCountable,
        _ => ActivityStanding.Unknown,
    };

    internal static ActivityKind KindOf(string activity) => activity switch
    {
        "care-plan-development" or "medication-management" or "care-coordination" or "patient-communication" or "caregiver-communication"
            or "transition-management" or "patient-education" or "record-review" or "symptom-monitoring" or "documentation" => ActivityKind.Care,
        "contact-attempt" => ActivityKind.Attempt,
        "scheduling" or "insurance-administration" => ActivityKind.Administration,
        _ => ActivityKind.Unknown,
    };
}
