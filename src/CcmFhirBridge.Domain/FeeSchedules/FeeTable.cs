using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.FeeSchedules;

/// <summary>The relative value units of a period with the factor that makes dollars of them (RULES §6).</summary>
public sealed record FeeTable
{
    /// <summary>Name of its file in the pack, such as <c>fees/rvu-…</c>.</summary>
    public required string Name { get; init; }

    /// <summary>First day of service, included.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day of service, included.</summary>
    public required DateOnly Through { get; init; }

    /// <summary>Dollars of one relative value unit.</summary>
    public required decimal ConversionFactor { get; init; }

    /// <summary>The same for practitioners who are qualifying participants of an advanced model; null where none is loaded, also for years that knew no other factor.</summary>
    public decimal? QualifyingConversionFactor { get; init; }

    /// <summary>Relative value units by code.</summary>
    public required FrozenDictionary<string, RelativeValues> Values { get; init; }

    /// <summary>Ids of the citations.</summary>
    public required ImmutableArray<string> Sources { get; init; }

    /// <summary>How sure we are.</summary>
    public required Confidence Confidence { get; init; }

    /// <summary>Whether the table is that of a day of service.</summary>
    public bool IsInForceOn(DateOnly day) => From <= day && day <= Through;
}

/// <summary>The localities of a period.</summary>
public sealed record LocalityTable
{
    /// <summary>Name of its file in the pack, such as <c>fees/gpci-…</c>.</summary>
    public required string Name { get; init; }

    /// <summary>First day of service, included.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day of service, included.</summary>
    public required DateOnly Through { get; init; }

    /// <summary>Localities by their id.</summary>
    public required FrozenDictionary<string, Locality> Localities { get; init; }

    /// <summary>Ids of the citations.</summary>
    public required ImmutableArray<string> Sources { get; init; }

    /// <summary>How sure we are.</summary>
    public required Confidence Confidence { get; init; }

    /// <summary>Whether the table is that of a day of service.</summary>
    public bool IsInForceOn(DateOnly day) => From <= day && day <= Through;
}
