using System.Text;
using CcmFhirBridge.Claims.Conformance;
using CcmFhirBridge.Claims.Profiles;
using CcmFhirBridge.Claims.Tests.Testing;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace CcmFhirBridge.Claims.Tests.Conformance;

/// <summary>The gate knows no profile by name: a made-up one is enforced like ours.</summary>
public sealed class ProfileCompilerTests
{
    private const string Elements = """
        {"id":"Basic","path":"Basic","min":0,"max":"*","constraint":[{"key":"x-1","severity":"error","human":"created is told","expression":"created.exists()","source":"http://x"},{"key":"x-2","severity":"warning","human":"no","expression":"false"}]},
        {"id":"Basic.identifier","path":"Basic.identifier","min":0,"max":"3","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"closed"}},
        {"id":"Basic.identifier:a","path":"Basic.identifier","sliceName":"a","min":1,"max":"1"},
        {"id":"Basic.identifier:a.system","path":"Basic.identifier.system","min":1,"max":"1","fixedUri":"urn:a"},
        {"id":"Basic.identifier:b","path":"Basic.identifier","sliceName":"b","min":0,"max":"1"},
        {"id":"Basic.identifier:b.system","path":"Basic.identifier.system","min":1,"max":"1","fixedUri":"urn:b"},
        {"id":"Basic.code","path":"Basic.code","min":1,"max":"1","patternCodeableConcept":{"coding":[{"system":"urn:s","code":"c"}]},"binding":{"strength":"required","valueSet":"urn:vs|1"}}
        """;

    [Theory]
    [InlineData("""{"resourceType":"Basic","identifier":[{"system":"urn:a"}],"code":{"coding":[{"system":"urn:s","code":"c","display":"more is fine"}]},"created":"2026-05-05"}""", "")]
    [InlineData("""{"resourceType":"Basic","identifier":[{"system":"urn:a"}],"code":{"coding":[{"system":"urn:s","code":"c"}]}}""", "Basic: x-1: created is told")]
    [InlineData("""{"resourceType":"Basic","identifier":[{"system":"urn:b"}],"code":{"coding":[{"system":"urn:s","code":"c"}]},"created":"2026-05-05"}""", "Basic.identifier: is missing of kind a")]
    [InlineData("""{"resourceType":"Basic","identifier":[{"system":"urn:a"},{"system":"urn:a"}],"code":{"coding":[{"system":"urn:s","code":"c"}]},"created":"2026-05-05"}""", "Basic.identifier: may occur 1 times at most of kind a, occurs 2 times")]
    [InlineData("""{"resourceType":"Basic","identifier":[{"system":"urn:a"},{"system":"urn:z"}],"code":{"coding":[{"system":"urn:s","code":"c"}]},"created":"2026-05-05"}""", "Basic.identifier[1]: is none of the kinds that the profile knows")]
    [InlineData("""{"resourceType":"Basic","identifier":[{"system":"urn:a"}],"code":{"coding":[{"system":"urn:s","code":"d"}]},"created":"2026-05-05"}""", "Basic.code: must match the pattern of the profile|Basic.code: must be a code of the bound value set")]
    public void A_profile_is_enforced_as_its_snapshot_says(string body, string expected) =>
        Gate(Elements).Check(Encoding.UTF8.GetBytes(body)).ShouldBe(expected.Length == 0 ? [] : expected.Split('|'));

    [Fact]
    public void A_slice_that_cannot_be_told_apart_is_refused_when_the_gate_is_built() =>
        Should.Throw<NotSupportedException>(() => Gate(Elements.Replace(""","fixedUri":"urn:b" """.TrimEnd(), "", StringComparison.Ordinal)))
            .Message.ShouldContain("Basic.identifier:b");

    [Fact]
    public void Where_several_profiles_are_for_a_type_a_body_has_to_name_one()
    {
        var entry = BridgePackage.Files().Single(file => file.Name == "examples/Encounter-time-entry.json").Content;

        ConformanceGate.Default.Check(entry).ShouldBeEmpty();
        ConformanceGate.Default.Check(JsonEdit.With(entry, "meta", null)).ShouldHaveSingleItem().ShouldStartWith("Encounter.meta.profile: names none of ");
        ConformanceGate.Default.Check(JsonEdit.With(entry, "meta.profile[0]", $"\"{Canonicals.VisitProfile}\"")).ShouldContain(problem => problem.StartsWith("Encounter: ccm-no-activity"));
        ConformanceGate.Default.Check("""{"resourceType":"Patient","id":"p1"}"""u8.ToArray()).ShouldBe(["Patient: no profile of ours is for this type"]);
    }

    [Fact]
    public void A_slice_of_an_extension_that_is_not_there_is_refused_when_the_gate_is_built() =>
        Should.Throw<NotSupportedException>(() => Gate(Elements + """
            ,{"id":"Basic.extension","path":"Basic.extension","min":0,"max":"*","slicing":{"discriminator":[{"type":"value","path":"url"}],"rules":"open"}},
            {"id":"Basic.extension:a","path":"Basic.extension","sliceName":"a","min":0,"max":"1","type":[{"code":"Extension","profile":["http://x/a"]}]}
            """)).Message.ShouldBe("http://x/a is not among the definitions.");

    private static ConformanceGate Gate(string elements)
    {
        var profile = FhirJsonDeserializer.RECOVERABLE.Deserialize<StructureDefinition>(
            $$$"""{"resourceType":"StructureDefinition","url":"http://x","name":"X","status":"active","kind":"resource","abstract":false,"type":"Basic","snapshot":{"element":[{{{elements}}}]}}""");
        var values = new ValueSet { Url = "urn:vs", Compose = new ValueSet.ComposeComponent { Include = [new() { System = "urn:s", Concept = [new() { Code = "c" }] }] } };
        return new ConformanceGate([profile], [values], []);
    }
}
