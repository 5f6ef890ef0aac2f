using System.Text;
using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using WireMock.ResponseBuilders;

namespace CcmFhirBridge.ContractTests.Authorization;

/// <summary>Requests to a token endpoint and what becomes of its answers; WireMock says what no real server should.</summary>
public sealed class TokenRequestTests
{
    private const string WellKnown = "/.well-known/smart-configuration";

    [Fact]
    public async Task A_shared_secret_goes_into_the_form_and_the_token_into_every_request()
    {
        await using var ehr = Secret();
        ehr.Beside("/token", "POST", Token("first"));

        await ehr.ReadAsync("Encounter");
        await ehr.ReadAsync("Encounter");

        var asked = ehr.Requests.Where(request => request.Path == "/token").ShouldHaveSingleItem();
        asked.Body.ShouldBe("grant_type=client_credentials&client_id=me%20%26%20co&client_secret=s%2Bcret");
        asked.Header("Content-Type").ShouldBe("application/x-www-form-urlencoded");
        asked.Header("Authorization").ShouldBeNull();
        ehr.Requests.Where(request => request.Path.EndsWith("/Encounter", StringComparison.Ordinal)).Select(request => request.Header("Authorization"))
            .ShouldBe(["Bearer first", "Bearer first"]);
    }

    [Fact]
    public async Task A_server_that_takes_a_secret_only_in_the_header_gets_it_there()
    {
        await using var ehr = Secret();
        ehr.On(WellKnown, StubEhr.Json("""{"token_endpoint":"https://elsewhere.example/token","token_endpoint_auth_methods_supported":["client_secret_basic"]}"""));
        ehr.Beside("/token", "POST", Token("first"));

        await ehr.ReadAsync("Encounter");

        var asked = ehr.Requests.Single(request => request.Path == "/token");
        asked.Body.ShouldBe("grant_type=client_credentials");
        Encoding.ASCII.GetString(Convert.FromBase64String(asked.Header("Authorization")!["Basic ".Length..])).ShouldBe("me%20%26%20co:s%2Bcret");
    }

    [Fact]
    public async Task A_token_is_used_until_a_minute_before_its_end()
    {
        await using var ehr = Secret();
        ehr.Beside("/token", "POST", Token("first", 300), Token("second", 300));

        await ehr.ReadAsync("Encounter");
        ehr.Time.Advance(TimeSpan.FromSeconds(239));
        await ehr.ReadAsync("Encounter");
        ehr.Time.Advance(TimeSpan.FromSeconds(1));
        await ehr.ReadAsync("Encounter");

        Tokens(ehr).ShouldBe(["Bearer first", "Bearer first", "Bearer second"]);
    }

