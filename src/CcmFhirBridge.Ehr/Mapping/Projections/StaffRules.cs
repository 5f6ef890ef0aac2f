using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>Which time of a person can be billed for a patient at all, and so must not count for another patient in full.</summary>
internal static class StaffRules
{
    /// <summary>
    /// Whether <paramref name="activity"/> speaks for an entry that is said to be both: what never counts goes before what is not known, and
    /// that before what counts.
    /// </summary>
    public static bool GoesBefore(string activity, string other, ProjectionSettings settings)
    {
        var policy = new TenantPolicy { CountContactAttempts = settings.CountContactAttempts };
        var (rank, otherRank) = (Rank(CcmActivities.Standing(activity, policy)), Rank(CcmActivities.Standing(other, policy)));
        return rank != otherRank ? rank < otherRank : string.CompareOrdinal(activity, other) < 0;
    }

    /// <summary>
    /// Whether time of the activity can be billed, by whatever programme: nobody works for two patients in one second, and what another
    /// programme bills of it for one of them is not care management of the other.
    /// </summary>
    public static bool CanBeBilled(string activity, ProjectionSettings settings) =>
        activity is not ("scheduling" or "insurance-administration") && (settings.CountContactAttempts || activity != "contact-attempt");

    private static int Rank(ActivityStanding standing) => standing switch
    {
        ActivityStanding.NeverCountable => 0,
        ActivityStanding.Unknown => 1,
        _ => 2,
    };
}
