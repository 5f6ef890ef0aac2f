using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>The types that are read, in order: the directory first, so that people are known before what they did.</summary>
public static class SyncedTypes
{
    public static ImmutableArray<string> InOrder => EhrTypes.InOrder;

    /// <summary>The same in stages: the types of one are read at the same time, and it begins when the one before it is over.</summary>
    public static ImmutableArray<ImmutableArray<string>> Stages { get; } =
    [
        [.. EhrTypes.InOrder.Where(type => type != "Patient" && !EhrTypes.IsOfPatients(type))], ["Patient"], [.. EhrTypes.InOrder.Where(EhrTypes.IsOfPatients)],
    ];

    /// <summary>Types that are read from a day of service on; of all others, everything.</summary>
    public static FrozenSet<string> ByDayOfService { get; } = FrozenSet.ToFrozenSet(EhrTypes.DayOfService.Keys, StringComparer.Ordinal);

    /// <summary>Types that every practice with care management keeps somewhere: where the EHR does not show them, they are elsewhere.</summary>
    public static FrozenSet<string> NeverAbsent { get; } = FrozenSet.Create(StringComparer.Ordinal, "CarePlan", "Condition", "Consent");
}