    [Theory]
    [InlineData("\"expires_in\":\"300\"", 239)]
    [InlineData("\"expires_in\":120", 59)]
    [InlineData("\"expires_in\":20", 9)]
    [InlineData("\"scope\":\"system/*.rs\"", 239)]
    [InlineData("\"expires_in\":\"soon\"", 239)]
    public async Task Odd_and_short_lives_are_understood(string member, int stillGoodAfter)
    {
        await using var ehr = Secret();
        ehr.Beside("/token", "POST", StubEhr.Json($$"""{"access_token":"first","token_type":"Bearer",{{member}}}"""), Token("second"));

        await ehr.ReadAsync("Encounter");
        ehr.Time.Advance(TimeSpan.FromSeconds(stillGoodAfter));
        await ehr.ReadAsync("Encounter");
        ehr.Time.Advance(TimeSpan.FromSeconds(1));
        await ehr.ReadAsync("Encounter");

        Tokens(ehr).ShouldBe(["Bearer first", "Bearer first", "Bearer second"]);
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once_and_the_request_sent_again()
    {
        await using var ehr = Secret(encounters: false);
        ehr.Beside("/token", "POST", Token("first"), Token("second"));
        ehr.InTurn("/Encounter", "GET", StubEhr.Status(401), StubEhr.Json(Pages.Of(null, Pages.Encounter("a"))));

        (await ehr.ReadAsync("Encounter")).Resources.Count.ShouldBe(1);

        Tokens(ehr).ShouldBe(["Bearer first", "Bearer second"]);
    }

    [Fact]
    public async Task A_token_that_is_refused_again_is_the_end_of_it()
    {
        await using var ehr = Secret(encounters: false);
        ehr.Beside("/token", "POST", Token("first"), Token("second"), Token("third"));
        ehr.On("/Encounter", StubEhr.Status(401));

        (await Should.ThrowAsync<EhrException>(() => ehr.ReadAsync("Encounter"))).Failure.ShouldBe(EhrFailure.Unauthorized);

        Tokens(ehr).ShouldBe(["Bearer first", "Bearer second"]);
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_client","error_description":"Mrs Example"}""", EhrFailure.Unauthorized, "HTTP 400 (invalid_client)", "ehr.auth.clientId and clientSecret")]
    [InlineData(401, "", EhrFailure.Unauthorized, "HTTP 401:", "ehr.auth.clientId and clientSecret")]
    [InlineData(400, """{"error":"invalid_scope"}""", EhrFailure.Forbidden, "invalid_scope", "ehr.auth.scopes")]
    [InlineData(400, """{"error":"unauthorized_client"}""", EhrFailure.Forbidden, "unauthorized_client", "not registered")]
    [InlineData(400, """{"error":"Mrs Example"}""", EhrFailure.Protocol, "HTTP 400:", "ehr.auth")]
    [InlineData(404, "<html>Mrs Example</html>", EhrFailure.NotFound, "HTTP 404", "ehr.auth.tokenUrl")]
    [InlineData(302, "", EhrFailure.Protocol, "HTTP 302", "ehr.auth")]
    [InlineData(200, "<html>Mrs Example</html>", EhrFailure.Protocol, "no JSON", "ehr.auth.tokenUrl")]
    [InlineData(200, """{"access_token":""}""", EhrFailure.Protocol, "no usable access_token", "ehr.auth.tokenUrl")]
    [InlineData(200, """{"access_token":"a\nb","token_type":"bearer"}""", EhrFailure.Protocol, "no usable access_token", "ehr.auth.tokenUrl")]
    [InlineData(200, """{"access_token":"a","token_type":"mac"}""", EhrFailure.Protocol, "no bearer token", "SMART")]
    [InlineData(200, """{"access_token":""", EhrFailure.Protocol, "not readable JSON", "ehr.auth.tokenUrl")]
    [InlineData(200, "[]", EhrFailure.Protocol, "", "ehr.auth.tokenUrl")]
    public async Task A_token_that_is_not_given_is_one_clear_line(int status, string body, EhrFailure failure, string said, string lookAt)
    {
        await using var ehr = Secret();
        ehr.Beside("/token", "POST", Response.Create().WithStatusCode(status).WithHeader("Location", "https://evil.example/").WithHeader("Content-Type", "application/json").WithBody(body));

        var thrown = await Should.ThrowAsync<EhrException>(() => ehr.ReadAsync("Encounter"));

        thrown.Failure.ShouldBe(failure, thrown.Message);
        thrown.Message.ShouldStartWith("lakeside: token request at ");
        thrown.Message.ShouldContain(said);
        thrown.Message.ShouldContain(lookAt);
        thrown.Message.ShouldNotContain("Mrs Example");
        thrown.Message.ShouldNotContain("s+cret");
        ehr.Requests.ShouldNotContain(request => request.Path.EndsWith("/Encounter", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_busy_token_endpoint_is_waited_for()
    {
        await using var ehr = Secret();
        ehr.Beside("/token", "POST", StubEhr.Status(503), StubEhr.Status(429, ("Retry-After", "7")), Token("first"));

        (await ehr.ReadAsync("Encounter")).Resources.Count.ShouldBe(1);

        ehr.Time.Waits.ShouldContain(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Token_requests_count_as_requests_a_minute()
    {
        await using var ehr = Secret(perMinute: 4);
        ehr.Beside("/token", "POST", Token("first"));

        // The discovery, the token, the capability statement and one read are four; the fifth request has to wait for the minute.
        await ehr.ReadAsync("Encounter");
        ehr.Time.Waits.ShouldBeEmpty();
        await ehr.ReadAsync("Encounter");
        ehr.Time.Waits.ShouldHaveSingleItem().ShouldBeGreaterThan(TimeSpan.FromSeconds(50));
    }

    private static StubEhr Secret(bool encounters = true, int perMinute = 10_000)
    {
        var ehr = new StubEhr(settings => settings with
        {
            RequestsPerMinute = perMinute,
            Authorization = new EhrAuthorization.ClientSecret(
                "me & co", new Uri(settings.BaseUrl.GetLeftPart(UriPartial.Authority) + "/token"), new SecretValue("s+cret\n"), []),
        });
        ehr.On(WellKnown, StubEhr.Status(404));
        if (encounters)
            ehr.On("/Encounter", StubEhr.Json(Pages.Of(null, Pages.Encounter("a"))));
        return ehr;
    }

    private static IResponseBuilder Token(string token, int life = 300) =>
        StubEhr.Json($$"""{"access_token":"{{token}}","token_type":"bearer","expires_in":{{life}}}""");

    private static List<string?> Tokens(StubEhr ehr) =>
        [.. ehr.Requests.Where(request => request.Path.EndsWith("/Encounter", StringComparison.Ordinal)).Select(request => request.Header("Authorization"))];
}
