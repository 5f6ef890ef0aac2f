using System.Text.Json;

namespace CcmFhirBridge.Simulator.Tests.Servers;

public sealed class BundleTests
{
    private const string ClaimUrn = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a";

    [Fact]
    public async Task A_transaction_stores_all_and_resolves_references_between_its_entries()
    {
        await using var ehr = await RunningEhr.StartAsync();

        var reply = await ehr.Post("", Bundle("transaction", ChargeEntry("c1", ClaimUrn), ClaimEntry("k1")));

        reply.Status.ShouldBe(200);
        reply.Json.GetProperty("type").GetString().ShouldBe("transaction-response");
        Statuses(reply).ShouldBe(["201", "201"]);
        var claim = ehr.Ehr.Store.Current("Claim").Single();
        var charge = JsonElement.Parse(ehr.Ehr.Store.Current("ChargeItem").Single().Body!);
        charge.GetProperty("supportingInformation")[0].GetProperty("reference").GetString().ShouldBe($"Claim/{claim.Id}");
        ehr.Ehr.History.Records.Select(record => record.Type).ShouldBe(["ChargeItem", "Claim"]);
    }

    [Fact]
    public async Task One_bad_entry_undoes_the_whole_transaction()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.SeedPatients(1);
        var stale = Entry("PUT", "Patient/p001", Bodies.Patient("p001"), """, "ifMatch": "W/\"9\"" """);

        var reply = await ehr.Post("", Bundle("transaction", ClaimEntry("k1"), Entry("DELETE", "Patient/p001", null), stale));

        reply.Status.ShouldBe(400);
        var second = await ehr.Post("", Bundle("transaction", ClaimEntry("k1"), stale));
        second.Status.ShouldBe(412);
        ehr.Ehr.Store.Count("Claim").ShouldBe(0);
        ehr.Ehr.Store.History("Patient", "p001").Count.ShouldBe(1);
        ehr.Ehr.History.Records.ShouldBeEmpty();
        (await ehr.Get("/Claim")).Ids().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_conditional_create_in_a_transaction_points_references_at_what_is_there()
    {
        await using var ehr = await RunningEhr.StartAsync();
        var there = await ehr.Post("/Claim", Bodies.Claim("k1"));
        var claim = Entry("POST", "Claim", Bodies.Claim("k1"), """, "ifNoneExist": "identifier=urn:claims|k1" """, ClaimUrn);

        var reply = await ehr.Post("", Bundle("transaction", claim, ChargeEntry("c1", ClaimUrn)));

        Statuses(reply).ShouldBe(["200", "201"]);
        ehr.Ehr.Store.Count("Claim").ShouldBe(1);
        JsonElement.Parse(ehr.Ehr.Store.Current("ChargeItem").Single().Body!)
            .GetProperty("supportingInformation")[0].GetProperty("reference").GetString().ShouldBe($"Claim/{there.Id}");
    }

    [Fact]
    public async Task A_batch_answers_each_entry_for_itself()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.SeedPatients(1);

        var reply = await ehr.Post("", Bundle("batch", ClaimEntry("k1"), Entry("GET", "Patient/nobody", null), Entry("GET", "Patient?_id=p001", null)));

        Statuses(reply).ShouldBe(["201", "404", "200"]);
        reply.Json.GetProperty("entry")[1].GetProperty("response").GetProperty("outcome").GetProperty("resourceType").GetString().ShouldBe("OperationOutcome");
        reply.Json.GetProperty("entry")[2].GetProperty("resource").GetProperty("total").GetInt32().ShouldBe(1);
        ehr.Ehr.Store.Count("Claim").ShouldBe(1);
    }

    [Theory]
    [InlineData("transaction", 422)]
    [InlineData("batch", 422)]
    [InlineData("collection", 422)]
    public async Task What_is_switched_off_or_unknown_is_refused(string type, int status)
    {
        await using var ehr = await RunningEhr.StartAsync(new() { Transactions = false, Batches = false });

        (await ehr.Post("", Bundle(type, ClaimEntry("k1")))).Status.ShouldBe(status);
        ehr.Ehr.Store.Count("Claim").ShouldBe(0);
    }

    private static string ClaimEntry(string key) => Entry("POST", "Claim", Bodies.Claim(key), "", ClaimUrn);

    private static string ChargeEntry(string key, string claim) => Entry("POST", "ChargeItem", Bodies.ChargeItem(key, claim));

    private static string Entry(string method, string url, string? resource, string more = "", string? fullUrl = null) =>
        "{" + (fullUrl is null ? "" : $"\"fullUrl\":\"{fullUrl}\",") + (resource is null ? "" : $"\"resource\":{resource},")
        + $"\"request\":{{\"method\":\"{method}\",\"url\":\"{url}\"{more}}}}}";

    private static string Bundle(string type, params string[] entries) =>
        $$"""{"resourceType":"Bundle","type":"{{type}}","entry":[{{string.Join(',', entries)}}]}""";

    private static IEnumerable<string?> Statuses(Reply reply) =>
        reply.Json.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("status").GetString());
}
