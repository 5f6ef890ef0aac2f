using System.Collections.Immutable;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.FeeSchedules;

/// <summary>How an allowed amount is divided on a day of service; null where a value is not loaded for it.</summary>
public sealed record PaymentTerms
{
    /// <summary>Percent of the amount that NP, PA and CNS are paid under their own number.</summary>
    public decimal? NonPhysicianPercent { get; init; }

    /// <summary>Percent that Medicare pays after the deductible; the patient owes the rest.</summary>
    public decimal? MedicarePercent { get; init; }

    /// <summary>Percent that sequestration takes from what Medicare pays.</summary>
    public decimal? SequestrationPercent { get; init; }

    /// <summary>The year's Part B deductible in US dollars.</summary>
    public decimal? Deductible { get; init; }

    /// <summary>Where the values were read.</summary>
    public ImmutableArray<ParameterRead> Reads { get; init; } = [];

    /// <summary>Where the share of NP, PA and CNS was read; empty where it is not loaded.</summary>
    public ImmutableArray<ParameterRead> NonPhysicianReads => [.. Reads.Where(static read => read.Parameter.EndsWith("nonphysician_percent", StringComparison.Ordinal))];
}
