using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace CcmFhirBridge.Claims.Profiles;

/// <summary>Our own FHIR package as it was built into this assembly: everything but what is wrong on purpose.</summary>
public static class BridgePackage
{
    private const string Root = "fhir-profiles/";
    private const string Manifest = Root + "package.json";
    private const string Examples = Root + "examples/";

    /// <summary>Our StructureDefinitions with their snapshots.</summary>
    public static IReadOnlyList<StructureDefinition> Profiles() => [.. Read("snapshots/").Cast<StructureDefinition>()];

    /// <summary>Our ValueSets.</summary>
    public static IReadOnlyList<ValueSet> ValueSets() => [.. Read("terminology/ValueSet-").Cast<ValueSet>()];

    /// <summary>Our CodeSystems.</summary>
    public static IReadOnlyList<CodeSystem> CodeSystems() => [.. Read("terminology/CodeSystem-").Cast<CodeSystem>()];

    /// <summary>The files of the package, by their names inside of it: <c>package.json</c>, resources beside it, <c>examples/</c> below it.</summary>
    public static IReadOnlyList<PackageFile> Files() =>
    [
        .. Names("").Select(name => new PackageFile(
            name == Manifest ? "package.json" : (name.StartsWith(Examples, StringComparison.Ordinal) ? "examples/" : "") + name[(name.LastIndexOf('/') + 1)..],
            Content(name))),
    ];

    /// <summary>Writes the package as a <c>.tgz</c> in npm form: the same bytes from the same build.</summary>
    public static void Pack(Stream output) => PackageWriter.WriteTgz(output, Files());

    private static IEnumerable<Resource> Read(string prefix)
    {
        foreach (var name in Names(prefix))
        {
            var reader = new Utf8JsonReader(Content(name));
            yield return FhirJsonDeserializer.RECOVERABLE.DeserializeResource(ref reader);
        }
    }

    private static IEnumerable<string> Names(string prefix) => typeof(BridgePackage).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Root + prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static byte[] Content(string name)
    {
        using var stream = typeof(BridgePackage).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
