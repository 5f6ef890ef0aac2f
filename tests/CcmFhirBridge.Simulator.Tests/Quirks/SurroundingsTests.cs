using System.Text.Json;
using CcmFhirBridge.Simulator.Doors;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Servers;

namespace CcmFhirBridge.Simulator.Tests.Quirks;

/// <summary>Quirks of what surrounds an EHR: its door, its other clients, its clock.</summary>
public sealed class SurroundingsTests
{
    [Fact]
    public async Task Tokens_end_with_the_answer_that_is_hit()
    {
        await using var ehr = await RunningEhr.StartAsync(new SimulatedEhrOptions { Door = new DoorOptions { ClientId = "bridge", Secret = "s" } });
        ehr.Ehr.Quirks.Add(new ForgottenTokens(new Aim(First: 2, WritesOnly: false), ehr.Ehr.Door!));
        var token = await TokenAsync(ehr);

        (await ehr.Get("/Patient", ("Authorization", token))).Status.ShouldBe(200);
        (await ehr.Get("/Patient", ("Authorization", token))).Status.ShouldBe(200);
        (await ehr.Get("/Patient", ("Authorization", token))).Status.ShouldBe(401);

        (await ehr.Get("/Patient", ("Authorization", await TokenAsync(ehr)))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Another_system_writes_the_same_a_moment_before()
    {
        await using var ehr = await RunningEhr.StartAsync();
        var quirk = new ForeignCopy(new Aim(Times: 2), ehr.Ehr.Store);
        ehr.Ehr.Quirks.Add(quirk);

        (await ehr.Post("/Claim", Bodies.Claim("k1"))).Status.ShouldBe(201);
        var met = await ehr.Post("/Claim", Bodies.Claim("k2"), ("If-None-Exist", "identifier=urn:claims|k2"));

        (await ehr.Get("/Claim?identifier=urn:claims|k1")).Ids().Count.ShouldBe(2);
        (met.Status, met.Id).ShouldBe((200, quirk.Written[1].Id));
        ehr.Ehr.History.Records.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_header_Date_is_wrong_and_nothing_else()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.Ehr.Quirks.Add(new SkewedDate(TimeSpan.FromHours(-30)));

        var reply = await ehr.Post("/Claim", Bodies.Claim("k1"));

        reply.Headers.Date.ShouldBe(RunningEhr.Noon.AddHours(-30));
        reply.ContentHeaders.LastModified.ShouldBe(RunningEhr.Noon);
    }

    [Fact]
    public async Task Links_name_the_origin_under_which_clients_reach_it()
    {
        await using var ehr = await RunningEhr.StartAsync(new SimulatedEhrOptions { Origin = new Uri("http://ehr.example:8443/") });
        ehr.SeedPatients(3);

        var page = await ehr.Get(new Uri(ehr.Ehr.Address, "/fhir/Patient?_count=2").AbsoluteUri);

        page.Link("next")!.ShouldStartWith("http://ehr.example:8443/fhir?");
    }

    private static async Task<string> TokenAsync(RunningEhr ehr)
    {
        var given = await ehr.Send(
            HttpMethod.Post, new Uri(ehr.Ehr.Address, "/oauth/token").AbsoluteUri, "grant_type=client_credentials&client_id=bridge&client_secret=s", [],
            "application/x-www-form-urlencoded");
        return "Bearer " + JsonElement.Parse(given.Text).GetProperty("access_token").GetString();
    }
}
