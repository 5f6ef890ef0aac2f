using System.Reflection;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Claims.Profiles;
using CcmFhirBridge.Claims.Tests.Testing;
using CcmFhirBridge.Domain.PatientRecords;
using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace CcmFhirBridge.Claims.Tests.Profiles;

/// <summary>The package is whole in itself, and says what the code says.</summary>
public sealed class PackageContentTests
{
    private static readonly List<Resource> s_resources = [.. BridgePackage.Files().Where(file => file.Name != "package.json")
        .Select(file => FhirJsonDeserializer.STRICT.DeserializeResource(System.Text.Encoding.UTF8.GetString(file.Content)))];

    private static readonly string[] s_constants = [.. typeof(Canonicals).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)
        .Where(value => value.StartsWith(Canonicals.Base + "/", StringComparison.Ordinal))];

    private static IEnumerable<T> All<T>() => s_resources.OfType<T>();

    [Fact]
    public void What_the_code_names_is_in_the_package_and_what_is_in_the_package_the_code_names() =>
        s_constants.Order(StringComparer.Ordinal).ShouldBe(
            All<StructureDefinition>().Select(profile => profile.Url!)
                .Concat(All<CodeSystem>().Select(system => system.Url!))
                .Concat(All<Measure>().Select(measure => measure.Url!))
                .Concat(All<NamingSystem>().Select(naming => naming.UniqueId.Single().Value!))
                .Order(StringComparer.Ordinal));

    [Fact]
    public void Supporting_information_and_functions_speak_the_words_of_their_code_systems()
    {
        var planning = Requests.Line("G0506", 1, 66.47m) with { DateOfService = new DateOnly(2026, 4, 2), Visit = new SourceReference("Encounter", "v1", "1") };
        var added = Requests.Claim(Requests.Of(Requests.Plan(Requests.Line("99490", 1, 125m), planning)));
        var replacement = Requests.Claim(Requests.Usual() with { Revision = 2, Replaces = new ClaimReplacement(Requests.Usual().RevisionIdentifier, "77", IsVoid: false) });
        var said = new[] { added, replacement }
            .SelectMany(body => FhirJsonDeserializer.STRICT.Deserialize<Claim>(System.Text.Encoding.UTF8.GetString(body)).SupportingInfo)
            .Select(info => info.Category!.Coding.Single().Code!).Distinct();

        Codes(Canonicals.CcmSupportingInfo).ShouldBe(said, ignoreOrder: true);
        Codes(Canonicals.CcmPerformerFunction).ShouldBe(Words(typeof(ChargeItemBuilder)), ignoreOrder: true);
    }

    [Fact]
    public void Every_code_system_has_its_value_set_and_every_value_set_of_ours_its_code_system()
    {
        var sets = All<ValueSet>().ToDictionary(set => set.Url!);
        // Condition groups have a value set of the codes that make them instead.
        foreach (var system in All<CodeSystem>().Where(system => system.Url != Canonicals.CcmConditionGroup))
            sets[system.ValueSet.ShouldNotBeNull(system.Url)].Compose!.Include.ShouldHaveSingleItem().System.ShouldBe(system.Url);
        var systems = All<CodeSystem>().Select(system => system.Url).ToHashSet(StringComparer.Ordinal);
        sets.Values.SelectMany(set => set.Compose!.Include).Where(include => include.System!.StartsWith(Canonicals.Base, StringComparison.Ordinal))
            .ShouldAllBe(include => systems.Contains(include.System));
    }

    [Fact]
    public void Every_map_has_every_code_of_ours_once()
    {
        foreach (var group in All<ConceptMap>().SelectMany(map => map.Group).Where(group => group.Source!.StartsWith(Canonicals.Base, StringComparison.Ordinal)))
            group.Element.Select(element => element.Code!).ShouldBe(Codes(group.Source!), ignoreOrder: true);
        All<ConceptMap>().Count().ShouldBe(4);
    }

    [Fact]
    public void Everything_of_ours_that_a_resource_points_at_is_there()
    {
        var there = s_resources.OfType<IConformanceResource>().Select(resource => resource.Url).OfType<string>()
            .Concat(All<Measure>().Select(measure => measure.Url!))
            .Concat(All<NamingSystem>().SelectMany(naming => naming.UniqueId).Select(id => id.Value!)).ToHashSet(StringComparer.Ordinal);

        // A snapshot also names what a text mentions; only whole values count here.
        var pointed = s_resources.SelectMany(resource => resource.Select("descendants().where($this is uri or $this is canonical or $this is url)"))
            .OfType<PrimitiveType>().Select(value => (string?)value.JsonValue).OfType<string>()
            .Where(value => value.StartsWith(Canonicals.Base + "/", StringComparison.Ordinal)).Select(value => value.Split('|')[0]).ToHashSet(StringComparer.Ordinal);

        pointed.Count.ShouldBeGreaterThan(50);
        pointed.Where(value => !there.Contains(value)).ShouldBeEmpty();
    }

    [Fact]
    public void The_guide_lists_everything_in_the_package_and_nothing_else()
    {
        var guide = All<ImplementationGuide>().ShouldHaveSingleItem();

        guide.Definition!.Resource.Select(resource => resource.Reference!.Reference!)
            .ShouldBe(s_resources.Where(resource => resource is not ImplementationGuide).Select(resource => $"{resource.TypeName}/{resource.Id}"), ignoreOrder: true);
        guide.PackageId.ShouldBe("dev.ccmfhirbridge.fhir");
        guide.Version.ShouldBe("0.1.0");
    }

    [Fact]
    public void Every_file_is_named_after_what_it_holds_and_has_one_version() =>
        BridgePackage.Files().Where(file => file.Name != "package.json" && !file.Name.StartsWith("examples/", StringComparison.Ordinal))
            .ShouldAllBe(file => s_resources.Any(resource => file.Name == $"{resource.TypeName}-{resource.Id}.json"
                && (resource is NamingSystem || resource.Select("version").OfType<FhirString>().Single().Value == "0.1.0")));

    [Fact]
    public void The_statement_offers_every_operation_where_it_is_defined_and_every_search_parameter_of_ours()
    {
        var rest = All<CapabilityStatement>().ShouldHaveSingleItem().Rest.ShouldHaveSingleItem();

        var offered = rest.Resource.SelectMany(resource => resource.Operation.Select(operation => (resource.Type!, operation.Name!, operation.Definition!)))
            .Concat(rest.Operation.Select(operation => ("", operation.Name!, operation.Definition!)));
        offered.ShouldBe(All<OperationDefinition>().Select(operation => (operation.System == true ? "" : operation.ResourceElement.Single().JsonValue as string ?? "", operation.Code!, operation.Url!)), ignoreOrder: true);
        rest.Resource.SelectMany(resource => resource.SearchParam).Select(parameter => parameter.Definition)
            .Where(definition => definition?.StartsWith(Canonicals.Base, StringComparison.Ordinal) == true)
            .ShouldBe(All<SearchParameter>().Select(parameter => parameter.Url), ignoreOrder: true);
    }

    [Theory]
    [InlineData("ChargeItem-99490.json", "charge-item-claim", 1)]
    [InlineData("ChargeItem-99490.json", "charge-item-status", 1)]
    [InlineData("Claim-april.json", "claim-billable-period", 1)]
    public void A_search_parameter_finds_its_place(string example, string parameter, int found)
    {
        var file = BridgePackage.Files().Single(file => file.Name == "examples/" + example);
        var resource = FhirJsonDeserializer.STRICT.DeserializeResource(System.Text.Encoding.UTF8.GetString(file.Content));

        resource.Select(All<SearchParameter>().Single(candidate => candidate.Id == parameter).Expression!).Count().ShouldBe(found);
    }

    private static List<string> Codes(string system) => [.. All<CodeSystem>().Single(candidate => candidate.Url == system).Concept.Select(concept => concept.Code!)];

    private static IEnumerable<string> Words(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
        .Where(field => field is { IsLiteral: true, IsPublic: true }).Select(field => (string)field.GetRawConstantValue()!);
}
