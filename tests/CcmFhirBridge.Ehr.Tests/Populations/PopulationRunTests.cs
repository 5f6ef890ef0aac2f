using System.Buffers;
using System.IO.Compression;
using System.Text;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Ehr.Populations;
using CcmFhirBridge.Ehr.Reading.Files;
using CcmFhirBridge.Ehr.Tests.Mapping;
using CsCheck;

namespace CcmFhirBridge.Ehr.Tests.Populations;

public sealed class PopulationRunTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ccm-population-");

    public void Dispose() => _folder.Delete(recursive: true);

    private sealed class Diabetes : IConditionCatalog
    {
        public ConditionClassification Classify(ReadOnlySpan<ConditionCoding> codings) =>
            codings.Length == 0 ? default
            : codings[0].Code == "E11.9" ? new(Chronicity.Chronic, "diabetes", "E11.9", true)
            : codings[0].Code == "J00" ? new(Chronicity.NotChronic, null, "J00", true)
            : default;
    }

    private static string Patient(int number) => $$$$"""{"resourceType":"Patient","id":"p{{{{number}}}}"}""";

    private static string Condition(int number, string code) => $$$$"""{"resourceType":"Condition","id":"c{{{{number}}}}-{{{{code}}}}","subject":{"reference":"Patient/p{{{{number}}}}"},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"{{{{code}}}}"}]}}""";

    private static string Entry(int number) => Practice.Entry(id: "e" + number).Replace("Patient/p1", "Patient/p" + number);

    private static string[] Population(int patients) =>
        [.. Enumerable.Range(1, patients).SelectMany(number => (string[])[Patient(number), Condition(number, "E11.9"), Entry(number)])];

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static void Render(PatientRecord record, IBufferWriter<byte> line) => line.Write(Encoding.UTF8.GetBytes(
        $"{record.Patient} conditions={record.Conditions.Length} entries={string.Join('+', record.TimeEntries.Select(entry => $"{entry.Span.Interval?.Duration.TotalSeconds}/{entry.Elsewhere.Length}"))}"));

    private static (string Lines, PopulationReport Report) Run(PopulationOptions? options, params string[] paths)
    {
        using var output = new MemoryStream();
        var report = new PopulationRun(Practice.Mapping, new Diabetes(), options ?? new PopulationOptions()).Run(paths, Render, output);
        return (Encoding.UTF8.GetString(output.ToArray()), report);
    }

    private string Lines(IEnumerable<string> resources) => Run(null, Write("lines.ndjson", string.Join('\n', resources))).Lines;

    [Fact]
    public void Patients_come_out_in_ordinal_order_with_overlaps_over_all_patients()
    {
        Lines(Population(3).Append(Patient(10))).ShouldBe("""
            Patient/p1 conditions=1 entries=1200/2
            Patient/p10 conditions=0 entries=
            Patient/p2 conditions=1 entries=1200/2
            Patient/p3 conditions=1 entries=1200/2

            """);
    }

    [Fact]
    public void The_order_of_input_never_matters()
    {
        var resources = Population(6).Append("""{"resourceType":"Patient","id":"p1","meta":{"versionId":"2"},"deceasedBoolean":true}""").ToArray();
        var expected = Lines(resources);

        Gen.Shuffle(resources).Sample(shuffled => Lines(shuffled) == expected, iter: 20, threads: 1);
    }

    [Fact]
    public void What_goes_to_disk_comes_out_the_same_and_is_removed()
    {
        var file = Write("many.ndjson", string.Join('\n', Population(400)));
        var temp = _folder.CreateSubdirectory("spill").FullName;

        var inMemory = Run(null, file);
        var spilled = Run(new PopulationOptions { MemoryLimit = 64 * 1024, TempFolder = temp }, file);

        inMemory.Report.SpilledBytes.ShouldBe(0);
        spilled.Report.SpilledBytes.ShouldBeGreaterThan(0);
        spilled.Lines.ShouldBe(inMemory.Lines);
        Directory.EnumerateFileSystemEntries(temp).ShouldBeEmpty();
    }

    [Fact]
    public void A_failing_renderer_leaves_nothing_behind()
    {
        var file = Write("many.ndjson", string.Join('\n', Population(400)));
        var temp = _folder.CreateSubdirectory("spill").FullName;
        var run = new PopulationRun(Practice.Mapping, new Diabetes(), new PopulationOptions { MemoryLimit = 64 * 1024, TempFolder = temp });

        Should.Throw<InvalidOperationException>(() => run.Run([file], (_, _) => throw new InvalidOperationException("stop"), Stream.Null));

        Directory.EnumerateFileSystemEntries(temp).ShouldBeEmpty();
    }

    [Fact]
    public void The_counts_add_up()
    {
        var file = Write("mixed.ndjson", string.Join('\n',
            [.. Population(2), Condition(1, "J00"), Condition(2, "Z99"), """{"resourceType":"Observation","id":"o"}""", "{broken", Condition(9, "E11.9")]));

        var report = Run(null, file).Report;

        report.Resources.ShouldBe(new TypeCounts(9, 1, 1));
        report.Resources.Read.ShouldBe(11);
        report.ByType["Condition"].Projected.ShouldBe(5);
        (report.Conditions.Chronic, report.Conditions.NotChronic, report.Conditions.Unmapped).ShouldBe((3, 1, 1));
        report.Conditions.UnmappedCodes["icd-10-cm Z99"].ShouldBe(1);
        (report.Patients, report.PatientsWithoutResource).ShouldBe((2, 1));
        report.DanglingExamples.ShouldBe(["Condition/c9-E11.9"]);
        report.Problems.ShouldHaveSingleItem().ToString().ShouldStartWith(file + ":10: $: Not well-formed JSON");
    }

    [Fact]
    public void The_highest_version_of_a_resource_counts_alone()
    {
        static string Version(string version, string end) => Practice.Entry($$$$"""{"start":"2026-04-10T10:00:00-04:00","end":"2026-04-10T{{{{end}}}}:00-04:00"}""")
            .Replace("\"id\":\"e1\"", "\"id\":\"e1\",\"meta\":{\"versionId\":\"" + version + "\"}");

        Lines([Patient(1), Version("10", "10:30"), Version("9", "10:50")]).ShouldContain("entries=1800/0");
        Lines([Patient(1), Version("2", "10:30"), Version("3", "10:50").Replace("finished", "entered-in-error")]).ShouldContain("entries=\n");
    }

    [Theory]
    [InlineData("\"versionId\":\"1\"", "\"versionId\":\"2\"")]
    [InlineData("\"lastUpdated\":\"2026-04-10T10:00:00Z\"", "\"lastUpdated\":\"2026-04-11T10:00:00Z\"")]
    public void An_entry_moved_to_another_patient_counts_there_alone(string first, string later)
    {
        string Version(int patient, string meta) => Entry(1).Replace("Patient/p1", "Patient/p" + patient).Replace("\"id\":\"e1\"", "\"id\":\"e1\",\"meta\":{" + meta + "}");
        var resources = (string[])[Patient(1), Patient(2), Version(1, first), Version(2, later)];

        Gen.Shuffle(resources).Sample(shuffled => Lines(shuffled) == "Patient/p1 conditions=0 entries=\nPatient/p2 conditions=0 entries=1200/0\n", iter: 10, threads: 1);
        Run(null, Write("moved.ndjson", string.Join('\n', resources))).Report.Superseded.ShouldBe(1);
    }

    [Fact]
    public void A_temporary_folder_that_cannot_be_written_is_named_and_no_input_is()
    {
        var file = Write("many.ndjson", string.Join('\n', Population(400)));
        var temp = Path.Combine(_folder.FullName, "taken");
        File.WriteAllText(temp, "a file where a folder belongs");

        var failure = Should.Throw<SpillException>(() => Run(new PopulationOptions { MemoryLimit = 64 * 1024, TempFolder = temp }, file));

        failure.Message.ShouldStartWith(temp + ": facts cannot be kept in this temporary folder");
        failure.Message.ShouldNotContain("many.ndjson");
    }

    [Fact]
    public void Facts_stay_within_their_budgets()
    {
        static string Uuid(int number) => new Guid(number, 7, 7, 1, 2, 3, 4, 5, 6, 7, 8).ToString();
        var plain = (string[])
        [
            """{"resourceType":"Patient","id":"p1","identifier":[{"system":"http://hl7.org/fhir/sid/us-mbi","value":"1S00C00JY17"}]}""",
            .. Enumerable.Range(0, 12).Select(i => Condition(1, "E11.9").Replace("c1-E11.9", Uuid(i)).Replace("icd-10-cm\",\"code\":\"E11.9", "icd-10-cm\",\"code\":\"E11." + i)),
            .. Enumerable.Range(0, 37).Select(i => """{"resourceType":"Encounter","id":"ID","meta":{"versionId":"1","lastUpdated":"2026-04-10T10:00:00Z"},"status":"finished","subject":{"reference":"Patient/p1"},"period":{"start":"2026-04-10T10:00:00Z"}}""".Replace("ID", Uuid(i))),
        ];
        var withCcm = (string[])[.. plain, .. Enumerable.Range(0, 30).Select(i => Practice.Entry(id: Uuid(i + 100)).Replace("Practitioner/rn-s", "Practitioner/" + Uuid(7)))];

        Run(null, Write("plain.ndjson", string.Join('\n', plain))).Report.FactBytes.ShouldBeLessThanOrEqualTo(512);
        Run(null, Write("ccm.ndjson", string.Join('\n', withCcm))).Report.FactBytes.ShouldBeLessThanOrEqualTo(4096);
    }

    [Fact]
    public void Folders_gzip_bundles_and_single_resources_give_the_same()
    {
        var resources = Population(2);
        var expected = Lines(resources);
        var bundle = "{\"entry\":[" + string.Join(",\n", resources.Select(json => "{\"resource\": " + json + "}")) + "],\"type\":\"collection\",\"resourceType\":\"Bundle\"}";
        var folder = _folder.CreateSubdirectory("singles").FullName;
        for (var i = 0; i < resources.Length; i++)
            File.WriteAllText(Path.Combine(folder, $"{i}.json"), resources[i].Replace(",\"", ",\n  \""));
        var zipped = Path.Combine(_folder.FullName, "lines.ndjson.gz");
        using (var gzip = new GZipStream(File.Create(zipped), CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(string.Join('\n', resources)));

        Run(null, Write("bundle.json", bundle)).Lines.ShouldBe(expected);
        Run(null, folder).Lines.ShouldBe(expected);
        Run(null, zipped).Lines.ShouldBe(expected);
    }

    [Fact]
    public void A_bundle_larger_than_the_window_is_read_entry_by_entry()
    {
        var entries = Population(2000).Select(json => "{\"fullUrl\":\"https://x/y\",\"resource\":" + json + "}");
        var file = Write("large.json", "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[" + string.Join(',', entries) + "]}");
        new FileInfo(file).Length.ShouldBeGreaterThan(1_000_000);

        Run(null, file).Report.Resources.ShouldBe(new TypeCounts(6000, 0, 0));
    }

    [Fact]
    public void Transaction_entries_are_known_by_their_urn_and_outcomes_and_deletions_are_heard()
    {
        var file = Write("transaction.json", """
            {"resourceType":"Bundle","type":"history","entry":[
              {"fullUrl":"urn:uuid:p7","resource":{"resourceType":"Patient"}},
              {"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"error"}]}},
              {"resource":ENTRY},
              {"request":{"method":"DELETE","url":"Encounter/e1"}}]}
            """.Replace("ENTRY", Practice.Entry().Replace("Patient/p1", "urn:uuid:p7")));

        var (lines, report) = Run(null, file);

        lines.ShouldBe("Patient/p7 conditions=0 entries=\n");
        report.Problems.ShouldHaveSingleItem().Code.ShouldBe(InputProblems.OperationOutcome);
    }

    [Theory]
    [InlineData("page.json", "<!DOCTYPE html><html>", InputProblems.NotJson)]
    [InlineData("empty.ndjson", " \n ", InputProblems.FileEmpty)]
    [InlineData("text.json", "hello", InputProblems.NotJson)]
    [InlineData("cut.json", "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Pati", InputProblems.FileCutOff)]
    public void What_is_no_fhir_is_one_clear_problem(string name, string content, string code)
    {
        var report = Run(null, Write(name, content)).Report;

        report.Problems.ShouldHaveSingleItem().Code.ShouldBe(code);
        report.Problems[0].Message.ShouldNotContain("hello");
    }

    [Fact]
    public void A_missing_path_says_which() =>
        Should.Throw<InputException>(() => Run(null, Path.Combine(_folder.FullName, "nowhere"))).Message.ShouldContain("nowhere: no such file or folder");
}
