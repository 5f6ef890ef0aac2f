namespace CcmFhirBridge.Configuration;

/// <summary>Other services of which nobody may say less than hold, whoever pays (DESIGN §6, <c>conflicts</c>).</summary>
internal static class ConflictFloors
{
    /// <summary>Whoever the service is of: one bill of a month is paid.</summary>
    public static bool IsAlways(string key) => key is "ccm-elsewhere";

    /// <summary>Where the service is the same practitioner's or the same practice's.</summary>
    public static bool IsInSameScope(string key) => key is "pcm" or "apcm" or "home-health" or "hospice" or "esrd";
}
