using CcmFhirBridge.Simulator.Quirks;

namespace CcmFhirBridge.Simulator.Tests.Quirks;

public sealed class HiddenAnswerTests
{
    [Theory]
    [InlineData(408, "timeout", CommitMoment.Before, 0)]
    [InlineData(408, "timeout", CommitMoment.After, 1)]
    [InlineData(409, "conflict", CommitMoment.After, 1)]
    [InlineData(412, "conflict", CommitMoment.Before, 0)]
    [InlineData(422, "business-rule", CommitMoment.Before, 0)]
    public async Task A_refusal_is_true_before_the_commit_and_a_lie_after_it(int status, string code, CommitMoment moment, int written)
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.Ehr.Quirks.Add(new Refusal(new Aim(), status, code, moment));

        var reply = await ehr.Post("/Claim", Bodies.Claim("k1"));

        (reply.Status, reply.Issue).ShouldBe((status, code));
        ehr.Ehr.History.WithIdentifier("urn:claims", "k1").Count.ShouldBe(written);
        (await ehr.Post("/Claim", Bodies.Claim("k2"))).Status.ShouldBe(201);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("315360000")]
    [InlineData("-30")]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT")]
    public async Task A_throttled_request_is_told_any_time_to_wait(string? retryAfter)
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.Ehr.Quirks.Add(new Refusal(Aim.Everything, 429, "throttled", retryAfter: retryAfter));

        var reply = await ehr.Get("/Patient");

        reply.Status.ShouldBe(429);
        (reply.Headers.NonValidated.TryGetValues("Retry-After", out var told) ? told.ToString() : null).ShouldBe(retryAfter);
    }

    [Fact]
    public async Task A_refusal_by_a_proxy_says_nothing_in_the_words_of_FHIR()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.Ehr.Quirks.Add(new Refusal(new Aim(First: 1), 429, code: null));
        ehr.Ehr.Quirks.Add(new HtmlPage(new Aim(First: 2), CommitMoment.After));

        (await ehr.Post("/Claim", Bodies.Claim("k1"))).Text.ShouldBeEmpty();
        var page = await ehr.Post("/Claim", Bodies.Claim("k2"));

        (page.Status, page.ContentHeaders.ContentType!.MediaType).ShouldBe((503, "text/html"));
        ehr.Ehr.History.Of("Claim").Count.ShouldBe(1);
    }
}
