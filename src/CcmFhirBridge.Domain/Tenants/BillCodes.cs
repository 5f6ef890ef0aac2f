using System.Collections.Immutable;

namespace CcmFhirBridge.Domain.Tenants;

/// <summary>The code system in which an EHR of Oracle Health names charges, and where it keeps our identifier.</summary>
/// <param name="Source">Base of its proprietary systems, such as <c>https://fhir.cerner.com/2c400054-…</c>; without a trailing slash.</param>
/// <param name="Type"><c>CDM_SCHED</c>, <c>CPT</c>, <c>HCPCS</c> or <c>PROCCODE</c>: the highest tier that its charge services have.</param>
/// <param name="Schedule">Code of the bill code schedule.</param>
public sealed record BillCodes(string Source, string Type, string Schedule)
{
    /// <summary>Bill codes by CPT or HCPCS code; a code that is not here is its own bill code where <see cref="Type"/> is <c>CPT</c> or <c>HCPCS</c>.</summary>
    public ImmutableSortedDictionary<string, string> Codes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Id of the custom attribute that the EHR keeps our revision in; null when there is none.</summary>
    public string? Attribute { get; init; }

    /// <summary>The bill code of a CPT or HCPCS code; null when there is none.</summary>
    public string? Of(string code) => Codes.GetValueOrDefault(code) ?? (Type is "CPT" or "HCPCS" ? code : null);
}
