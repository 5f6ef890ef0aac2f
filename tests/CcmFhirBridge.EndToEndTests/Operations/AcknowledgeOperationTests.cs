using System.Net;
using System.Text.Json.Nodes;
using CcmFhirBridge.Pipeline.Answers;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Operations;

/// <summary>What the billing system makes of a claim comes back, stays in order, and is seen by a person where one must act.</summary>
public sealed class AcknowledgeOperationTests : IAsyncLifetime
{
    private ServedPractice _practice = null!;

    public async ValueTask InitializeAsync()
    {
        _practice = await ServedPractice.StartAsync(patients: 12);
        (await _practice.CloseAsync()).Exit.ShouldBeOneOf(0, 3);
    }

    public ValueTask DisposeAsync() => _practice.DisposeAsync();

    [Fact]
    public async Task Answers_stay_in_order_and_the_last_one_counts()
    {
        var (patient, claim) = await ClaimAsync();

        var accepted = (await TellAsync(claim, Answer("accepted", ("at", "valueDateTime", "2026-05-05T10:00:00Z")))).ShouldBe(HttpStatusCode.Created);
        (await TellAsync(claim, Answer("denied", ("reasonCode", "valueCode", "CO-97"), ("payerClaimNumber", "valueString", "ICN-1")))).ShouldBe(HttpStatusCode.Created);
        (await TellAsync(claim, Answer("paid", ("amount", "valueMoney", new JsonObject { ["value"] = 66.13, ["currency"] = "USD" })))).ShouldBe(HttpStatusCode.Created);

        accepted.Value("at").ShouldBe("2026-05-05T10:00:00+00:00");
        var kept = await AnswersAsync(claim);
        kept.Select(static answer => answer.Status).ShouldBe([ClaimAnswerStatus.Accepted, ClaimAnswerStatus.Denied, ClaimAnswerStatus.Paid]);
        (kept[1].ReasonCode, kept[1].PayerClaimNumber, kept[2].Amount, kept[2].Client).ShouldBe(("CO-97", "ICN-1", 66.13m, "billing-app"));
        (await _practice.GetAsync($"{patient}/$ccm-status?month={Bridge.Month}")).Value("claim", "answer").ShouldBe("paid");
    }

    [Fact]
    public async Task The_same_answer_twice_is_one()
    {
        var (_, claim) = await ClaimAsync();
        (await TellAsync(claim, Answer("paid"))).ShouldBe(HttpStatusCode.Created);

        (await TellAsync(claim, Answer("paid"))).ShouldBe(HttpStatusCode.OK);
        (await TellAsync(claim, Answer("accepted"), "k1")).ShouldBe(HttpStatusCode.Created);
        (await TellAsync(claim, Answer("paid"))).ShouldBe(HttpStatusCode.Created);
        (await TellAsync(claim, Answer("accepted"), "k1")).ShouldBe(HttpStatusCode.OK).Value("status").ShouldBe("accepted");
        (await TellAsync(claim, Answer("paid"), "k1")).ShouldBe(HttpStatusCode.UnprocessableEntity);

        (await AnswersAsync(claim)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_denied_claim_is_shown_with_its_month_until_it_is_paid()
    {
        var (patient, claim) = await ClaimAsync();
        await TellAsync(claim, Answer("denied", ("reasonCode", "valueCode", "CO-97"), ("payerClaimNumber", "valueString", "ICN-1")));

        (await ShowAsync()).ShouldContain($"Claim {claim.ToUpperInvariant()} of {patient} was denied (CO-97)");
        await TellAsync(claim, Answer("paid"));

        (await ShowAsync()).ShouldNotContain("was denied");
    }

    [Theory]
    [InlineData("status", "valueCode", "lost", 400)]
    [InlineData("amount", "valueDecimal", "-1", 400)]
    [InlineData("amount", "valueDecimal", "1.001", 400)]
    [InlineData("at", "valueDateTime", "2027-01-01T00:00:00Z", 422)]
    public async Task What_cannot_be_is_refused(string name, string type, string value, int status)
    {
        var (_, claim) = await ClaimAsync();
        var answer = Answer(name == "status" ? value : "paid");
        if (name != "status")
            answer["parameter"]!.AsArray().Add((JsonNode)new JsonObject { ["name"] = name, [type] = type == "valueDecimal" ? JsonNode.Parse(value) : value });

        (await TellAsync(claim, answer)).ShouldBe((HttpStatusCode)status).Issue.Where.ShouldNotBeNull();

        (await AnswersAsync(claim)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_denial_says_why_and_a_claim_that_is_not_here_takes_no_answer()
    {
        var (_, claim) = await ClaimAsync();

        (await TellAsync(claim, Answer("denied"))).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await TellAsync("0000000000000000r1", Answer("paid"))).ShouldBe(HttpStatusCode.NotFound);
        (await TellAsync(claim.ToUpperInvariant(), Answer("paid"))).ShouldBe(HttpStatusCode.NotFound);
        (await _practice.PostAsync($"Claim/{claim}/$acknowledge", Answer("paid"), "system/Claim.rs")).ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<(string Patient, string Id)> ClaimAsync()
    {
        await using var session = await _practice.Bridge.OpenAsync();
        var claim = (await session.Store.MonthAsync(Bridge.ServiceMonth, default)).First(static entry => entry.Code is null);
        return (claim.Patient, claim.RevisionIdentifier.ToLowerInvariant());
    }

    private async Task<IReadOnlyList<ClaimAnswer>> AnswersAsync(string claim)
    {
        await using var session = await _practice.Bridge.OpenAsync();
        return await session.Store.AnswersAsync(claim.ToUpperInvariant(), default);
    }

    private async Task<string> ShowAsync() => (await _practice.Bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(0).Out;

    private Task<FhirReply> TellAsync(string claim, JsonNode answer, string? key = null) =>
        _practice.PostAsync($"Claim/{claim}/$acknowledge", answer, headers: key is null ? [] : [("Idempotency-Key", key)]);

    private static JsonObject Answer(string status, params (string Name, string Type, JsonNode Value)[] more) =>
        ServedPractice.Parameters([("status", "valueCode", status), .. more]);
}
