using System.Net;
using CcmFhirBridge.Claims.Conformance;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Server.Tests.Fhir;

public sealed class ReadInteractionTests : IAsyncLifetime
{
    private ServedTenants _served = null!;
    private IReadOnlyList<LedgerEntry> _bill = [];
    private string _claim = "";

    public async ValueTask InitializeAsync()
    {
        _served = await ServedTenants.StartAsync(new SqliteStores());
        var bills = _served.BillsOf("lakeside");
        _bill = await bills.PlanAsync("p1", "2026-04", "99490 99439");
        _claim = "/Claim/" + _bill[0].RevisionIdentifier.ToLowerInvariant();
        _served.Time.Advance(TimeSpan.FromMilliseconds(61_500));
        await bills.MoveAsync(_bill[0], LedgerState.Sending, LedgerState.Confirmed);
    }

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    [Fact]
    public async Task A_claim_is_read_with_its_version_and_state_and_conforms()
    {
        var read = await _served.GetAsync(_claim);

        read.Code.ShouldBe(HttpStatusCode.OK);
        read.ContentHeaders.ContentType!.ToString().ShouldBe("application/fhir+json; charset=utf-8");
        read.Headers.ETag!.ToString().ShouldBe("W/\"3\"");
        read.ContentHeaders.LastModified.ShouldBe(Some.Morning.AddSeconds(61));
        read.Json.GetProperty("status").GetString().ShouldBe("active");
        read.Json.GetProperty("meta").GetProperty("lastUpdated").GetString().ShouldBe("2026-05-20T12:01:01.5Z");
        read.Json.GetProperty("meta").GetProperty("tag")[0].GetProperty("code").GetString().ShouldBe("confirmed");
        read.Json.GetProperty("patient").GetProperty("reference").GetString().ShouldBe("https://ehr.example/fhir/Patient/p1");
        ConformanceGate.Default.Check(System.Text.Encoding.UTF8.GetBytes(read.Text)).ShouldBeEmpty();
        ConformanceGate.Default.Check(System.Text.Encoding.UTF8.GetBytes((await _served.GetAsync($"{_claim.Replace("/Claim", "/ChargeItem")}-99439")).Text)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_event_is_a_version_that_stays_as_it_was()
    {
        var first = await _served.GetAsync($"{_claim}/_history/1");
        first.Headers.ETag!.ToString().ShouldBe("W/\"1\"");
        first.Json.GetProperty("meta").GetProperty("tag")[0].GetProperty("code").GetString().ShouldBe("planned");
        first.ContentHeaders.LastModified.ShouldBe(Some.Morning);

        var history = await _served.GetAsync($"{_claim}/_history");
        history.Json.GetProperty("type").GetString().ShouldBe("history");
        history.Total.ShouldBe(3);
        history.Json.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("etag").GetString()).ShouldBe(["W/\"3\"", "W/\"2\"", "W/\"1\""]);
        history.Json.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("status").GetString()).ShouldBe(["200", "200", "201"]);
        history.Json.GetProperty("entry")[2].GetProperty("resource").GetRawText().ShouldBe(first.Text);
    }

    [Theory]
    [InlineData("If-None-Match", "W/\"3\"", HttpStatusCode.NotModified)]
    [InlineData("If-None-Match", "\"3\"", HttpStatusCode.NotModified)]
    [InlineData("If-None-Match", "W/\"2\", W/\"3\"", HttpStatusCode.NotModified)]
    [InlineData("If-None-Match", "*", HttpStatusCode.NotModified)]
    [InlineData("If-None-Match", "W/\"2\"", HttpStatusCode.OK)]
    [InlineData("If-None-Match", "nonsense", HttpStatusCode.OK)]
    [InlineData("If-Modified-Since", "Wed, 20 May 2026 12:01:01 GMT", HttpStatusCode.NotModified)]
    [InlineData("If-Modified-Since", "Wed, 20 May 2026 12:01:00 GMT", HttpStatusCode.OK)]
    [InlineData("If-Modified-Since", "nonsense", HttpStatusCode.OK)]
    public async Task What_the_caller_knows_is_not_told_again(string header, string value, HttpStatusCode expected)
    {
        var read = await _served.GetAsync(_claim, headers: (header, value));
        read.Code.ShouldBe(expected);
        (read.Text.Length == 0).ShouldBe(expected == HttpStatusCode.NotModified);
        read.Headers.ETag!.ToString().ShouldBe("W/\"3\"");
    }

    [Fact]
    public async Task A_tag_goes_before_a_time() =>
        (await _served.GetAsync(_claim, headers: [("If-None-Match", "W/\"2\""), ("If-Modified-Since", "Wed, 20 May 2026 12:01:01 GMT")])).Code.ShouldBe(HttpStatusCode.OK);

