using System.Net;
using System.Text.Json;

namespace CcmFhirBridge.Server.Tests.Operators;

/// <summary>What somebody gets who is no operator. A request that was passed on by a proxy that nobody trusts is from anybody.</summary>
public sealed class OperatorGuardTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/metrics")]
    [InlineData("/metrics/")]
    [InlineData("//metrics")]
    [InlineData("/METRICS")]
    [InlineData("/%6detrics")]
    public async Task Attack_100_the_page_and_the_metrics_are_refused_to_others(string path)
    {
        await using var server = await RunningServer.StartAsync(new RecordedRuns(Tenants.Make("lakeside")));

        var (code, body) = await AskAsOtherAsync(server, path);

        code.ShouldBeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.NotFound);
        body.ShouldNotContain("lakeside");
        body.ShouldNotContain("ccm_bridge");
    }

    [Theory]
    [InlineData("/health/ready")]
    [InlineData("/health/startup")]
    [InlineData("/health/live")]
    public async Task Attack_100_health_says_to_others_how_it_is_and_nothing_of_tenants(string path)
    {
        var dead = new RecordedRuns(Tenants.Make("lakeside")) { OnWriteBack = _ => throw new Pipeline.EhrException(Pipeline.EhrFailure.Unreachable, "Nobody answers.") };
        await using var server = await RunningServer.StartAsync(dead);
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "degraded");

        var (code, body) = await AskAsOtherAsync(server, path);

        code.ShouldBe(HttpStatusCode.OK);
        using var json = JsonDocument.Parse(body);
        json.RootElement.EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe("status");
    }

    [Fact]
    public async Task An_operator_sees_everything()
    {
        await using var server = await RunningServer.StartAsync(new RecordedRuns(Tenants.Make("lakeside")));
        await server.CountedAsync();

        (await server.GetAsync("/")).Text.ShouldContain("lakeside");
        (await server.GetAsync("/metrics")).Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.AskAsync("/health/ready")).Body.TryGetProperty("checks", out _).ShouldBeTrue();
    }

    private static async Task<(HttpStatusCode Code, string Body)> AskAsOtherAsync(RunningServer server, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Client.BaseAddress!.AbsoluteUri.TrimEnd('/') + path);
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        using var response = await server.Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
