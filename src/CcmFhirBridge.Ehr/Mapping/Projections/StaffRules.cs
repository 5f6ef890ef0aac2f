namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>Whose time can count for CCM at all, and so must not count for two patients in full.</summary>
internal static class StaffRules
{
    public static bool CanCount(string activity, string program, ProjectionSettings settings) =>
        program == "ccm" && activity is not ("scheduling" or "insurance-administration") && (settings.CountContactAttempts || activity != "contact-attempt");
}
