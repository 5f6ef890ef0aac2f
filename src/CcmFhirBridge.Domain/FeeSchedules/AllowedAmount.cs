using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.FeeSchedules;

/// <summary>What one unit of a code is paid for.</summary>
/// <param name="Code">CPT or HCPCS code.</param>
/// <param name="Day">Day of service: rates go by it.</param>
/// <param name="Facility">Whether it is furnished in a facility; <see cref="PlacesOfService"/> tells.</param>
/// <param name="Locality">Carrier and locality, or <see cref="Locality.National"/>.</param>
/// <param name="Qualifying">The practitioner who bills is a qualifying participant.</param>
/// <param name="NonPhysician">An NP, PA or CNS bills under their own number and is paid a share.</param>
public readonly record struct AmountRequest(
    string Code, DateOnly Day, bool Facility = false, string Locality = Locality.National, bool Qualifying = false, bool NonPhysician = false);

/// <summary>Why there is no amount.</summary>
public enum AmountGap
{
    /// <summary>There is one.</summary>
    None,

    /// <summary>No table of relative value units is loaded for the day.</summary>
    NoTable,

    /// <summary>The table of the day does not have the code.</summary>
    NoCode,

    /// <summary>No table of localities is loaded for the day.</summary>
    NoLocalityTable,

    /// <summary>The table of the day does not have the locality.</summary>
    NoLocality,

    /// <summary>Only the sum of the code's relative value units is loaded, so that no locality can weigh its parts.</summary>
    NoParts,

    /// <summary>The factor of qualifying participants is not loaded for the day.</summary>
    NoQualifyingFactor,

    /// <summary>The share that is paid to NP, PA and CNS is not loaded for the day.</summary>
    NoNonPhysicianShare,
}

/// <summary>The allowed amount of one unit, or why there is none: never a guess.</summary>
public readonly record struct AllowedAmount
{
    private AllowedAmount(decimal? unit, AmountGap gap, AmountRequest request)
    {
        Unit = unit;
        Gap = gap;
        Request = request;
    }

    /// <summary>US dollars of one unit with two places; null where a table is missing.</summary>
    public decimal? Unit { get; }

    /// <summary>Why there is none.</summary>
    public AmountGap Gap { get; }

    /// <summary>What was asked for.</summary>
    public AmountRequest Request { get; }

    /// <summary>Units times the amount of the unit, which was rounded before; null where there is none.</summary>
    public decimal? Of(int units) => Unit * units;

    /// <summary>The warning for a person; null where there is an amount.</summary>
    public string? Warning => Gap switch
    {
        AmountGap.None => null,
        AmountGap.NoTable => FormattableString.Invariant($"No relative value units are loaded for {Request.Day:yyyy-MM-dd}. Import the fee schedule of that quarter with 'rules import-pfs'."),
        AmountGap.NoCode => FormattableString.Invariant($"The fee schedule of {Request.Day:yyyy-MM-dd} has no {Request.Code}."),
        AmountGap.NoLocalityTable => FormattableString.Invariant($"No cost indices of localities are loaded for {Request.Day:yyyy-MM-dd}. Import the GPCI file of that year with 'rules import-pfs', or use the locality 'national'."),
        AmountGap.NoLocality => FormattableString.Invariant($"There is no locality {Request.Locality} on {Request.Day:yyyy-MM-dd}. Correct 'billing.locality'."),
        AmountGap.NoParts => FormattableString.Invariant($"Of {Request.Code} only the sum of its relative value units is loaded for {Request.Day:yyyy-MM-dd}, which no locality can weigh. Import the fee schedule with 'rules import-pfs'."),
        AmountGap.NoQualifyingFactor => FormattableString.Invariant($"The conversion factor of qualifying participants is not loaded for {Request.Day:yyyy-MM-dd}."),
        _ => FormattableString.Invariant($"The share that is paid to NP, PA and CNS is not loaded for {Request.Day:yyyy-MM-dd}."),
    };

    internal static AllowedAmount Found(decimal unit, AmountRequest request) => new(unit, AmountGap.None, request);

    internal static AllowedAmount Missing(AmountGap gap, AmountRequest request) => new(null, gap, request);
}
