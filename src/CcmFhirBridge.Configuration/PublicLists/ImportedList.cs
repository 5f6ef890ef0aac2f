namespace CcmFhirBridge.Configuration.PublicLists;

/// <summary>What a published list is about.</summary>
public enum ListKind
{
    /// <summary>Relative value units (PPRRVU).</summary>
    RelativeValues,

    /// <summary>Cost indices of localities (GPCI).</summary>
    Localities,

    /// <summary>Most units a day (MUE).</summary>
    UnlikelyUnits,

    /// <summary>Codes that are not paid together (PTP).</summary>
    Pairs,

    /// <summary>Codes that an add-on goes with (AOC).</summary>
    AddOns,

    /// <summary>Which conditions are chronic (AHRQ CCIR).</summary>
    Indicator,

    /// <summary>Codes of chronic conditions (CMS CCW).</summary>
    Warehouse,
}

/// <summary>A published list as a file of the rule pack.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Name">Name of the file in the pack.</param>
/// <param name="Content">The file.</param>
/// <param name="From">First day of service that it holds for.</param>
/// <param name="Rows">Rows of the published list.</param>
/// <param name="Kept">Of those, what the engine has a use for.</param>
/// <param name="Source">What the list says of itself, for a person.</param>
public sealed record ImportedList(ListKind Kind, string Name, byte[] Content, DateOnly From, int Rows, int Kept, string Source);
