using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace CcmFhirBridge.Server.Tests.Fhir;

/// <summary>What somebody tries who holds a token of lakeside and wants something of hillside, where there is a patient of the same id.</summary>
public abstract class EscapeAttackBehaviour
{
    private readonly SearchFixture _fixture;

    protected EscapeAttackBehaviour(SearchFixture fixture)
    {
        Assert.SkipWhen(fixture.Missing is not null, fixture.Missing ?? "");
        _fixture = fixture;
    }

    private ServedTenants Served => _fixture.Served;

    [Theory]
    [InlineData("/ChargeItem?_include=ChargeItem:claim")]
    [InlineData("/ChargeItem?_include=*&subject=p1")]
    [InlineData("/ChargeItem?_include=ChargeItem:claim:Claim&claim=https://bridge.example/hillside/fhir/Claim/{theirs}")]
    [InlineData("/ChargeItem?_include=ChargeItem:claim&claim={theirs}")]
    [InlineData("/ChargeItem?_include=ChargeItem:claim&_id={theirs}")]
    [InlineData("/ChargeItem?_include=Claim:patient&_include=Patient:link")]
    public Task Attack_25_nothing_of_another_tenant_comes_along(string query) => NothingOfOthersAsync(query);

    [Theory]
    [InlineData("/Claim?_revinclude=*")]
    [InlineData("/Claim?_revinclude=*&patient=p1")]
    [InlineData("/Claim?_revinclude=ChargeItem:claim&_id={theirs}")]
    [InlineData("/Claim?_revinclude=Provenance:target&_revinclude=AuditEvent:entity")]
    public Task Attack_26_nothing_of_another_tenant_comes_along_backwards(string query) => NothingOfOthersAsync(query);

    [Theory]
    [InlineData("_revinclude:*=ChargeItem:claim")]
    [InlineData("_revinclude:iterate=*")]
    [InlineData("_include:recurse=*")]
    public async Task Attack_26_what_comes_along_brings_nothing_along(string query) => (await Served.GetAsync("/Claim?" + query)).Code.ShouldBe(HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("_has:ChargeItem:claim:code={code}")]
    [InlineData("_has:ChargeItem:claim:_has:Claim:patient:identifier={code}")]
    public async Task Attack_27_a_value_that_may_not_be_read_cannot_be_guessed(string query) => await SameForAllAsync(query, "99490", "99999");

    [Theory]
    [InlineData("patient.identifier={code}")]
    [InlineData("patient:Patient.name={code}")]
    [InlineData("patient.organization.name={code}")]
    public async Task Attack_28_a_chain_leads_nowhere(string query) => await SameForAllAsync(query, "p1", "nobody");

    [Theory]
    [InlineData("GET", "/$export-poll-status?_jobId={theirs}")]
    [InlineData("GET", "/_async/{theirs}")]
    [InlineData("DELETE", "/_operations/{theirs}")]
    [InlineData("GET", "/$job-status?job={theirs}")]
    public async Task Attack_34_there_is_no_job_that_could_be_asked_for(string method, string path)
    {
        var theirs = await TheirsAsync();

        (await Served.SendAsync(new HttpRequestMessage(new HttpMethod(method), ServedTenants.Address(Filled(path, theirs), "lakeside")))).Code.ShouldBe(HttpStatusCode.NotFound);
        var answer = await Served.GetAsync("/Claim", headers: ("Prefer", "respond-async"));
        answer.Code.ShouldBe(HttpStatusCode.OK, "it is answered at once");
        answer.ContentHeaders.Contains("Content-Location").ShouldBeFalse();
    }

