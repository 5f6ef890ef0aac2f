using CcmFhirBridge.Simulator.Quirks;

namespace CcmFhirBridge.Simulator.Tests.Quirks;

public sealed class SearchIndexLagTests
{
    private static readonly TimeSpan s_lag = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_search_shows_what_is_new_when_its_time_has_come_and_a_read_at_once()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.Ehr.Quirks.Add(new SearchIndexLag(s_lag));
        var created = await ehr.Post("/Claim", Bodies.Claim("k1"));

        var early = await ehr.Get("/Claim?identifier=urn:claims|k1");
        (await ehr.Get("/Claim/" + created.Id)).Status.ShouldBe(200);
        ehr.Time.Advance(s_lag);
        var late = await ehr.Get("/Claim?identifier=urn:claims|k1");

        early.Ids().ShouldBeEmpty();
        early.Json.GetProperty("total").GetInt32().ShouldBe(0);
        late.Ids().ShouldBe([created.Id]);
    }

    [Fact]
    public async Task A_condition_finds_what_is_new_no_sooner_than_a_search()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.Ehr.Quirks.Add(new SearchIndexLag(s_lag));
        var once = ("If-None-Exist", "identifier=urn:claims|k1");

        (await ehr.Post("/Claim", Bodies.Claim("k1"), once)).Status.ShouldBe(201);
        ehr.Time.Advance(s_lag);
        (await ehr.Post("/Claim", Bodies.Claim("k1"), once)).Status.ShouldBe(200);
        (await ehr.Post("/Claim", Bodies.Claim("k2"))).Status.ShouldBe(201);
        (await ehr.Put("/Claim?identifier=urn:claims|k2", Bodies.Claim("k2"))).Status.ShouldBe(201);

        ehr.Ehr.History.WithIdentifier("urn:claims", "k1").Count.ShouldBe(1);
        ehr.Ehr.History.WithIdentifier("urn:claims", "k2").Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_was_there_before_is_shown_in_its_newest_version()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.SeedPatients(1);
        ehr.Time.Advance(s_lag);
        ehr.Ehr.Quirks.Add(new SearchIndexLag(s_lag));

        await ehr.Put("/Patient/p001", Bodies.Patient("p001"));

        (await ehr.Get("/Patient")).Ids().ShouldBe(["p001"]);
    }
}
