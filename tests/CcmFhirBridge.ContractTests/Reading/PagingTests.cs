using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.ContractTests.Reading;

public sealed class PagingTests
{
    [Theory]
    [InlineData("/Encounter?page=2", "relative to the FHIR base (Canvas)")]
    [InlineData("/fhir/r4/Encounter?page=2", "relative to the host")]
    [InlineData("Encounter?page=2", "without a slash")]
    [InlineData("?page=2", "query only")]
    [InlineData("{base}/Encounter?page=2", "absolute")]
    public async Task The_next_link_is_followed_however_it_is_written(string link, string why)
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Json(Pages.Of(link.Replace("{base}", ehr.BaseUrl, StringComparison.Ordinal), Pages.Encounter("a"))))
            .On("/Encounter", StubEhr.Json(Pages.Of(null, Pages.Encounter("b"))), query: ("page", "2"));

        var read = await ehr.ReadAsync("Encounter");

        read.Resources.ShouldBe([Pages.Encounter("a"), Pages.Encounter("b")], why);
        read.PossiblyIncomplete.ShouldBeFalse();
        ehr.Requests.ShouldAllBe(request => request.Header("Authorization") == "Bearer secret-token" && request.Header("Accept") == "application/fhir+json");
    }

    [Fact]
    public async Task An_opaque_link_reaches_the_server_as_it_was_written()
    {
        await using var server = RawEhr.Start(
            RawEhr.Metadata,
            RawEhr.Json(Pages.Of("/fhir?_getpages=a+b%2Bc|d&ct=eyJ%3d%3D", Pages.Encounter("a"))),
            RawEhr.Json(Pages.Of(null, Pages.Encounter("b"))));

        var read = await server.ReadAsync("Encounter");

        read.Resources.Count.ShouldBe(2);
        server.RequestLines[2].ShouldBe("GET /fhir?_getpages=a+b%2Bc|d&ct=eyJ%3d%3D HTTP/1.1");
    }

    [Theory]
    [InlineData("https://127.0.0.1:{port}/fhir/r4/Encounter?page=2", "another scheme")]
    [InlineData("http://169.254.169.254/fhir/r4/Encounter", "another host")]
    [InlineData("http://localhost:{port}/fhir/r4/Encounter?page=2", "another name of this host")]
    [InlineData("//evil.example/fhir/r4/Encounter", "protocol-relative")]
    [InlineData("http://localhost@evil.example/fhir/r4/Encounter", "a host in the user part")]
    [InlineData("http://user@localhost/fhir/r4/Encounter", "a user")]
    [InlineData("http://localhost:443:443/fhir/r4/Encounter", "two ports")]
    [InlineData("/fhir/r4/../../admin", "climbing out")]
    [InlineData("/fhir/r4/%2e%2e/%2e%2e/admin", "climbing out, escaped")]
    [InlineData("{origin}/fhir/r40/Encounter", "a path that only begins alike")]
    [InlineData("file:///etc/passwd", "a file")]
    public async Task A_link_that_leads_outside_is_never_followed(string link, string why)
    {
        await using var ehr = new StubEhr(settings => settings with { BaseUrl = new Uri(settings.BaseUrl.AbsoluteUri.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)) });
        var origin = ehr.Origin.Replace("localhost", "127.0.0.1", StringComparison.Ordinal);
        ehr.On("/Encounter", StubEhr.Json(Pages.Of(
            link.Replace("{port}", new Uri(origin).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{origin}", origin, StringComparison.Ordinal),
            Pages.Encounter("a"))));

        var failure = await Should.ThrowAsync<EhrException>(() => ehr.ReadAsync("Encounter"));

        failure.Failure.ShouldBe(EhrFailure.UnsafeLink, why);
        failure.Message.ShouldContain("ehr.allowedOrigins");
        ehr.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_link_to_an_allowed_origin_is_followed()
    {
        await using var pages = new StubEhr();
        pages.On("/Encounter", StubEhr.Json(Pages.Of(null, Pages.Encounter("b"))));
        await using var ehr = new StubEhr(settings => settings with { AllowedOrigins = [new Uri(pages.Origin)] });
        ehr.On("/Encounter", StubEhr.Json(Pages.Of(pages.BaseUrl + "/Encounter?cursor=1", Pages.Encounter("a"))));

        (await ehr.ReadAsync("Encounter")).Resources.Count.ShouldBe(2);
        pages.Requests.Single().Query.ShouldBe("?cursor=1");
    }

    [Fact]
    public async Task The_next_page_is_asked_for_while_one_is_taken_from_the_second_on()
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Json(Pages.Of("/Encounter?page=2", Pages.Encounter("a"))))
            .On("/Encounter", StubEhr.Json(Pages.Of("/Encounter?page=3", Pages.Encounter("b"))), query: ("page", "2"))
            .On("/Encounter", StubEhr.Json(Pages.Of("/Encounter?page=4", Pages.Encounter("c"))), query: ("page", "3"))
            .On("/Encounter", StubEhr.Json(Pages.Of(null, Pages.Encounter("d"))), query: ("page", "4"));
        await using var pages = ehr.Connection.Reader.ReadAsync(new ResourceQuery("Encounter", null, null), default).GetAsyncEnumerator();

        (await pages.MoveNextAsync()).ShouldBeTrue();
        (await pages.MoveNextAsync()).ShouldBeTrue();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (ehr.Requests.Count < 3)
            patience.Token.ThrowIfCancellationRequested();

        System.Text.Encoding.UTF8.GetString(pages.Current.Resources[0].Span).ShouldBe(Pages.Encounter("b"), "what is taken stays as it is while the next one comes");
        ehr.Requests.Select(request => request.Query).ShouldBe(["?_count=200", "?page=2", "?page=3"]);
    }

    [Fact]
    public async Task A_page_that_leads_to_itself_ends_the_search_and_is_flagged()
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Json(Pages.Of("/Encounter?_count=200", Pages.Encounter("a"))));

        var read = await ehr.ReadAsync("Encounter");

        read.PossiblyIncomplete.ShouldBeTrue();
        read.Gaps.ShouldBe(["gap.page-loop"]);
        read.Resources.Count.ShouldBe(1);
        ehr.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Two_pages_that_lead_to_each_other_end_the_search_and_are_flagged()
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Json(Pages.Of("/Encounter?page=a", Pages.Encounter("first"))))
            .On("/Encounter", StubEhr.Json(Pages.Of("/Encounter?page=b", Pages.Encounter("a"))), query: ("page", "a"))
            .On("/Encounter", StubEhr.Json(Pages.Of("/Encounter?page=a", Pages.Encounter("b"))), query: ("page", "b"));

        var read = await ehr.ReadAsync("Encounter");

        read.PossiblyIncomplete.ShouldBeTrue();
        read.Gaps.ShouldBe(["gap.page-loop"]);
        read.Pages.ShouldBe(3);
    }

    [Fact]
    public async Task Pages_that_repeat_behind_ever_new_links_end_too()
    {
        var turns = Enumerable.Range(0, 20).Select(turn => StubEhr.Json(Pages.Of("/Encounter?token=" + turn, Pages.Encounter("same")))).ToArray();
        await using var ehr = new StubEhr();
        ehr.InTurn("/Encounter", "GET", turns);

        var read = await ehr.ReadAsync("Encounter");

        read.PossiblyIncomplete.ShouldBeTrue();
        read.Pages.ShouldBe(3);
    }

    [Fact]
    public async Task Each_page_tells_the_EHRs_clock_at_its_answer()
    {
        await using var ehr = new StubEhr();
        ehr.InTurn(
            "/Encounter", "GET",
            StubEhr.Json(Pages.Of(ehr.BaseUrl + "/Encounter?page=2", Pages.Encounter("a"))),
            StubEhr.Json(Pages.Of(null, Pages.Encounter("b"))));
        var dates = new List<DateTimeOffset?>();

        await foreach (var page in ehr.Connection.Reader.ReadAsync(new ResourceQuery("Encounter", null, null), TestContext.Current.CancellationToken))
            dates.Add(page.Date);

        dates.Count.ShouldBe(2);
        dates.ShouldAllBe(date => date != null);
    }

    [Fact]
    public async Task The_same_resource_on_two_pages_is_given_twice_for_the_store_to_compare()
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Json(Pages.Of("/Encounter?page=2", Pages.Encounter("a"), Pages.Encounter("b"))))
            .On("/Encounter", StubEhr.Json(Pages.Of(null, Pages.Encounter("b"), Pages.Encounter("c"))), query: ("page", "2"));

        var read = await ehr.ReadAsync("Encounter");

        read.Resources.Count.ShouldBe(4);
        read.PossiblyIncomplete.ShouldBeFalse();
    }

    [Fact]
    public async Task A_search_that_shows_less_than_it_counts_is_looked_at_once_more()
    {
        await using var ehr = new StubEhr();
        ehr.InTurn("/Encounter", "GET",
            StubEhr.Json(Pages.Counted(3, "/Encounter?page=2", Pages.Encounter("a"))),
            StubEhr.Json(Pages.Counted(3, null, Pages.Encounter("c"))),
            StubEhr.Json(Pages.Counted(3, "/Encounter?page=2", Pages.Encounter("a"), Pages.Encounter("b"))),
            StubEhr.Json(Pages.Counted(3, null, Pages.Encounter("c"))));

        var read = await ehr.ReadAsync("Encounter");

        read.Resources.Distinct(StringComparer.Ordinal).ShouldBe([Pages.Encounter("a"), Pages.Encounter("c"), Pages.Encounter("b")]);
        read.PossiblyIncomplete.ShouldBeFalse();
    }

    [Theory]
    [InlineData("7", 2)]
    [InlineData("1", 1)]
    [InlineData("-3", 1)]
    [InlineData("7e99", 1)]
    [InlineData("\"7\"", 1)]
    public async Task A_count_that_stays_wrong_costs_a_second_look_and_nothing_more(string total, int looks)
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Json(Pages.Of(null, Pages.Encounter("a")).Replace("\"total\":0", "\"total\":" + total, StringComparison.Ordinal)));

        var read = await ehr.ReadAsync("Encounter");

        read.Pages.ShouldBe(looks);
        read.PossiblyIncomplete.ShouldBeFalse();
        (await ehr.ReadAsync("Encounter")).Pages.ShouldBe(1, "the count is not believed again");
    }

    [Theory]
    [InlineData(410, "")]
    [InlineData(400, "4113")]
    [InlineData(200, "4113")]
    public async Task An_expired_search_is_restarted_once(int status, string code)
    {
        var expired = code.Length > 0 ? StubEhr.Json(Pages.Outcome("fatal", "processing", code), status) : StubEhr.Status(status);
        await using var ehr = new StubEhr();
        ehr.InTurn("/Encounter", "GET",
            StubEhr.Json(Pages.Of("/Encounter?page=2", Pages.Encounter("a"))),
            expired,
            StubEhr.Json(Pages.Of("/Encounter?page=2", Pages.Encounter("a"))),
            StubEhr.Json(Pages.Of(null, Pages.Encounter("b"))));

        var read = await ehr.ReadAsync("Encounter");

        read.Resources.ShouldBe([Pages.Encounter("a"), Pages.Encounter("a"), Pages.Encounter("b")]);
        read.PossiblyIncomplete.ShouldBeFalse();
    }

    [Fact]
    public async Task A_search_that_expires_again_is_told()
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Json(Pages.Of("/Encounter?page=2", Pages.Encounter("a"))))
            .On("/Encounter", StubEhr.Status(410), query: ("page", "2"));

        var failure = await Should.ThrowAsync<EhrException>(() => ehr.ReadAsync("Encounter"));

        failure.Message.ShouldContain("forgot the search");
        ehr.Requests.Count.ShouldBe(4);
    }
}
