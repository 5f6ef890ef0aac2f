using CcmFhirBridge.Claims.Profiles;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Specification.Source;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Claims.Tests.Profiles;

public sealed class SnapshotWriterTests
{
    [Fact]
    public async Task A_snapshot_is_the_base_with_the_differential_laid_over_it()
    {
        var written = FhirJsonDeserializer.STRICT.Deserialize<StructureDefinition>(await SnapshotWriter.WriteAsync(Profile("http://example.org/base"), new Base()));

        var elements = written.Snapshot!.Element.ToDictionary(element => element.ElementId!);
        elements.Keys.ShouldBe(["Basic", "Basic.id", "Basic.language"]);
        elements["Basic.language"].Min.ShouldBe(1);
        elements["Basic.id"].Min.ShouldBe(0);
        elements["Basic.language"].Definition.ShouldBe("Language");
        elements["Basic.language"].Comment.ShouldBeNull("what the base says at length is not repeated");
        written.Differential!.Element.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_definition_gives_the_same_text() =>
        (await SnapshotWriter.WriteAsync(Profile("http://example.org/base"), new Base()))
            .ShouldBe(await SnapshotWriter.WriteAsync(Profile("http://example.org/base"), new Base()));

    [Fact]
    public async Task A_profile_without_its_base_is_refused_by_name() =>
        (await Should.ThrowAsync<FhirPackageException>(() => SnapshotWriter.WriteAsync(Profile("http://example.org/none"), new Base())))
            .Message.ShouldContain("http://example.org/profile");

    [Fact]
    public async Task Definitions_find_each_other_before_what_is_behind_them()
    {
        var source = new DefinitionSource([Profile("http://example.org/base")], new Base());

        (await source.ResolveByCanonicalUriAsync("http://example.org/profile")).ShouldBeOfType<StructureDefinition>().Name.ShouldBe("P");
        (await source.ResolveByUriAsync("http://example.org/base")).ShouldBeOfType<StructureDefinition>().Name.ShouldBe("B");
        (await source.TryResolveByUriAsync("http://example.org/none")).Value.ShouldBeNull();
    }

    private static string Profile(string @base) =>
        $$$"""{"resourceType":"StructureDefinition","url":"http://example.org/profile","name":"P","status":"active","kind":"resource","abstract":false,"type":"Basic","baseDefinition":"{{{@base}}}","derivation":"constraint","differential":{"element":[{"id":"Basic.language","path":"Basic.language","min":1}]}}""";

    private sealed class Base : IAsyncResourceResolver
    {
        private const string Definition = """
            {"resourceType":"StructureDefinition","url":"http://example.org/base","name":"B","status":"active","kind":"resource","abstract":false,"type":"Basic","snapshot":{"element":[
              {"id":"Basic","path":"Basic","definition":"Basic","min":0,"max":"*"},
              {"id":"Basic.id","path":"Basic.id","definition":"Id","min":0,"max":"1","base":{"path":"Resource.id","min":0,"max":"1"},"type":[{"code":"http://hl7.org/fhirpath/System.String"}]},
              {"id":"Basic.language","path":"Basic.language","definition":"Language","comment":"At length.","min":0,"max":"1","base":{"path":"Resource.language","min":0,"max":"1"},"type":[{"code":"http://hl7.org/fhirpath/System.String"}]}]}}
            """;

        public Task<Resource?> ResolveByUriAsync(string uri) => ResolveByCanonicalUriAsync(uri);

        public Task<Resource?> ResolveByCanonicalUriAsync(string uri) => Task.FromResult(
            uri == "http://example.org/base" ? (Resource?)FhirJsonDeserializer.RECOVERABLE.Deserialize<StructureDefinition>(Definition) : null);

        public async Task<ResolverResult> TryResolveByUriAsync(string uri) => await TryResolveByCanonicalUriAsync(uri);

        public async Task<ResolverResult> TryResolveByCanonicalUriAsync(string uri) =>
            await ResolveByCanonicalUriAsync(uri) is { } found ? new ResolverResult(found) : ResolverException.NotFound();
    }
}
