using System.IO.Compression;
using System.Text;
using CcmFhirBridge.Ehr.Populations;
using CcmFhirBridge.Ehr.Reading.Files;

namespace CcmFhirBridge.Ehr.Tests.Reading.Files;

public sealed class FileInputTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ccm-files-");

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Resource(string id) => $$"""{"resourceType":"Patient","id":"{{id}}"}""";

    private string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private HeardInput Heard(string name, string content) => HeardInput.Read(Write(name, content));

    private static byte[] Zipped(string content)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(content));
        return bytes.ToArray();
    }

    [Fact]
    public void Lines_keep_their_numbers_over_blank_and_broken_ones() =>
        Heard("a.ndjson", $"{Resource("p1")}\r\n\n  \n{{broken\n{Resource("p2")}").Resources.ShouldBe(["1 p1", "4 broken", "5 p2"]);

    [Fact]
    public void A_byte_order_mark_and_blanks_before_the_first_line_are_passed_over() =>
        Heard("bom.ndjson", "\uFEFF" + Resource("p1") + "\n" + Resource("p2") + "\n").Resources.ShouldBe(["1 p1", "2 p2"]);

    [Theory]
    [InlineData("Patients.json")]
    [InlineData("Patients.txt")]
    public void Lines_under_another_name_are_still_lines(string name) =>
        Heard(name, Resource("p1") + "\n" + Resource("p2")).Resources.ShouldBe(["1 p1", "2 p2"]);

    [Fact]
    public void A_line_longer_than_the_window_is_read_whole()
    {
        var longLine = "{\"resourceType\":\"Patient\",\"id\":\"p2\",\"text\":\"" + new string('x', 700_000) + "\"}";

        Heard("long.ndjson", $"{Resource("p1")}\n{longLine}\n{Resource("p3")}\n").Resources.ShouldBe(["1 p1", "2 p2", "3 p3"]);
    }

    [Fact]
    public void A_cut_off_gzip_gives_what_was_there_and_says_that_it_is_cut_off()
    {
        var random = new Random(7);
        var lines = string.Join('\n', Enumerable.Range(0, 4_000).Select(number => Resource($"{number}-{random.NextInt64():x}")));
        var whole = Zipped(lines);

        var heard = HeardInput.Read(Write("cut.ndjson.gz", whole[..(whole.Length / 2)]));

        heard.Resources.Count.ShouldBeInRange(1, 3_999);
        heard.Problems.ShouldHaveSingleItem().Code.ShouldBe(InputProblems.FileCutOff);
    }

    [Fact]
    public void A_damaged_gzip_is_one_clear_problem()
    {
        var bytes = Zipped(Resource("p1"));
        bytes.AsSpan(10).Fill(0xFF);

        HeardInput.Read(Write("damaged.ndjson.gz", bytes)).Problems.ShouldHaveSingleItem().Code.ShouldBe(InputProblems.FileCutOff);
    }

    [Theory]
    [InlineData("bundle.json")]
    [InlineData("bundle.ndjson")]
    public void An_outcome_in_a_bundle_is_heard_between_the_resources(string name)
    {
        var heard = Heard(name, $$$"""{"resourceType":"Bundle","entry":[{"fullUrl":"urn:uuid:1","resource":{{{Resource("p1")}}}},{"resource":{"resourceType":"OperationOutcome","issue":[]}},{"search":{}},{"request":{"method":"DELETE","url":"Patient/p9"}}]}""");

        heard.Resources.ShouldHaveSingleItem().ShouldEndWith("p1urn:uuid:1");
        heard.Outcomes.Count.ShouldBe(1);
        heard.Deleted.ShouldHaveSingleItem().ShouldEndWith("Patient/p9");
        heard.Problems.ShouldHaveSingleItem().Code.ShouldBe(InputProblems.EntryWithoutResource);
    }

    [Theory]
    [InlineData("empty.ndjson", "", InputProblems.FileEmpty)]
    [InlineData("blank.json", " \r\n\t", InputProblems.FileEmpty)]
    [InlineData("login.ndjson", "<html><title>Sign in</title></html>", InputProblems.NotJson)]
    [InlineData("login.json", "\n  <!DOCTYPE html>", InputProblems.NotJson)]
    [InlineData("array.json", "[1,2]", InputProblems.NotJson)]
    public void What_holds_no_resources_says_why_and_what_to_do(string name, string content, string code)
    {
        var problem = Heard(name, content).Problems.ShouldHaveSingleItem();

        problem.Code.ShouldBe(code);
        problem.ToString().ShouldStartWith(Path.Combine(_folder.FullName, name) + ": ");
        problem.Message.ShouldNotContain("Sign in");
    }

    [Fact]
    public void A_pretty_printed_resource_is_one_resource() =>
        Heard("one.json", "{\n  \"id\": \"p1\",\n  \"resourceType\": \"Patient\"\n}\n").Resources.ShouldBe(["1 p1"]);

    [Fact]
    public void A_file_that_cannot_be_opened_is_named() =>
        Should.Throw<InputException>(() => HeardInput.Read(Path.Combine(_folder.FullName, "gone.ndjson"))).Message.ShouldContain("gone.ndjson: cannot be read");

    [Fact]
    public void What_fails_behind_the_reader_is_not_blamed_on_the_file()
    {
        var path = Write("fine.ndjson", Resource("p1"));

        Should.Throw<SpillException>(() => new FileInput(new FullDisk()).Read(path));
    }

    private sealed class FullDisk : IResourceSink
    {
        public void OnResource(ReadOnlySpan<byte> json, string file, long place, ReadOnlySpan<byte> fullUrl) => throw new SpillException("disk full");

        public void OnOutcome(string file, long place)
        {
        }

        public void OnDeleted(string reference, string file, long place)
        {
        }

        public void OnProblem(InputProblem problem)
        {
        }
    }
}
