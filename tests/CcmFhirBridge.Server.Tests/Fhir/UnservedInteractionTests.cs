using System.Net;

namespace CcmFhirBridge.Server.Tests.Fhir;

public sealed class UnservedInteractionTests(SqliteSearchFixture fixture) : IClassFixture<SqliteSearchFixture>
{
    [Theory]
    [InlineData("GET", "/Patient", HttpStatusCode.NotFound)]
    [InlineData("GET", "/Patient/p1", HttpStatusCode.NotFound)]
    [InlineData("POST", "/Patient", HttpStatusCode.NotFound)]
    [InlineData("GET", "/Nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/Claim/x/y/z", HttpStatusCode.NotFound)]
    [InlineData("GET", "/claim", HttpStatusCode.NotFound)]
    [InlineData("GET", "/Claim/$nothing", HttpStatusCode.NotFound)]
    [InlineData("POST", "/Claim/$nothing", HttpStatusCode.NotFound)]
    [InlineData("POST", "/Claim", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "/Claim/x", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PATCH", "/Claim/x", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/ChargeItem/x", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/ChargeItem/x/_history/1", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "/Claim/_search", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "", HttpStatusCode.NotImplemented)]
    [InlineData("GET", "", HttpStatusCode.NotImplemented)]
    [InlineData("GET", "/_history", HttpStatusCode.NotImplemented)]
    [InlineData("GET", "/Claim/_history", HttpStatusCode.NotFound)]
    public async Task What_is_not_served_is_refused_in_words(string method, string path, HttpStatusCode expected)
    {
        var answer = await fixture.Served.SendAsync(new HttpRequestMessage(new HttpMethod(method), ServedTenants.Address(path, "lakeside")));
        answer.Code.ShouldBe(expected);
        answer.Json.GetProperty("resourceType").GetString().ShouldBe("OperationOutcome");
        if (expected == HttpStatusCode.MethodNotAllowed)
            answer.ContentHeaders.Allow.ShouldNotBeEmpty();
        var stranger = await fixture.Served.SendAsync(new HttpRequestMessage(new HttpMethod(method), ServedTenants.Address(path, "lakeside")), scopes: null);
        stranger.Code.ShouldBe(HttpStatusCode.Unauthorized, "the door comes first");
    }

    [Theory]
    [InlineData("/nobody/fhir/Claim")]
    [InlineData("/LAKESIDE/fhir/Claim")]
    [InlineData("/lakeside./fhir/Claim")]
    [InlineData("/lakes%C4%B1de/fhir/Claim")]
    [InlineData("/%2e%2e/fhir/Claim")]
    public async Task There_is_no_other_tenant(string path) =>
        (await fixture.Served.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)))).Code.ShouldBe(HttpStatusCode.NotFound);
}
