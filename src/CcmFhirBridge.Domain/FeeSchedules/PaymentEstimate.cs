using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.FeeSchedules;

/// <summary>How an allowed amount is divided between Medicare and the patient. An estimate: the remittance decides. Each step is rounded to the cent before the next.</summary>
public sealed record PaymentEstimate
{
    /// <summary>The allowed amount.</summary>
    public required decimal Allowed { get; init; }

    /// <summary>What the patient owes first, of what is left of the year's deductible.</summary>
    public required decimal Deductible { get; init; }

    /// <summary>What the patient owes of the rest.</summary>
    public required decimal Coinsurance { get; init; }

    /// <summary>Medicare's share before sequestration.</summary>
    public required decimal MedicareShare { get; init; }

    /// <summary>What sequestration takes from Medicare's share.</summary>
    public required decimal Sequestration { get; init; }

    /// <summary>What Medicare pays.</summary>
    public decimal MedicarePays => MedicareShare - Sequestration;

    /// <summary>What the patient, or who is second, owes.</summary>
    public decimal PatientOwes => Deductible + Coinsurance;

    /// <summary>What the practice can collect at most: less than the allowed amount by the sequestration.</summary>
    public decimal Collectable => MedicarePays + PatientOwes;

    /// <summary>The estimate, or null where the terms of the day are not loaded.</summary>
    /// <param name="allowed">Allowed amount in US dollars with two places, never negative.</param>
    /// <param name="deductibleLeft">What the patient still owes of the year's deductible, never negative.</param>
    /// <param name="terms">Terms of the day of service.</param>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative.</exception>
    public static PaymentEstimate? Of(decimal allowed, decimal deductibleLeft, PaymentTerms terms)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(allowed);
        ArgumentOutOfRangeException.ThrowIfNegative(deductibleLeft);
        if (terms is not { MedicarePercent: { } share, SequestrationPercent: { } sequestration })
            return null;
        var deductible = Math.Min(allowed, deductibleLeft);
        var rest = allowed - deductible;
        var medicare = Money.Percent(rest, share);
        return new PaymentEstimate
        {
            Allowed = allowed,
            Deductible = deductible,
            Coinsurance = rest - medicare,
            MedicareShare = medicare,
            Sequestration = Money.Percent(medicare, sequestration),
        };
    }
}
