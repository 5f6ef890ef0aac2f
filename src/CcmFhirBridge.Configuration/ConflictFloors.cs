namespace CcmFhirBridge.Configuration;

/// <summary>Other services that nobody may loosen, whoever pays (DESIGN §6, <c>conflicts</c>).</summary>
internal static class ConflictFloors
{
    /// <summary>Never below hold.</summary>
    public static bool IsNeverBelowHold(string key) => key is "ccm-elsewhere" or "pcm" or "apcm";

    /// <summary>Never below hold where the service is the same practitioner's or the same practice's.</summary>
    public static bool IsNeverBelowHoldInSameScope(string key) => key is "pcm" or "apcm" or "home-health" or "hospice" or "esrd";
}
