using System.Net;
using System.Text;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Tests.Fhir;

public sealed class SearchResultsTests(SqliteSearchFixture fixture) : IClassFixture<SqliteSearchFixture>
{
    private ServedTenants Served => fixture.Served;

    [Fact]
    public async Task What_is_not_known_is_left_aside_and_out_of_the_link_to_itself()
    {
        var answer = await Served.GetAsync("/Claim?patient=p1&colour=red&_revinclude=Task:focus");
        answer.Matches.Count.ShouldBe(2);
        answer.Link("self").ShouldBe("https://bridge.example/lakeside/fhir/Claim?patient=p1");
        (await Served.GetAsync("/Claim")).Link("self").ShouldBe("https://bridge.example/lakeside/fhir/Claim");
    }

    [Theory]
    [InlineData("colour=red")]
    [InlineData("_revinclude=Task:focus")]
    [InlineData("_include=Claim:patient")]
    public async Task Whoever_asks_strictly_is_told_what_is_not_known(string query)
    {
        (await Served.GetAsync("/Claim?" + query, headers: ("Prefer", "return=minimal; handling=strict"))).Code.ShouldBe(HttpStatusCode.BadRequest);
        (await Served.GetAsync("/Claim?" + query, headers: ("Prefer", "handling=lenient"))).Code.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_a_caller_wrote_is_not_told_back_to_it()
    {
        var answer = await Served.GetAsync("/Claim?patient.name=Miller<script>", headers: ("Prefer", "handling=strict"));
        answer.Text.ShouldNotContain("Miller");
        (await Served.GetAsync("/Claim?Jane%20Miller%3Cscript%3E=1", headers: ("Prefer", "handling=strict"))).Text.ShouldNotContain("Miller");
        (await Served.GetAsync("/Claim?created=Miller")).Text.ShouldNotContain("Miller");
    }

    [Theory]
    [InlineData("_count=2147483647", 1000)]
    [InlineData("_count=99999999999999999999", 1000)]
    [InlineData("_count=3", 3)]
    public async Task A_page_is_never_larger_than_the_most(string query, int most)
    {
        var answer = await Served.GetAsync("/Claim?" + query);
        answer.Matches.Count.ShouldBe(Math.Min(4, most));
    }

    [Fact]
    public async Task A_search_of_ten_thousand_parameters_or_of_a_megabyte_is_refused()
    {
        var many = await Served.PostAsync("/Claim/_search", string.Join('&', Enumerable.Repeat("a=1", 10_000)));
        many.Code.ShouldBe(HttpStatusCode.BadRequest);
        var values = await Served.PostAsync("/Claim/_search", "_id=" + string.Join(',', Enumerable.Repeat("a", 501)));
        values.Code.ShouldBe(HttpStatusCode.BadRequest);
        (await Served.PostAsync("/Claim/_search", "patient=" + new string('p', 5_000))).Code.ShouldBe(HttpStatusCode.BadRequest);
        (await Served.PostAsync("/Claim/_search", "patient=" + new string('p', 1_000_000))).Code.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await Served.GetAsync("/Claim?patient=" + new string('p', 1_000_000))).Code.ShouldBe(HttpStatusCode.RequestUriTooLong);
    }

    [Fact]
    public async Task A_number_is_told_where_it_costs_nothing_or_is_asked_for()
    {
        (await Served.GetAsync("/Claim")).Total.ShouldBe(4);
        (await Served.GetAsync("/Claim?_count=2")).Total.ShouldBeNull();
        (await Served.GetAsync("/Claim?_count=2&_total=accurate")).Total.ShouldBe(4);
        foreach (var query in new[] { "_count=0", "_summary=count" })
        {
            var count = await Served.GetAsync($"/Claim?status=active&{query}");
            (count.Total, count.Matches.Count, count.Link("next")).ShouldBe((2, 0, null));
        }
    }

