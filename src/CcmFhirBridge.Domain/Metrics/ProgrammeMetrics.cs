using System.Collections.Immutable;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Revenue;

namespace CcmFhirBridge.Domain.Metrics;

/// <summary>The figures of a practice's service month (RULES §10).</summary>
public sealed record ProgrammeMetrics
{
    /// <summary>The month.</summary>
    public required ServiceMonth Month { get; init; }

    /// <summary>Every figure, in the order in which a person reads them.</summary>
    public required ImmutableArray<Metric> Metrics { get; init; }

    /// <summary>Patients who are held, by rule; a patient with two reasons stands under both.</summary>
    public required ImmutableArray<ReasonCount> HoldsByReason { get; init; }

    /// <summary>Patients who are never billed, by rule.</summary>
    public required ImmutableArray<ReasonCount> BlocksByReason { get; init; }

    /// <summary>Seconds that were not counted, by reason.</summary>
    public required ImmutableArray<ReasonCount> ExcludedByReason { get; init; }

    /// <summary>The near misses, by patient.</summary>
    public required ImmutableArray<NearMiss> NearMisses { get; init; }

    /// <summary>The figure of an id.</summary>
    /// <exception cref="KeyNotFoundException">There is no such figure.</exception>
    public Metric Of(string id) => Metrics.FirstOrDefault(metric => metric.Id == id) ?? throw new KeyNotFoundException($"There is no metric '{id}'.");
}
