using System.Text.Json;

namespace CcmFhirBridge.Simulator.Tests.Histories;

public sealed class WriteHistoryTests
{
    [Fact]
    public async Task Everything_written_is_there_in_order_and_nothing_else()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.SeedPatients(2);
        var claim = await ehr.Post("/Claim", Bodies.Claim("k1"));
        await ehr.Post("/Claim", Bodies.Claim("k1"), ("If-None-Exist", "identifier=urn:claims|k1"));
        await ehr.Post("/Claim", """{"resourceType":"Claim"}""");
        await ehr.Delete("/Patient/p001");
        await ehr.Delete("/Patient/p001");

        var records = ehr.Ehr.History.Records;

        records.Select(record => $"{record.Sequence} {record.Method} {record.Type}/{record.Id} v{record.Version}")
            .ShouldBe([$"1 POST Claim/{claim.Id} v1", "2 DELETE Patient/p001 v2"]);
        System.Text.Encoding.UTF8.GetString(records[0].Body!).ShouldBe(claim.Text);
        records[1].Body.ShouldBeNull();
    }

    [Fact]
    public async Task It_is_served_as_ndjson_beside_the_fhir_base()
    {
        await using var ehr = await RunningEhr.StartAsync();
        await ehr.Post("/Claim", Bodies.Claim("k1"));
        await ehr.Post("/Claim", Bodies.Claim("k2"));

        var lines = (await ehr.Get(ehr.Ehr.BaseUrl.Replace("/fhir", "/_simulator/history", StringComparison.Ordinal))).Text
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();

        lines.Select(line => line.GetProperty("sequence").GetInt32()).ShouldBe([1, 2]);
        lines[1].GetProperty("identifiers")[0].GetProperty("value").GetString().ShouldBe("k2");
        lines[1].GetProperty("body").GetProperty("resourceType").GetString().ShouldBe("Claim");
    }

    [Fact]
    public async Task Its_file_has_the_line_before_the_client_has_the_answer_and_goes_on_after_a_torn_end()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("history").FullName, "history.ndjson");
        await using (var first = await RunningEhr.StartAsync(new() { HistoryFile = file }))
        {
            await first.Post("/Claim", Bodies.Claim("k1"));
            ReadShared(file).Count.ShouldBe(1);
        }
        await File.AppendAllTextAsync(file, """{"sequence":2,"ti""");
        await using (var second = await RunningEhr.StartAsync(new() { HistoryFile = file }))
            await second.Post("/Claim", Bodies.Claim("k3"));

        var lines = ReadShared(file);

        lines.Count.ShouldBe(3);
        JsonElement.Parse(lines[2]).GetProperty("sequence").GetInt32().ShouldBe(3);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    private static List<string> ReadShared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
