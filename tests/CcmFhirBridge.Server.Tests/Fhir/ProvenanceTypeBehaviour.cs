using System.Net;
using CcmFhirBridge.Domain.BillingPlans;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Tests.Fhir;

public abstract class ProvenanceTypeBehaviour(ITestStores home) : SearchFixture(home)
{
    private const string Scopes = "system/Claim.rs system/ChargeItem.rs system/Provenance.rs";

    // Each of the four Claims and the six ChargeItems of the fixture.
    [Fact]
    public async Task Every_revision_of_every_bill_and_line_has_one()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        List<string> bills = [.. await Served.AllAsync("/Claim"), .. await Served.AllAsync("/ChargeItem")];
        var found = await Served.AllAsync("/Provenance?_count=3", Scopes);

        found.ShouldBe(bills.Order(StringComparer.Ordinal));
        (await Served.AllAsync("/Provenance?_count=3&_sort=-_id", Scopes)).ShouldBe(Enumerable.Reverse(found));
        (await Served.GetAsync("/Provenance?_count=0", Scopes)).Total.ShouldBe(10);
        foreach (var id in found)
        {
            var read = FhirJsonDeserializer.STRICT.Deserialize<Provenance>((await Served.GetAsync($"/Provenance/{id}", Scopes)).Text);
            read.Target.Single().Reference.ShouldBe((id.Contains('-') ? "ChargeItem/" : "Claim/") + id);
            read.Entity.ShouldNotBeEmpty();
            read.Entity.ShouldAllBe(entity => entity.What!.Reference!.StartsWith("https://ehr.example/fhir/", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("target=Claim/{b-id}", "b")]
    [InlineData("target={b-id}", "b")]
    [InlineData("target=ChargeItem/{b-id}", "")]
    [InlineData("target=ChargeItem/{b-id}-99439", "b.99439")]
    [InlineData("target=Claim/{b-id},ChargeItem/{a-id}-99490", "a.99490 b")]
    [InlineData("target=https://bridge.example/lakeside/fhir/Claim/{b-id}", "b")]
    [InlineData("target=https://bridge.example/hillside/fhir/Claim/{b-id}", "")]
    [InlineData("patient=p1", "a a.99490 b b.99439 b.99490")]
    [InlineData("patient=https://ehr.example/fhir/Patient/p2", "c c.99487")]
    [InlineData("recorded=2026-05-20T13:00:00Z", "b b.99439 b.99490")]
    [InlineData("recorded=ge2026-05-20T14:00:00Z&_lastUpdated=lt2026-05-20T14:30:00Z", "c c.99487")]
    [InlineData("_id={d-id}", "d")]
    [InlineData("_lastUpdated=gt2026-05-20T14:30:00Z", "d d.99490 d.G0506")]
    public async Task They_are_found_by_what_they_are_of(string query, string expected)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        string.Join(' ', (await Served.AllAsync($"/Provenance?{Filled(query)}&_count=2", Scopes)).ConvertAll(Name).Order(StringComparer.Ordinal)).ShouldBe(expected);
    }

    [Fact]
    public async Task They_come_along_with_bills_and_lines_when_the_scopes_permit_it()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var claims = await Served.GetAsync("/Claim?patient=p1&_revinclude=Provenance:target", Scopes);
        claims.Included.ConvertAll(Name).ShouldBe(["a", "b"], ignoreOrder: true);
        claims.Json.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("resource").GetProperty("resourceType").GetString()).Distinct().ShouldBe(["Claim", "Provenance"]);
        (await Served.GetAsync("/ChargeItem?code=99439&_revinclude=Provenance:target", Scopes)).Included.ConvertAll(Name).ShouldBe(["b.99439"]);

        (await Served.GetAsync("/Claim?patient=p1&_revinclude=Provenance:target")).Included.ShouldBeEmpty("the token says nothing of Provenance");
        (await Served.GetAsync("/Provenance")).Code.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task It_stays_what_it_was_whatever_becomes_of_the_bill()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var id = this["c"].RevisionIdentifier.ToLowerInvariant();
        var before = await Served.GetAsync($"/Provenance/{id}", Scopes);
        await Lakeside.MoveAsync(this["c"], LedgerState.Sending, LedgerState.Confirmed);

        (await Served.GetAsync($"/Provenance/{id}", Scopes)).Text.ShouldBe(before.Text);
        (await Served.GetAsync($"/Provenance/{id}/_history/1", Scopes)).Text.ShouldBe(before.Text);
        (await Served.GetAsync($"/Provenance/{id}", Scopes, headers: ("If-None-Match", "W/\"1\""))).Code.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Two_tenants_with_the_same_patient_never_mix()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var others = await Served.AllAsync("/Provenance?patient=p1", Scopes, "hillside");
        others.Count.ShouldBe(2);
        others.Intersect(await Served.AllAsync("/Provenance", Scopes)).ShouldBeEmpty();
        (await Served.GetAsync($"/Provenance/{this["b"].RevisionIdentifier.ToLowerInvariant()}", Scopes, "hillside")).Code.ShouldBe(HttpStatusCode.NotFound);
    }
}

public sealed class SqliteProvenanceTypeTests() : ProvenanceTypeBehaviour(new SqliteStores());

public sealed class PostgresProvenanceTypeTests() : ProvenanceTypeBehaviour(new PostgresStores());
