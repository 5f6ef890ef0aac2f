namespace CcmFhirBridge.Simulator.Tests.Servers;

public sealed class WriteTests
{
    [Fact]
    public async Task A_create_answers_with_location_version_and_body_and_keeps_the_digits_of_money()
    {
        await using var ehr = await RunningEhr.StartAsync();

        var reply = await ehr.Post("/Claim", Bodies.Claim("k1"));

        reply.Status.ShouldBe(201);
        reply.Headers.Location!.ToString().ShouldBe($"{ehr.Ehr.BaseUrl}/Claim/{reply.Id}/_history/1");
        reply.Headers.ETag!.ToString().ShouldBe("W/\"1\"");
        reply.Json.GetProperty("total").GetProperty("value").GetRawText().ShouldBe("125.00");
        (await ehr.Get($"/Claim/{reply.Id}")).Text.ShouldBe(reply.Text);
    }

    [Fact]
    public async Task A_minimal_answer_has_no_body_but_a_location()
    {
        await using var ehr = await RunningEhr.StartAsync();

        var reply = await ehr.Post("/Claim", Bodies.Claim("k1"), ("Prefer", "return=minimal"));

        reply.Status.ShouldBe(201);
        reply.Text.ShouldBeEmpty();
        reply.Headers.Location.ShouldNotBeNull();
    }

    [Fact]
    public async Task Versions_get_strictly_later_times_although_the_clock_stands_still()
    {
        await using var ehr = await RunningEhr.StartAsync();
        for (var i = 0; i < 4; i++)
            await ehr.Put("/Patient/p001", Bodies.Patient("p001"));

        var times = ehr.Ehr.Store.History("Patient", "p001").Select(version => version.LastUpdated).ToList();

        times.Count.ShouldBe(4);
        times.Zip(times.Skip(1)).ShouldAllBe(pair => pair.First > pair.Second);
    }

    [Fact]
    public async Task An_update_demands_the_version_that_it_names()
    {
        await using var ehr = await RunningEhr.StartAsync();
        await ehr.Put("/Patient/p001", Bodies.Patient("p001"));

        (await ehr.Put("/Patient/p001", Bodies.Patient("p001"), ("If-Match", "W/\"1\""))).Status.ShouldBe(200);
        (await ehr.Put("/Patient/p001", Bodies.Patient("p001"), ("If-Match", "W/\"1\""))).Status.ShouldBe(412);
        (await ehr.Put("/Patient/p001", Bodies.Patient("p001"), ("If-None-Match", "*"))).Status.ShouldBe(412);
        (await ehr.Put("/Patient/new", Bodies.Patient("new"), ("If-None-Match", "*"))).Status.ShouldBe(201);
        ehr.Ehr.Store.History("Patient", "p001").Count.ShouldBe(2);
    }

    [Fact]
    public async Task Switches_decide_about_update_as_create_stale_versions_and_read_only_types()
    {
        await using var ehr = await RunningEhr.StartAsync(new() { UpdateCreate = false, StaleVersionStatus = 409, ReadOnlyTypes = ["Claim"], HiddenTypes = ["Consent"] });
        ehr.Seed(Bodies.Patient("p001"));

        (await ehr.Put("/Patient/new", Bodies.Patient("new"))).Status.ShouldBe(405);
        (await ehr.Put("/Patient/p001", Bodies.Patient("p001"), ("If-Match", "W/\"7\""))).Status.ShouldBe(409);
        (await ehr.Post("/Claim", Bodies.Claim("k1"))).Status.ShouldBe(405);
        (await ehr.Get("/Consent")).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("/Patient/p001", "{ not json", 400)]
    [InlineData("/Patient/p001", "[]", 400)]
    [InlineData("/Patient/p001", """{"resourceType":"Patient","id":"p001","gender":"\ud800"}""", 400)]
    [InlineData("/Patient/p001", """{"resourceType":"Claim","id":"p001"}""", 400)]
    [InlineData("/Patient/p001", """{"resourceType":"Patient"}""", 400)]
    [InlineData("/Patient/p001", """{"resourceType":"Patient","id":"p002"}""", 400)]
    [InlineData("/Patient/p_1", """{"resourceType":"Patient","id":"p_1"}""", 400)]
    [InlineData("/Claim/c1", """{"resourceType":"Claim","id":"c1","status":"active"}""", 422)]
    [InlineData("/ChargeItem/c1", """{"resourceType":"ChargeItem","id":"c1"}""", 422)]
    public async Task A_body_that_makes_no_sense_is_refused_and_leaves_nothing(string path, string body, int status)
    {
        await using var ehr = await RunningEhr.StartAsync();

        (await ehr.Put(path, body)).Status.ShouldBe(status);

        ehr.Ehr.Store.Types.ShouldBeEmpty();
        ehr.Ehr.History.Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_media_type_is_refused()
    {
        await using var ehr = await RunningEhr.StartAsync();

        (await ehr.Send(HttpMethod.Post, "/Claim", Bodies.Claim("k1"), [], "text/plain")).Status.ShouldBe(415);
    }

    [Fact]
    public async Task Many_clients_at_once_lose_nothing_and_share_no_version()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.Seed(Bodies.Patient("p001"));

        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => i % 2 == 0
            ? ehr.Put("/Patient/p001", Bodies.Patient("p001"))
            : ehr.Post("/Claim", Bodies.Claim("same"), ("If-None-Exist", "identifier=urn:claims|same"))));

        replies.Count(reply => reply.Status == 201).ShouldBe(1);
        replies.Count(reply => reply.Status == 200).ShouldBe(39);
        ehr.Ehr.Store.History("Patient", "p001").Select(version => version.Version).ShouldBe(Enumerable.Range(1, 21).Reverse());
        ehr.Ehr.Store.Count("Claim").ShouldBe(1);
        ehr.Ehr.History.Records.Select(record => record.Sequence).ShouldBe(Enumerable.Range(1, 21).Select(i => (long)i));
    }
}
