using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace CcmFhirBridge.Claims.Profiles;

/// <summary>Our own FHIR package as it was built into this assembly: snapshots and terminology.</summary>
public static class BridgePackage
{
    /// <summary>Our StructureDefinitions with their snapshots.</summary>
    public static IReadOnlyList<StructureDefinition> Profiles() => [.. Read("snapshots/").Cast<StructureDefinition>()];

    /// <summary>Our ValueSets.</summary>
    public static IReadOnlyList<ValueSet> ValueSets() => [.. Read("terminology/ValueSet-").Cast<ValueSet>()];

    /// <summary>Our CodeSystems.</summary>
    public static IReadOnlyList<CodeSystem> CodeSystems() => [.. Read("terminology/CodeSystem-").Cast<CodeSystem>()];

    private static IEnumerable<Resource> Read(string prefix)
    {
        var assembly = typeof(BridgePackage).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            var reader = new Utf8JsonReader(content);
            yield return FhirJsonDeserializer.RECOVERABLE.DeserializeResource(ref reader);
        }
    }
}
