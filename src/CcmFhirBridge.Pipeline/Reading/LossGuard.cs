using CcmFhirBridge.Domain.Assessments;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>
/// Doubts a full read that shows far less than the one before: an EHR that answers 200 with an empty page has lost its index far more often
/// than a practice has lost its patients. Pure.
/// </summary>
public static class LossGuard
{
    private const int Few = 20;

    /// <summary>Why nothing may be taken for deleted, or null when it may.</summary>
    public static string? Doubt(string resourceType, UnseenResources found)
    {
        var everybody = resourceType == "Patient" && found.Known > 0 && found.Unseen == found.Known;
        if (!everybody && (found.Known < Few || found.Unseen <= found.Known - found.Unseen))
            return null;
        return $"the EHR showed {found.Known - found.Unseen} of the {found.Known} that it had before, so nothing was taken for deleted; "
            + "if so many are really gone, say so once with 'ccm-bridge sync --full --accept-deletions'";
    }

    /// <summary>
    /// Why a list of the population is not believed, or null when it may be. Who is not named any more is asked for no longer, and a month would
    /// close on what was stored of them before.
    /// </summary>
    /// <param name="named">How many it names.</param>
    /// <param name="before">How many it named when a read of everything was last believed; null when it never was.</param>
    public static string? DoubtOfList(int named, int? before) => before is not { } known || known < Few || named >= known - named
        ? null
        : $"the list of the population names {named} patients and named {known} before, so no month closes on it; "
            + "if so many have really left, say so once with 'ccm-bridge sync --full --accept-deletions'";

    /// <summary>Why a type that the EHR does not offer may be missing, or null when it never was there.</summary>
    /// <param name="resourceType">FHIR type.</param>
    /// <param name="wasRead">Whether it was read before.</param>
    /// <param name="withheld">Whether the EHR has it and did not grant it: what then cannot be told holds by itself.</param>
    public static string? Doubt(string resourceType, bool wasRead, bool withheld) =>
        withheld && NeededTypes.Holds(resourceType) && resourceType is not ("Patient" or "Encounter") ? null
        : wasRead ? "the EHR offered it before and no longer does; look at its capability statement and at the granted scopes"
        : resourceType is "Patient" or "Encounter" ? "the EHR does not offer it, and without it nothing can be told; look at the granted scopes"
        : null;
}
