using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Simulator.Loading;
using CcmFhirBridge.Simulator.Stores;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Simulator.Tests.Loading;

public sealed class ResourceLoaderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("loader").FullName;
    private readonly FhirStore store = new(new FakeTimeProvider(RunningEhr.Noon));

    [Fact]
    public void Ndjson_bundles_and_single_resources_are_found_in_all_folders()
    {
        Write("a/Patient.ndjson", Bodies.Patient("p1") + "\n\n" + Bodies.Patient("p2") + "\n");
        WriteGzip("b/Claim.ndjson.gz", """{"resourceType":"Claim","id":"c1"}""" + "\r\n");
        Write("b/c/one.json", "\uFEFF" + Bodies.Patient("p3"));
        Write("d.json", $$"""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{{Bodies.Patient("p4")}}}]}""");
        Write("notes.txt", "nothing to load");

        var report = ResourceLoader.Load([folder], store);

        report.Problems.ShouldBeEmpty();
        report.Files.ShouldBe(4);
        report.Loaded.ShouldBe(new Dictionary<string, int> { ["Claim"] = 1, ["Patient"] = 4 });
        store.Current("Patient").Select(patient => patient.Id).Order(StringComparer.Ordinal).ShouldBe(["p1", "p2", "p3", "p4"]);
    }

    [Fact]
    public void Ids_versions_times_and_tags_are_kept()
    {
        Write("p.json", """{"resourceType":"Patient","id":"p1","meta":{"versionId":"7","lastUpdated":"2026-01-02T03:04:05.678Z","tag":[{"code":"x"}]}}""");

        ResourceLoader.Load([folder], store);

        var patient = store.Read("Patient", "p1")!;
        patient.Version.ShouldBe(7);
        patient.LastUpdated.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
        JsonElement.Parse(patient.Body!).GetProperty("meta").GetProperty("tag")[0].GetProperty("code").GetString().ShouldBe("x");
    }

    [Fact]
    public void The_same_id_in_a_later_file_is_a_later_version()
    {
        Write("1.json", """{"resourceType":"Patient","id":"p1","gender":"male"}""");
        Write("2.json", """{"resourceType":"Patient","id":"p1","gender":"female"}""");

        ResourceLoader.Load([folder], store);

        store.History("Patient", "p1").Select(version => version.Version).ShouldBe([2, 1]);
        JsonElement.Parse(store.Read("Patient", "p1")!.Body!).GetProperty("gender").GetString().ShouldBe("female");
    }

    [Fact]
    public void References_by_urn_point_at_the_loaded_resources()
    {
        Write("t.json", """
            {"resourceType":"Bundle","type":"transaction","entry":[
             {"fullUrl":"urn:uuid:11111111-1111-1111-1111-111111111111","resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}},
             {"fullUrl":"urn:uuid:2","resource":{"resourceType":"Practitioner"},"request":{"method":"PUT","url":"Practitioner/dr"}},
             {"resource":{"resourceType":"Encounter","id":"e1","subject":{"reference":"urn:uuid:11111111-1111-1111-1111-111111111111"},
              "participant":[{"individual":{"reference":"urn:uuid:2"}}]}}]}
            """);

        ResourceLoader.Load([folder], store).Problems.ShouldBeEmpty();

        var encounter = store.Read("Encounter", "e1")!;
        encounter.Index.Patient.ShouldBe("Patient/11111111-1111-1111-1111-111111111111");
        encounter.Index.References("practitioner").ShouldBe(["Practitioner/dr"]);
        store.Read("Patient", "11111111-1111-1111-1111-111111111111").ShouldNotBeNull();
    }

    [Fact]
    public void A_resource_without_an_id_has_the_same_id_in_every_load()
    {
        Write("p.json", """{"resourceType":"Patient","gender":"other"}""");
        var second = new FhirStore(new FakeTimeProvider(RunningEhr.Noon));

        ResourceLoader.Load([folder], store);
        ResourceLoader.Load([folder], second);

        store.Current("Patient").Single().Id.ShouldStartWith("c-");
        second.Current("Patient").Single().Id.ShouldBe(store.Current("Patient").Single().Id);
    }

    [Fact]
    public void What_cannot_be_loaded_is_named_by_file_and_line_and_stops_nothing()
    {
        Write("mixed.ndjson", string.Join('\n', Bodies.Patient("p1"), "{ broken", """{"id":"x"}""", """{"resourceType":"OperationOutcome"}""", Bodies.Patient("p_2"), "[1]", """{"resourceType":"Patient","id":"p5","gender":"\ud800"}""", Bodies.Patient("p3")));
        Write("bundle.json", """{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"OperationOutcome"}},{"resource":{"resourceType":"Patient","id":"p4"}},7]}""");
        File.WriteAllBytes(Path.Combine(folder, "torn.ndjson.gz"), [1, 2, 3, 4]);

        var report = ResourceLoader.Load([folder, Path.Combine(folder, "missing"), Path.Combine(folder, "bundle.json") + "x"], store);

        report.Problems.Select(problem => $"{Path.GetFileName(problem.File)}:{problem.Line}").ShouldBe(
            ["bundle.json:1", "bundle.json:3", "mixed.ndjson:2", "mixed.ndjson:3", "mixed.ndjson:4", "mixed.ndjson:5", "mixed.ndjson:6", "mixed.ndjson:7", "torn.ndjson.gz:0", "missing:0", "bundle.jsonx:0"]);
        store.Current("Patient").Select(patient => patient.Id).Order(StringComparer.Ordinal).ShouldBe(["p1", "p3", "p4"]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private void WriteGzip(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(text));
    }
}
