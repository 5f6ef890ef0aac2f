namespace CcmFhirBridge.Domain.Assessments.Pathways;

/// <summary>Where the amount of a unit comes from.</summary>
internal enum AmountTable
{
    /// <summary>From nowhere: no table is the payer's.</summary>
    None,

    /// <summary>From the payer's overlay, as it stands.</summary>
    Payer,

    /// <summary>From Medicare's fee schedule by locality and conversion factor, else, of national amounts, from the pack's own.</summary>
    Medicare,
}

/// <summary>By which amounts a line is estimated.</summary>
/// <param name="Table">Where the amount comes from.</param>
/// <param name="Qualifying">The factor of qualifying participants is used.</param>
/// <param name="NonPhysician">A share of the amount is paid, because an NP, PA or CNS bills.</param>
internal readonly record struct AmountBasis(AmountTable Table, bool Qualifying = false, bool NonPhysician = false)
{
    /// <summary>How many there are.</summary>
    public const int Kinds = 3 * 2 * 2;

    /// <summary>Place of this one among them.</summary>
    public int Index => ((int)Table * 4) + (Qualifying ? 2 : 0) + (NonPhysician ? 1 : 0);
}