    [Fact]
    public async Task The_lines_of_a_claim_and_the_claim_of_a_line_come_along_for_whoever_may_see_them()
    {
        var claims = await Served.GetAsync("/Claim?patient=p1&_revinclude=ChargeItem:claim");
        claims.Matches.ConvertAll(fixture.Name).ShouldBe(["a", "b"]);
        claims.Included.ConvertAll(fixture.Name).ShouldBe(["a.99490", "b.99439", "b.99490"], ignoreOrder: true);
        claims.Total.ShouldBe(2, "what comes along is not counted");
        (await Served.GetAsync("/ChargeItem?code=99487&_include=ChargeItem:claim:Claim")).Included.ConvertAll(fixture.Name).ShouldBe(["c"]);
        (await Served.GetAsync("/Claim?_revinclude=*&_count=1")).Included.ConvertAll(fixture.Name).ShouldBe(["a.99490"]);

        foreach (var scopes in new[] { "system/Claim.rs", "system/Claim.rs system/ChargeItem.s", "system/Claim.rs system/ChargeItem.r" })
            (await Served.GetAsync("/Claim?patient=p1&_revinclude=ChargeItem:claim", scopes)).Included.ShouldBeEmpty(scopes);
    }

    [Fact]
    public async Task How_an_answer_is_written_goes_along_from_page_to_page()
    {
        var page = await Served.GetAsync("/Claim?_count=1&_format=xml");
        page.Text.ShouldStartWith("<Bundle");
        var bundle = new FhirXmlDeserializer().DeserializeResource(page.Text).ShouldBeOfType<Bundle>();
        bundle.NextLink!.ToString().ShouldEndWith("&_format=xml");
        var posted = await Served.PostAsync("/Claim/_search", "_count=1&_format=application/fhir%2Bxml");
        posted.Text.ShouldBe(page.Text.Replace("_format=xml", "_format=application%2Ffhir%2Bxml", StringComparison.Ordinal));
        (await Served.GetAsync(bundle.NextLink!.ToString())).Text.ShouldStartWith("<Bundle");
    }

    [Theory]
    [InlineData("_summary=true", "resourceType id meta identifier status type use patient billablePeriod created insurer provider priority insurance total")]
    [InlineData("_summary=text", "resourceType id meta status type use patient created provider priority insurance")]
    [InlineData("_elements=diagnosis,total", "resourceType id meta status type use patient created provider priority diagnosis insurance total")]
    public async Task Only_the_part_that_is_asked_for_is_told_and_says_so(string query, string elements)
    {
        var found = (await Served.GetAsync("/Claim?patient=p2&" + query)).Json.GetProperty("entry")[0].GetProperty("resource");
        found.EnumerateObject().Select(property => property.Name).Except(elements.Split(' ')).ShouldBeEmpty();
        found.GetProperty("meta").GetProperty("tag").EnumerateArray().Count(tag => tag.GetProperty("code").GetString() == "SUBSETTED").ShouldBe(1);
        found.TryGetProperty("item", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Data_without_text_is_all_there_is()
    {
        var whole = (await Served.GetAsync("/Claim?patient=p2")).Json.GetProperty("entry")[0].GetProperty("resource");
        var data = (await Served.GetAsync("/Claim?patient=p2&_summary=data")).Json.GetProperty("entry")[0].GetProperty("resource");
        data.EnumerateObject().Select(property => property.Name).ShouldBe(whole.EnumerateObject().Select(property => property.Name));
        data.GetProperty("meta").GetRawText().ShouldContain("SUBSETTED");
        whole.GetProperty("item").GetRawText().ShouldBe(data.GetProperty("item").GetRawText());
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("text/plain", "patient=p1")]
    [InlineData("multipart/form-data; boundary=x", "--x--")]
    public async Task A_search_is_posted_as_a_form_only(string type, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, ServedTenants.Address("/Claim/_search", "lakeside"))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { { "Content-Type", type } } },
        };
        (await Served.SendAsync(request)).Code.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Parameters_of_the_address_and_of_the_form_hold_together()
    {
        (await Served.PostAsync("/Claim/_search?patient=p1", "status=active&_count=1")).Matches.ConvertAll(fixture.Name).ShouldBe(["a"]);
        (await Served.PostAsync("/Claim/_search?patient=p2", "")).Matches.ConvertAll(fixture.Name).ShouldBe(["c"]);
    }

    [Theory]
    [InlineData(@"/ChargeItem?code=99490\,99439", "")]
    [InlineData(@"/ChargeItem?code=99490\\", "")]
    [InlineData(@"/ChargeItem?code=a\|b,99487", "c.99487")]
    [InlineData(@"/ChargeItem?code=a\$b,99487", "c.99487")]
    public async Task What_is_escaped_is_part_of_the_value(string query, string expected) =>
        (await Served.GetAsync(query)).Matches.ConvertAll(fixture.Name).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
