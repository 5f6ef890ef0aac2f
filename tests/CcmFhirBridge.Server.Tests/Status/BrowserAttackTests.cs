using System.Net;

namespace CcmFhirBridge.Server.Tests.Status;

/// <summary>What another page in an operator's browser could try. The pages here only show: there is no form, no script, no session.</summary>
public sealed class BrowserAttackTests
{
    [Theory]
    [InlineData("POST", "/")]
    [InlineData("PUT", "/")]
    [InlineData("DELETE", "/")]
    [InlineData("POST", "/metrics")]
    [InlineData("POST", "/health/ready")]
    [InlineData("POST", "/lakeside/jwks.json")]
    public async Task Attack_101_nothing_can_be_changed_by_a_request_of_another_page(string method, string path)
    {
        await using var server = await RunningServer.StartAsync(new RecordedRuns(Tenants.Make("lakeside")));
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new FormUrlEncodedContent([]) };
        request.Headers.Add("Origin", "https://evil.example");

        using var response = await server.Client.SendAsync(request);

        response.IsSuccessStatusCode.ShouldBe(path is "/metrics" or "/health/ready", "what only shows may be asked for in any way");
        if (!response.IsSuccessStatusCode)
            response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        response.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/metrics")]
    [InlineData("/health/ready")]
    [InlineData("/lakeside/fhir/metadata")]
    [InlineData("/nothing-here")]
    public async Task Attack_102_there_is_no_session_that_could_be_fixed(string path)
    {
        await using var server = await RunningServer.StartAsync(new RecordedRuns(Tenants.Make("lakeside")));
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", ".AspNetCore.Session=chosen-by-somebody-else");

        using var response = await server.Client.SendAsync(request);

        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/metrics")]
    [InlineData("/health/live")]
    [InlineData("/lakeside/fhir/metadata")]
    [InlineData("/nothing-here")]
    public async Task Attack_103_no_answer_may_be_framed(string path)
    {
        await using var server = await RunningServer.StartAsync(new RecordedRuns(Tenants.Make("lakeside")));

        using var response = await server.Client.GetAsync(new Uri(path, UriKind.Relative));

        response.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldContain("frame-ancestors 'none'");
        response.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
    }
}