    [Theory]
    [InlineData("PUT", "/Claim/{ours}", "application/fhir+json", """{"resourceType":"Claim","id":"{ours}","status":"active","patient":{"reference":"Patient/p3"}}""")]
    [InlineData("PUT", "/Claim/{theirs}", "application/fhir+json", """{"resourceType":"Claim","id":"{theirs}","patient":{"reference":"https://bridge.example/hillside/fhir/Patient/p1"}}""")]
    [InlineData("PUT", "/Claim?patient=p1", "application/fhir+json", """{"resourceType":"Claim","patient":{"reference":"Patient/p3"}}""")]
    [InlineData("PATCH", "/Claim/{ours}", "application/json-patch+json", """[{"op":"replace","path":"/patient/reference","value":"Patient/p3"}]""")]
    [InlineData("PATCH", "/ChargeItem/{ours}", "application/fhir+json", """{"resourceType":"Parameters","parameter":[{"name":"operation"}]}""")]
    [InlineData("POST", "/Claim", "application/fhir+json", """{"resourceType":"Claim","patient":{"reference":"Patient/p3"}}""")]
    public async Task Attack_36_no_resource_is_moved_to_another_patient(string method, string path, string type, string body)
    {
        var theirs = await TheirsAsync();
        var before = (await Served.GetAsync("/Claim/{a-id}".Replace("{a-id}", Ours, StringComparison.Ordinal))).Text;
        using var content = new StringContent(Filled(body, theirs), Encoding.UTF8, MediaTypeHeaderValue.Parse(type));

        var answer = await Served.SendAsync(new HttpRequestMessage(new HttpMethod(method), ServedTenants.Address(Filled(path, theirs), "lakeside")) { Content = content });

        answer.Code.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await Served.GetAsync("/Claim/" + Ours)).Text.ShouldBe(before);
        (await Served.GetAsync("/Claim/" + theirs, slug: "hillside")).Code.ShouldBe(HttpStatusCode.OK);
        (await Served.GetAsync("/Claim")).Total.ShouldBe(4);
    }

    [Fact]
    public async Task Attack_74_a_patch_or_an_expression_that_grows_is_refused_unread()
    {
        // Each copy doubles what is there; it would come to a thousand million million parts.
        var doubling = string.Join(',', Enumerable.Repeat("""{"op":"copy","from":"","path":"/x"}""", 50));
        var repeating = "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"path\",\"valueString\":\"" + string.Concat(Enumerable.Repeat("Claim.repeat(descendants()).", 1_000)) + "\"}]}";
        foreach (var (type, body) in ((string, string)[])[("application/json-patch+json", $"[{doubling}]"), ("application/fhir+json", repeating)])
        {
            using var content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(type));
            var answer = await Served.SendAsync(new HttpRequestMessage(HttpMethod.Patch, ServedTenants.Address("/Claim/" + Ours, "lakeside")) { Content = content });
            answer.Code.ShouldBe(HttpStatusCode.MethodNotAllowed);
        }

        foreach (var query in new[] { "_filter=patient eq repeat()", "_query=x", "_elements=repeat(descendants())" })
        {
            var answer = await Served.GetAsync("/Claim?" + query, headers: ("Prefer", "handling=strict"));
            answer.Code.ShouldBe(HttpStatusCode.BadRequest, query);
        }
    }

    private string Ours => _fixture["a"].RevisionIdentifier.ToLowerInvariant();

    private async Task<string> TheirsAsync() => (await Served.GetAsync("/Claim", slug: "hillside")).Matches.ShouldHaveSingleItem();

    private string Filled(string text, string theirs) => text.Replace("{theirs}", theirs, StringComparison.Ordinal).Replace("{ours}", Ours, StringComparison.Ordinal);

    private async Task NothingOfOthersAsync(string query)
    {
        var theirs = await TheirsAsync();
        var lines = (await Served.GetAsync("/ChargeItem", slug: "hillside")).Matches;
        lines.ShouldNotBeEmpty();

        var answer = await Served.GetAsync(Filled(query, theirs));

        answer.Code.ShouldBe(HttpStatusCode.OK);
        foreach (var id in answer.Matches.Concat(answer.Included))
            lines.Append(theirs).ShouldNotContain(id);
    }

    // Refused before anything is looked for: the answer is the same for what is there, what is there at another tenant, and what is nowhere.
    private async Task SameForAllAsync(string query, string there, string nowhere)
    {
        var answers = new List<FhirReply>();
        foreach (var value in new[] { there, nowhere })
        {
            foreach (var scopes in new[] { ServedTenants.AllScopes, "system/Claim.rs" })
                answers.Add(await Served.GetAsync("/Claim?" + query.Replace("{code}", value, StringComparison.Ordinal), scopes));
        }

        answers.ShouldAllBe(answer => answer.Code == HttpStatusCode.BadRequest);
        answers.Select(static answer => answer.Text).Distinct().Count().ShouldBe(1);
    }
}

public sealed class SqliteEscapeAttackTests(SqliteSearchFixture fixture) : EscapeAttackBehaviour(fixture), IClassFixture<SqliteSearchFixture>;

public sealed class PostgresEscapeAttackTests(PostgresSearchFixture fixture) : EscapeAttackBehaviour(fixture), IClassFixture<PostgresSearchFixture>;
