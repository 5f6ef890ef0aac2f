namespace CcmFhirBridge.Simulator.Tests.Servers;

public sealed class ReadTests
{
    [Fact]
    public async Task A_resource_is_read_with_its_version_headers()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.Seed(Bodies.Patient("p001"));

        var reply = await ehr.Get("/Patient/p001");

        reply.Status.ShouldBe(200);
        reply.ContentHeaders.ContentType!.MediaType.ShouldBe("application/fhir+json");
        reply.Headers.ETag!.ToString().ShouldBe("W/\"1\"");
        reply.ContentHeaders.LastModified.ShouldBe(RunningEhr.Noon);
        reply.Headers.Date.ShouldBe(RunningEhr.Noon);
        reply.Json.GetProperty("meta").GetProperty("versionId").GetString().ShouldBe("1");
        reply.Json.GetProperty("meta").GetProperty("lastUpdated").GetString().ShouldBe("2026-05-05T12:00:00.000000Z");
        (await ehr.Get("/Patient/p001", ("If-None-Match", "W/\"1\""))).Status.ShouldBe(304);
    }

    [Fact]
    public async Task Every_version_stays_readable_and_lies_in_the_history_newest_first()
    {
        await using var ehr = await RunningEhr.StartAsync();
        await ehr.Put("/Patient/p001", """{"resourceType":"Patient","id":"p001","gender":"male"}""");
        await ehr.Put("/Patient/p001", """{"resourceType":"Patient","id":"p001","gender":"female"}""");
        await ehr.Delete("/Patient/p001");

        (await ehr.Get("/Patient/p001/_history/1")).Json.GetProperty("gender").GetString().ShouldBe("male");
        (await ehr.Get("/Patient/p001/_history/2")).Json.GetProperty("gender").GetString().ShouldBe("female");
        (await ehr.Get("/Patient/p001/_history/3")).Status.ShouldBe(410);
        (await ehr.Get("/Patient/p001/_history/9")).Status.ShouldBe(404);
        var history = (await ehr.Get("/Patient/p001/_history")).Json;
        history.GetProperty("type").GetString().ShouldBe("history");
        history.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("request").GetProperty("method").GetString())
            .ShouldBe(["DELETE", "PUT", "POST"]);
    }

    [Theory]
    [InlineData("/Patient/nobody", 404, "not-found")]
    [InlineData("/Wibble/1", 404, "not-supported")]
    [InlineData("/Patient/p001/$everything", 405, "not-supported")]
    [InlineData("/Patient?_lastUpdated=geyesterday", 400, "value")]
    [InlineData("/Patient?_count=many", 400, "value")]
    [InlineData("/Patient/p001?_format=xml", 406, "not-supported")]
    public async Task A_refused_read_says_why_in_an_outcome(string path, int status, string issue)
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.Seed(Bodies.Patient("p001"));

        var reply = await ehr.Get(path);

        reply.Status.ShouldBe(status);
        reply.Json.GetProperty("resourceType").GetString().ShouldBe("OperationOutcome");
        reply.Issue.ShouldBe(issue);
    }

    [Fact]
    public async Task A_deleted_resource_is_gone_and_an_unacceptable_format_refused()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.SeedPatients(2);
        (await ehr.Delete("/Patient/p001")).Status.ShouldBe(204);

        (await ehr.Get("/Patient/p001")).Status.ShouldBe(410);
        (await ehr.Get("/Patient")).Ids().ShouldBe(["p002"]);
        (await ehr.Get("/Patient/p002", ("Accept", "application/xml"))).Status.ShouldBe(406);
    }
}
