using System.Runtime.CompilerServices;
using CcmFhirBridge.Claims.Conformance;
using CcmFhirBridge.Claims.Profiles;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Claims.Tests.Profiles;

public sealed class BridgePackageTests
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(Here(), "../../../fhir-profiles"));

    public static TheoryData<string> Examples() => [.. Directory.GetFiles(Path.Combine(Folder, "examples"), "*.json").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_conforms(string file) =>
        ConformanceGate.Default.Check(File.ReadAllBytes(Path.Combine(Folder, "examples", file))).ShouldBeEmpty();

    [Fact]
    public void There_is_an_example_of_a_claim_and_of_each_of_its_charges() =>
        Examples().Select(row => row.Data).Order(StringComparer.Ordinal)
            .ShouldBe(["ChargeItem-99439.json", "ChargeItem-99490.json", "Claim-april.json"]);

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

    [Theory]
    [InlineData(Canonicals.ClaimProfile)]
    [InlineData(Canonicals.ChargeItemProfile)]
    [InlineData(Canonicals.MdmExtension)]
    [InlineData(Canonicals.DiscussedExtension)]
    [InlineData(Canonicals.ExtendedPlanningExtension)]
    [InlineData(Canonicals.DisclosuresExtension)]
    [InlineData(Canonicals.BillingPractitionerExtension)]
    [InlineData(Canonicals.PlanSharedExtension)]
    [InlineData(Canonicals.PlanRevisedExtension)]
    [InlineData(Canonicals.AttestationExtension)]
    public void What_the_code_names_is_in_the_package(string canonical) =>
        BridgePackage.Profiles().Select(profile => profile.Url).ShouldContain(canonical);

    [Fact]
    public void Every_extension_is_told_by_its_own_canonical() =>
        BridgePackage.Profiles().Where(profile => profile.Type == "Extension").ShouldAllBe(profile =>
            profile.Snapshot!.Element.Single(element => element.ElementId == "Extension.url").Fixed is FhirUri
            && ((FhirUri)profile.Snapshot!.Element.Single(element => element.ElementId == "Extension.url").Fixed!).Value == profile.Url);

    [Fact]
    public void Every_code_system_that_the_code_names_is_in_the_package_and_complete()
    {
        var systems = BridgePackage.CodeSystems();

        systems.Select(system => system.Url).Order().ShouldBe(new[]
        {
            Canonicals.CcmActivity, Canonicals.CcmProgram, Canonicals.CcmConsent, Canonicals.CcmPlan, Canonicals.CcmStay,
            Canonicals.CcmSupportingInfo, Canonicals.CcmPerformerFunction, Canonicals.CcmMdm, Canonicals.CcmMetric,
        }.Order());
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
