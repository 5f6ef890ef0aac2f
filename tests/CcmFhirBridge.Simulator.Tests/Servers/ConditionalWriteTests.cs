namespace CcmFhirBridge.Simulator.Tests.Servers;

public sealed class ConditionalWriteTests
{
    private const string Condition = "identifier=urn:claims|k1";

    [Fact]
    public async Task A_conditional_create_creates_once()
    {
        await using var ehr = await RunningEhr.StartAsync();

        var first = await ehr.Post("/Claim", Bodies.Claim("k1"), ("If-None-Exist", Condition));
        var second = await ehr.Post("/Claim", Bodies.Claim("k1"), ("If-None-Exist", "identifier=urn%3Aclaims%7Ck1"));

        first.Status.ShouldBe(201);
        second.Status.ShouldBe(200);
        second.Headers.Location!.ToString().ShouldEndWith($"/Claim/{first.Id}/_history/1");
        ehr.Ehr.History.WithIdentifier("urn:claims", "k1").Count.ShouldBe(1);
    }

    [Fact]
    public async Task Several_matches_or_no_criterion_fail_the_condition()
    {
        await using var ehr = await RunningEhr.StartAsync();
        await ehr.Post("/Claim", Bodies.Claim("k1"));
        await ehr.Post("/Claim", Bodies.Claim("k1"));

        (await ehr.Post("/Claim", Bodies.Claim("k1"), ("If-None-Exist", Condition))).Status.ShouldBe(412);
        (await ehr.Post("/Claim", Bodies.Claim("k1"), ("If-None-Exist", "wibble=1"))).Status.ShouldBe(412);
        ehr.Ehr.Store.Count("Claim").ShouldBe(2);
    }

    [Fact]
    public async Task A_server_that_ignores_the_condition_creates_twice()
    {
        await using var ehr = await RunningEhr.StartAsync(new() { ConditionalCreate = false });

        await ehr.Post("/Claim", Bodies.Claim("k1"), ("If-None-Exist", Condition));
        (await ehr.Post("/Claim", Bodies.Claim("k1"), ("If-None-Exist", Condition))).Status.ShouldBe(201);

        ehr.Ehr.Store.Count("Claim").ShouldBe(2);
    }

    [Fact]
    public async Task A_conditional_update_creates_updates_or_refuses()
    {
        await using var ehr = await RunningEhr.StartAsync();

        var created = await ehr.Put("/Claim?" + Condition, Bodies.Claim("k1"));
        var updated = await ehr.Put("/Claim?" + Condition, Bodies.Claim("k1", status: "cancelled"));
        await ehr.Post("/Claim", Bodies.Claim("k1"));
        var ambiguous = await ehr.Put("/Claim?" + Condition, Bodies.Claim("k1"));

        created.Status.ShouldBe(201);
        updated.Status.ShouldBe(200);
        updated.Id.ShouldBe(created.Id);
        (await ehr.Get($"/Claim/{created.Id}")).Json.GetProperty("status").GetString().ShouldBe("cancelled");
        ambiguous.Status.ShouldBe(412);
    }

    [Fact]
    public async Task A_conditional_update_does_not_take_over_another_resource()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.SeedPatients(2);

        var body = """{"resourceType":"Patient","id":"p002"}""";
        (await ehr.Put("/Patient?identifier=urn:mrn|M1", body)).Status.ShouldBe(400);
        (await ehr.Put("/Patient?identifier=urn:mrn|M9", body)).Status.ShouldBe(409);
    }
}
