namespace CcmFhirBridge.Domain.Tenants;

/// <summary>What an EHR means by a code of its own, and what that means in our words.</summary>
/// <param name="Meaning">What the bridge does about it.</param>
/// <param name="Words">What it means, for a person; no patient data.</param>
public sealed record VendorCode(VendorCodeMeaning Meaning, string Words);

/// <summary>What the bridge does about a code of an EHR.</summary>
public enum VendorCodeMeaning
{
    /// <summary>Nothing.</summary>
    Note,

    /// <summary>The answer may lack something: a month cannot close on this read.</summary>
    Incomplete,

    /// <summary>The pages are gone: the search begins again, once.</summary>
    SearchExpired,

    /// <summary>Somebody has to break the glass first: a denial of policy, never asked again in this read.</summary>
    Withheld,

    /// <summary>The record was merged into another one.</summary>
    Merged,

    /// <summary>Deleted.</summary>
    Deleted,

    /// <summary>The quota of the day is used up.</summary>
    Quota,
}
