using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>How the types that are read are gone through.</summary>
public static class SyncedTypes
{
    /// <summary>Types in stages: those of one are read at the same time, and it begins when the one before it is over.</summary>
    /// <param name="types">The types that are read, in order.</param>
    public static ImmutableArray<ImmutableArray<string>> Stages(ImmutableArray<string> types) =>
    [
        [.. types.Where(type => type != "Patient" && !EhrTypes.IsOfPatients(type))], ["Patient"], [.. types.Where(EhrTypes.IsOfPatients)],
    ];

    /// <summary>Types that are read from a day of service on; of all others, everything.</summary>
    public static FrozenSet<string> ByDayOfService { get; } = FrozenSet.ToFrozenSet(EhrTypes.DayOfService.Keys, StringComparer.Ordinal);

    /// <summary>Types that every practice with care management, or the one whose mapping names them, keeps somewhere: where the EHR does not show them, they are elsewhere.</summary>
    public static FrozenSet<string> NeverAbsent { get; } = FrozenSet.Create(StringComparer.Ordinal, "CarePlan", "Condition", "Consent", EhrTypes.Documents, EhrTypes.Answers);
}
