using System.Collections.Immutable;

namespace CcmFhirBridge.Domain.Revenue;

/// <summary>What a share may come to, in percent from 0 to 100: at least, expected, at most.</summary>
public readonly record struct PercentRange
{
    /// <summary>The range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A share is below 0 or above 100, or the three are not in order.</exception>
    public PercentRange(decimal low, decimal expected, decimal high)
    {
        if (low < 0 || high > 100 || low > expected || expected > high)
            throw new ArgumentOutOfRangeException(nameof(low), "Three shares from 0 to 100, the lowest first.");
        (Low, Expected, High) = (low, expected, high);
    }

    /// <summary>At least.</summary>
    public decimal Low { get; }

    /// <summary>Expected.</summary>
    public decimal Expected { get; }

    /// <summary>At most.</summary>
    public decimal High { get; }
}

/// <summary>A code with the dollars of a unit, and how many units a hundred billed months have.</summary>
/// <param name="Code">CPT or HCPCS code.</param>
/// <param name="PerHundred">Units of a hundred billed patient-months, never negative.</param>
/// <param name="Unit">Allowed amount of a unit in US dollars.</param>
/// <param name="MedicarePays">What Medicare pays of it after sequestration, an estimate; null where the terms of the day are not loaded.</param>
/// <param name="Coinsurance">What the patient owes of it, an estimate; null where the terms of the day are not loaded.</param>
public sealed record CodeShare(string Code, decimal PerHundred, decimal Unit, decimal? MedicarePays, decimal? Coinsurance);

/// <summary>Everything that the calculator is told (RULES §6.4).</summary>
public sealed record RevenueInputs
{
    /// <summary>Patients with Medicare Part B.</summary>
    public required int Patients { get; init; }

    /// <summary>Percent of them with two or more chronic conditions.</summary>
    public required PercentRange Eligible { get; init; }

    /// <summary>Percent of the eligible who enrol once the programme has grown.</summary>
    public required PercentRange Enrolled { get; init; }

    /// <summary>Percent of the enrolled whose month reaches the first threshold.</summary>
    public required PercentRange Reaching { get; init; }

    /// <summary>Codes of the billed months; the first is the base code.</summary>
    public required ImmutableArray<CodeShare> Mix { get; init; }

    /// <summary>Dollars a month of one full-time care manager.</summary>
    public decimal StaffCost { get; init; }

    /// <summary>Patients that one full-time care manager cares for; at least 1.</summary>
    public int PatientsPerStaff { get; init; } = 500;

    /// <summary>Dollars a month of software for one enrolled patient.</summary>
    public decimal SoftwarePerPatient { get; init; }

    /// <summary>Dollars spent once, before the first month.</summary>
    public decimal Setup { get; init; }

    /// <summary>Percent of the patients' share that is never collected.</summary>
    public decimal CoinsuranceLost { get; init; }

    /// <summary>Months until enrolment has grown, in equal steps; at least 1.</summary>
    public int RampMonths { get; init; } = 12;
}
