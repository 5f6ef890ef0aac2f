using System.Net;

namespace CcmFhirBridge.Server.Tests.Fhir;

public abstract class SearchBehaviour
{
    private readonly SearchFixture _fixture;

    protected SearchBehaviour(SearchFixture fixture)
    {
        Assert.SkipWhen(fixture.Missing is not null, fixture.Missing ?? "");
        _fixture = fixture;
    }

    private ServedTenants Served => _fixture.Served;

    [Theory]
    [InlineData("/Claim", "a b c d")]
    [InlineData("/Claim?_sort=-_lastUpdated", "d c b a")]
    [InlineData("/Claim?patient=p1", "a b")]
    [InlineData("/Claim?patient=Patient/p1", "a b")]
    [InlineData("/Claim?patient:Patient=p1", "a b")]
    [InlineData("/Claim?patient=https://ehr.example/fhir/Patient/p1,p2", "a b c")]
    [InlineData("/Claim?patient=https://other.example/fhir/Patient/p1", "")]
    [InlineData("/Claim?patient=Practitioner/p1", "")]
    [InlineData("/Claim?patient=p1&patient=p2", "")]
    [InlineData("/Claim?patient=P1", "")]
    [InlineData("/Claim?identifier={b}", "b")]
    [InlineData("/Claim?identifier={b-shared},{c}", "b c")]
    [InlineData("/Claim?identifier=https://ccmfhirbridge.dev/fhir/identifier/claim|{b-shared}", "b")]
    [InlineData("/Claim?identifier=https://ccmfhirbridge.dev/fhir/identifier/claim|{b}", "")]
    [InlineData("/Claim?identifier=https://ccmfhirbridge.dev/fhir/identifier/claim-revision|{b}", "b")]
    [InlineData("/Claim?identifier=https://ccmfhirbridge.dev/fhir/identifier/claim|", "a b c d")]
    [InlineData("/Claim?identifier=|{b}", "")]
    [InlineData("/Claim?identifier=http://other|{b}", "")]
    [InlineData("/Claim?identifier:not={b}", "a c d")]
    [InlineData("/Claim?_id={b-id},{a-id}", "a b")]
    [InlineData("/Claim?_id={b}", "")]
    [InlineData("/Claim?_id:not={b-id}", "a c d")]
    [InlineData("/Claim?status=active", "a b")]
    [InlineData("/Claim?status=draft", "c d")]
    [InlineData("/Claim?status:not=active", "c d")]
    [InlineData("/Claim?status=http://hl7.org/fhir/fm-status|active,cancelled", "a b")]
    [InlineData("/Claim?status=|active", "a b")]
    [InlineData("/Claim?status=http://hl7.org/fhir/chargeitem-status|active", "")]
    [InlineData("/Claim?status=ACTIVE", "")]
    [InlineData("/Claim?created=2026-05-20", "a b c d")]
    [InlineData("/Claim?created=2026-05-20T08:00:00-04:00", "a")]
    [InlineData("/Claim?created=2026-05-20T08:00:00", "a")]
    [InlineData("/Claim?created=2026-05-20T12:00:00Z", "a")]
    [InlineData("/Claim?created=2026-05-20T14:00:00%2B02:00", "a")]
    [InlineData("/Claim?created=2026-05-20T09:00", "b")]
    [InlineData("/Claim?created=gt2026-05-20T09:00:00", "c d")]
    [InlineData("/Claim?created=ge2026-05-20T09:00:00&created=lt2026-05-20T11:00:00", "b c")]
    [InlineData("/Claim?created=le2026-05-20T09:00:00", "a b")]
    [InlineData("/Claim?created=ne2026-05-20T09:00:00", "a c d")]
    [InlineData("/Claim?created=sa2026-05-20T09:00:00", "c d")]
    [InlineData("/Claim?created=eb2026-05-20T09:00:00", "a")]
    [InlineData("/Claim?created=2025,eb2026-05-20T09:00:00", "a")]
    [InlineData("/Claim?created=gt2026-05", "")]
    [InlineData("/Claim?created=ap2026-05-20T09:05:00", "b")]
    [InlineData("/Claim?_lastUpdated=2026-05-20T16:00:00Z", "d")]
    [InlineData("/Claim?_lastUpdated=ge2026-05-20T14:00:00Z", "c d")]
    [InlineData("/Claim?_lastUpdated=lt2026-05-20T14:00:00Z&_sort=-_id", "a b", true)]
    [InlineData("/Claim?billable-period=2026-04", "b c d")]
    [InlineData("/Claim?billable-period=2026-03-31", "")]
    [InlineData("/Claim?billable-period=lt2026-04-01", "a")]
    [InlineData("/ChargeItem?code=99490", "a.99490 b.99490 d.99490")]
    [InlineData("/ChargeItem?code=http://www.ama-assn.org/go/cpt|99490", "a.99490 b.99490 d.99490")]
    [InlineData("/ChargeItem?code=http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets|99490", "")]
    [InlineData("/ChargeItem?code=http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets|", "d.G0506")]
    [InlineData("/ChargeItem?code=http://www.ama-assn.org/go/cpt|&patient=p3", "d.99490")]
    [InlineData("/ChargeItem?code=99439,99487", "b.99439 c.99487")]
    [InlineData("/ChargeItem?code:not=99490", "b.99439 c.99487 d.G0506")]
    [InlineData("/ChargeItem?subject=p1&occurrence=2026-04", "b.99439 b.99490")]
    [InlineData("/ChargeItem?occurrence=2026-03", "a.99490")]
    [InlineData("/ChargeItem?occurrence=ge2026-04", "b.99439 b.99490 c.99487 d.99490 d.G0506")]
    [InlineData("/ChargeItem?occurrence=ge2026-04-29", "b.99439 b.99490 c.99487 d.99490 d.G0506")]
    [InlineData("/ChargeItem?occurrence=ge2026-04-30", "")]
    [InlineData("/ChargeItem?occurrence=sa2026-03", "b.99439 b.99490 c.99487 d.99490 d.G0506")]
    [InlineData("/ChargeItem?occurrence=eb2026-04", "a.99490")]
    [InlineData("/ChargeItem?status=not-billable&patient=p1", "a.99490 b.99439 b.99490")]
    [InlineData("/ChargeItem?status=billable", "")]
    [InlineData("/ChargeItem?claim=Claim/{b-id}", "b.99439 b.99490")]
    [InlineData("/ChargeItem?claim=https://bridge.example/lakeside/fhir/Claim/{b-id}", "b.99439 b.99490")]
    [InlineData("/ChargeItem?claim=https://bridge.example/hillside/fhir/Claim/{b-id}", "")]
    [InlineData("/ChargeItem?identifier={b-shared}-99439", "b.99439")]
    public async Task A_search_finds(string query, string expected, bool inAnyOrder = false)
    {
        var found = (await Served.AllAsync(_fixture.Filled(query))).ConvertAll(_fixture.Name);

        // What was planned at the same instant comes in the order of its ids.
        found.ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: inAnyOrder || query.Contains("billable", StringComparison.Ordinal) || query.Contains("occurrence", StringComparison.Ordinal));
        var form = _fixture.Filled(query).Split('?', 2);
        if (form is [var path, var parameters])
            (await Served.PostAsync(path + "/_search", parameters)).Matches.ConvertAll(_fixture.Name).ShouldBe(found);
    }

    [Theory]
    [InlineData("patient.identifier=x", "Chained")]
    [InlineData("_has:ChargeItem:claim:code=99490", "_has")]
    [InlineData("status:missing=true", "modifier")]
    [InlineData("status:in=x", "modifier")]
    [InlineData("created:not=2026", "modifier")]
    [InlineData("patient:Group=p1", "modifier")]
    [InlineData("identifier=a|b|c", "token")]
    [InlineData("identifier=|", "token")]
    [InlineData("identifier=", "token")]
    [InlineData(@"identifier=a\", "backslash")]
    [InlineData(@"identifier=\x", "backslash")]
    [InlineData("created=2026-02-30", "date")]
    [InlineData("created=0000", "date")]
    [InlineData("created=2026-05-20T24:00:00", "date")]
    [InlineData("created=2026-12-31T23:59:60Z", "date")]
    [InlineData("created=2026-05-20T12:00:00%2B15:00", "date")]
    [InlineData("created=xx2026", "date")]
    [InlineData("created=26-1-1", "date")]
    [InlineData("patient=", "reference")]
    [InlineData("patient=a/b/c", "reference")]
    [InlineData("_count=-1", "_count")]
    [InlineData("_count=many", "_count")]
    [InlineData("_count=1&_count=2", "twice")]
    [InlineData("_sort=total", "ordered")]
    [InlineData("_sort=--_id", "ordered")]
    [InlineData("_summary=half", "_summary")]
    [InlineData("_summary=true&_elements=total", "exclude")]
    [InlineData("_elements=a.b", "_elements")]
    [InlineData("_total=all", "_total")]
    [InlineData("_revinclude:iterate=ChargeItem:claim", "modifier")]
    [InlineData("identifier=a%00b", "character")]
    [InlineData("_page=AAAA", "link")]
    [InlineData("_page=***", "link")]
    public async Task What_cannot_be_understood_is_refused_and_told(string query, string about)
    {
        var answer = await Served.GetAsync("/Claim?" + query);
        answer.Code.ShouldBe(HttpStatusCode.BadRequest);
        answer.Diagnostics.ShouldContain(about, Case.Insensitive);
    }

    [Theory]
    [InlineData("9999-12-31")]
    [InlineData("ge0001-01-01")]
    [InlineData("ap9999")]
    [InlineData("le9999-12-31T23:59:59.9999999%2B00:00")]
    [InlineData("2026-05-20T08:00:00.12345678901234567890Z")]
    public async Task A_date_at_the_end_of_the_calendar_is_a_date(string value)
    {
        foreach (var path in new[] { "/Claim?created=", "/Claim?billable-period=", "/Claim?_lastUpdated=", "/ChargeItem?occurrence=" })
            (await Served.GetAsync(path + value)).Code.ShouldBe(HttpStatusCode.OK, path + value);
    }

    [Theory]
    [InlineData("' OR 1=1 --")]
    [InlineData("'; DROP TABLE ledger_entry; --")]
    [InlineData("%' UNION SELECT 1 --")]
    [InlineData("p1' AND '1'='1")]
    [InlineData("\" OR \"\"=\"")]
    [InlineData("$$p1$$")]
    [InlineData("@tenant")]
    [InlineData("_1%")]
    public async Task The_language_of_the_database_means_nothing_in_any_value(string value)
    {
        foreach (var name in new[] { "_id", "identifier", "patient", "status", "identifier:not", "status:not" })
        {
            var answer = await Served.GetAsync($"/Claim?{name}={Uri.EscapeDataString(value.Replace("$", @"\$", StringComparison.Ordinal))}");
            answer.Matches.Count.ShouldBe(name.EndsWith(":not", StringComparison.Ordinal) ? 4 : 0, name);
        }

        foreach (var name in new[] { "code", "claim", "subject", "identifier" })
            (await Served.GetAsync($"/ChargeItem?{name}={Uri.EscapeDataString(value.Replace("$", @"\$", StringComparison.Ordinal))}")).Matches.ShouldBeEmpty();
        foreach (var name in new[] { "created", "_lastUpdated", "billable-period", "_count", "_sort", "_summary", "_total", "_elements", "_page" })
            (await Served.GetAsync($"/Claim?{name}={Uri.EscapeDataString(value)}")).Code.ShouldBe(HttpStatusCode.BadRequest, name);
        (await Served.GetAsync("/Claim/" + Uri.EscapeDataString(value))).Code.ShouldBe(HttpStatusCode.NotFound);
        (await Served.AllAsync("/Claim")).Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_link_is_worth_nothing_where_it_was_not_made()
    {
        var link = (await Served.GetAsync("/Claim?_count=1&status=active")).Link("next")!;
        var token = link[(link.IndexOf("_page=", StringComparison.Ordinal) + 6)..];
        link.ShouldNotContain("active", customMessage: "it is opaque");

        (await Served.GetAsync(link)).Matches.ConvertAll(_fixture.Name).ShouldBe(["b"]);
        (await Served.GetAsync(link.Replace("lakeside", "hillside", StringComparison.Ordinal), slug: "hillside")).Code.ShouldBe(HttpStatusCode.BadRequest);
        (await Served.GetAsync("/ChargeItem?_page=" + token)).Code.ShouldBe(HttpStatusCode.BadRequest);
        (await Served.GetAsync($"/Claim?_page={token}&status=draft")).Code.ShouldBe(HttpStatusCode.BadRequest);
        (await Served.GetAsync(link, scopes: "system/Claim.r")).Code.ShouldBe(HttpStatusCode.Forbidden);
        (await Served.GetAsync(link, scopes: null)).Code.ShouldBe(HttpStatusCode.Unauthorized);
        for (var at = 0; at < token.Length; at += 7)
        {
            var tampered = token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];
            (await Served.GetAsync("/Claim?_page=" + tampered)).Code.ShouldBe(HttpStatusCode.BadRequest, $"character {at}");
        }
    }
}

public sealed class SqliteSearchTests(SqliteSearchFixture fixture) : SearchBehaviour(fixture), IClassFixture<SqliteSearchFixture>;

public sealed class PostgresSearchTests(PostgresSearchFixture fixture) : SearchBehaviour(fixture), IClassFixture<PostgresSearchFixture>;