    [Theory]
    [InlineData("application/fhir+xml", "", "<Claim xmlns=\"http://hl7.org/fhir\">")]
    [InlineData("application/fhir+json", "?_format=xml", "<Claim xmlns=\"http://hl7.org/fhir\">")]
    [InlineData("text/html, application/fhir+xml;q=0.5", "", "<Claim")]
    [InlineData("application/xml;q=0.1, application/json", "", "{\"resourceType\":\"Claim\"")]
    [InlineData("*/*", "", "{\"resourceType\":\"Claim\"")]
    [InlineData("application/fhir+json; fhirVersion=4.0", "", "{\"resourceType\":\"Claim\"")]
    [InlineData("application/fhir+json", "?_pretty=true", "{\n  \"resourceType\": \"Claim\"")]
    public async Task It_comes_in_the_format_that_is_asked_for(string accept, string query, string beginning)
    {
        var read = await _served.GetAsync(_claim + query, headers: ("Accept", accept));
        read.Code.ShouldBe(HttpStatusCode.OK);
        read.Text.ReplaceLineEndings("\n").ShouldStartWith(beginning);
        read.Text.ShouldContain("132.60", customMessage: "an amount keeps its cents in every format");
    }

    [Theory]
    [InlineData("text/html", "")]
    [InlineData("application/fhir+json; fhirVersion=5.0", "")]
    [InlineData("application/fhir+json;q=0", "")]
    [InlineData("application/fhir+json", "?_format=turtle")]
    public async Task A_format_that_is_not_spoken_is_refused(string accept, string query) =>
        (await _served.GetAsync(_claim + query, headers: ("Accept", accept))).Code.ShouldBe(HttpStatusCode.NotAcceptable);

    [Fact]
    public async Task Asking_for_the_headers_brings_no_body()
    {
        var head = await _served.SendAsync(new HttpRequestMessage(HttpMethod.Head, ServedTenants.Address(_claim, "lakeside")));
        (head.Code, head.Text, head.Headers.ETag!.ToString()).ShouldBe((HttpStatusCode.OK, "", "W/\"3\""));
        head.ContentHeaders.ContentLength.ShouldBe((await _served.GetAsync(_claim)).ContentHeaders.ContentLength);
    }

    [Theory]
    [InlineData("/Claim/nobody")]
    [InlineData("/Claim/' or 1=1 --")]
    [InlineData("/Claim/{claim}/_history/4")]
    [InlineData("/Claim/{claim}/_history/0")]
    [InlineData("/Claim/{claim}/_history/03")]
    [InlineData("/Claim/{claim}/_history/99999999999999999999")]
    [InlineData("/Claim/{CLAIM}")]
    [InlineData("/Claim/{claim}-99490")]
    [InlineData("/ChargeItem/{claim}")]
    [InlineData("/ChargeItem/{claim}/_history")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        var id = _claim["/Claim/".Length..];
        var read = await _served.GetAsync(path.Replace("{claim}", id, StringComparison.Ordinal).Replace("{CLAIM}", id.ToUpperInvariant(), StringComparison.Ordinal));
        read.Code.ShouldBe(HttpStatusCode.NotFound);
        read.Json.GetProperty("resourceType").GetString().ShouldBe("OperationOutcome");
    }

    [Fact]
    public async Task Another_tenant_has_nothing_of_it()
    {
        (await _served.GetAsync(_claim, slug: "hillside")).Code.ShouldBe(HttpStatusCode.NotFound);
        (await _served.GetAsync(_claim, scopes: null)).Code.ShouldBe(HttpStatusCode.Unauthorized);
        var crossed = new HttpRequestMessage(HttpMethod.Get, ServedTenants.Address(_claim, "lakeside"));
        (await _served.SendAsync(crossed, slug: "hillside")).Code.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("system/Claim.s")]
    [InlineData("system/ChargeItem.rs")]
    public async Task Without_the_scope_nothing_is_told(string scopes)
    {
        foreach (var path in new[] { _claim, $"{_claim}/_history", $"{_claim}/_history/1" })
            (await _served.GetAsync(path, scopes)).Code.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_part_of_a_resource_says_that_it_is_one()
    {
        var part = await _served.GetAsync(_claim + "?_elements=total");
        part.Json.EnumerateObject().Select(property => property.Name).ShouldBe(
            ["resourceType", "id", "meta", "status", "type", "use", "patient", "created", "provider", "priority", "insurance", "total"]);
        part.Json.GetProperty("meta").GetProperty("tag").EnumerateArray().Select(tag => tag.GetProperty("code").GetString()).ShouldBe(["confirmed", "SUBSETTED"]);
    }
}
