using System.Runtime.CompilerServices;
using CcmFhirBridge.Claims.Conformance;
using CcmFhirBridge.Claims.Profiles;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Claims.Tests.Profiles;

public sealed class BridgePackageTests
{
    public static readonly string Folder = Path.GetFullPath(Path.Combine(Here(), "../../../fhir-profiles"));

    public static TheoryData<string> Examples() => [.. Directory.GetFiles(Path.Combine(Folder, "examples"), "*.json").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_conforms(string file) =>
        ConformanceGate.Default.Check(File.ReadAllBytes(Path.Combine(Folder, "examples", file))).ShouldBeEmpty();

    [Fact]
    public void There_is_an_example_of_every_profile_and_of_every_extension()
    {
        var examples = Examples().Select(row => File.ReadAllText(Path.Combine(Folder, "examples", row.Data))).ToList();

        BridgePackage.Profiles().Select(profile => profile.Url!).ShouldAllBe(url => examples.Any(example => example.Contains($"\"{url}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_definition_has_a_snapshot_made_from_it()
    {
        var snapshots = BridgePackage.Profiles().ToDictionary(profile => profile.Url!);
        var definitions = Directory.GetFiles(Path.Combine(Folder, "definitions"), "*.json")
            .Select(file => FhirJsonDeserializer.STRICT.Deserialize<StructureDefinition>(File.ReadAllText(file)))
            .ToList();

        snapshots.Keys.Order().ShouldBe(definitions.Select(definition => definition.Url!).Order());
        foreach (var definition in definitions)
        {
            var snapshot = snapshots[definition.Url!];
            snapshot.Differential!.IsExactly(definition.Differential!).ShouldBeTrue($"{definition.Url}: run fhir-profiles/regenerate.sh");
            snapshot.Snapshot!.Element.ShouldAllBe(element => element.Min != null && element.Max != null && element.ElementId != null);
        }
    }

    [Fact]
    public void Every_extension_is_told_by_its_own_canonical() =>
        BridgePackage.Profiles().Where(profile => profile.Type == "Extension").ShouldAllBe(profile =>
            profile.Snapshot!.Element.Single(element => element.ElementId == "Extension.url").Fixed is FhirUri
            && ((FhirUri)profile.Snapshot!.Element.Single(element => element.ElementId == "Extension.url").Fixed!).Value == profile.Url);

    [Fact]
    public void Every_code_system_is_complete()
    {
        var systems = BridgePackage.CodeSystems();

        systems.ShouldAllBe(system => system.Count == system.Concept.Count && system.Content == CodeSystemContentMode.Complete);
        systems.ShouldAllBe(system => system.Concept.Select(concept => concept.Code).Distinct().Count() == system.Concept.Count);
    }

    [Fact]
    public async Task The_folder_is_itself_a_package_that_our_source_reads()
    {
        var source = FhirPackageSource.FromFolder(Folder);
        source.Name.ShouldBe("dev.ccmfhirbridge.fhir");

        var snapshots = FhirPackageSource.FromFolder(Folder, new PackageLayout { Files = [] });
        snapshots.Canonicals.ShouldBeEmpty();
        (await source.TryResolveByCanonicalUriAsync(Canonicals.ClaimProfile)).Value.ShouldBeNull("snapshots lie in a folder of their own");
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
