using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Pipeline.Decisions;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Operations;

/// <summary>What people decide through a client of the service is recorded as the command records it.</summary>
public sealed class DecideOperationTests : IAsyncLifetime
{
    private ServedPractice _practice = null!;

    public async ValueTask InitializeAsync() => _practice = await ServedPractice.StartAsync();

    public ValueTask DisposeAsync() => _practice.DisposeAsync();

    [Fact]
    public async Task A_hold_is_recorded_with_who_and_through_what_and_the_status_tells_it_at_once()
    {
        var patient = _practice.Of("exactly-20-minutes");

        var told = (await DecideAsync(patient, Decision("hold"))).ShouldBe(HttpStatusCode.Created);

        (told.Value("followed"), told.Value("recorded"), told.Value("before", "outcome"), told.Value("after", "outcome")).ShouldBe(("true", "true", "bill", "hold"));
        var status = await _practice.GetAsync($"{patient}/$ccm-status?month={Bridge.Month}");
        status.Value("outcome").ShouldBe("hold");
        int.Parse(status.Value("position")!, CultureInfo.InvariantCulture).ShouldBe(
            int.Parse(status.Value("storePosition")!, CultureInfo.InvariantCulture) - 1, "the next pass looks again, by the settings that hold then");
        var decision = (await DecisionsAsync()).ShouldHaveSingleItem();
        (decision.Id, decision.By, decision.Via, decision.Reason).ShouldBe((told.Value("decision"), "Dr. Reed", "billing-app", "To be looked at."));
        FhirReply.Parts(status.Parts("criterion").Single(criterion => FhirReply.Value(FhirReply.Parts(criterion, "rule")[0]) == "decision.hold"), "evidence")
            .ShouldAllBe(evidence => FhirReply.Value(evidence) == decision.Id);
    }

    [Fact]
    public async Task The_same_decision_twice_is_one_until_it_is_taken_back()
    {
        var patient = _practice.Of("exactly-20-minutes");
        var first = (await DecideAsync(patient, Decision("hold"))).ShouldBe(HttpStatusCode.Created);
        _practice.Bridge.Clock.Advance(TimeSpan.FromHours(1));

        var again = (await DecideAsync(patient, Decision("hold"))).ShouldBe(HttpStatusCode.OK);
        var withdrawn = (await DecideAsync(patient, Decision("withdraw", ("withdraws", "valueString", first.Value("decision")!)))).ShouldBe(HttpStatusCode.Created);
        var anew = (await DecideAsync(patient, Decision("hold"))).ShouldBe(HttpStatusCode.Created);

        again.Value("decision").ShouldBe(first.Value("decision"));
        withdrawn.Value("after", "outcome").ShouldBe("bill");
        anew.Value("decision").ShouldNotBe(first.Value("decision"));
        (await DecisionsAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_call_that_comes_again_under_its_key_is_one_and_another_one_under_the_key_is_refused()
    {
        var patient = _practice.Of("exactly-20-minutes");
        var first = (await DecideAsync(patient, Decision("hold"), "key-1")).ShouldBe(HttpStatusCode.Created);
        (await DecideAsync(patient, Decision("withdraw", ("withdraws", "valueString", first.Value("decision")!)))).ShouldBe(HttpStatusCode.Created);

        var replayed = (await DecideAsync(patient, Decision("hold"), "key-1")).ShouldBe(HttpStatusCode.OK);
        var other = (await DecideAsync(patient, Decision("enrolled-elsewhere"), "key-1")).ShouldBe(HttpStatusCode.UnprocessableEntity);

        (replayed.Value("decision"), replayed.Value("recorded"), replayed.Value("after", "outcome")).ShouldBe((first.Value("decision"), "false", "bill"));
        other.Issue.Message.ShouldContain("Idempotency-Key");
        (await DecisionsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Twenty_calls_at_once_are_one_decision()
    {
        var patient = _practice.Of("exactly-20-minutes");

        var told = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => DecideAsync(patient, Decision("hold"), "key-1")));

        told.Count(static reply => reply.Status == HttpStatusCode.Created).ShouldBe(1);
        told.ShouldAllBe(static reply => reply.Status == HttpStatusCode.Created || reply.Status == HttpStatusCode.OK);
        (await DecisionsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_approval_lifts_what_was_seen_and_names_only_what_holds()
    {
        var patient = _practice.Of("five-hour-entry");

        (await DecideAsync(patient, Decision("approve", ("rule", "valueCode", "time.length")))).ShouldBe(HttpStatusCode.UnprocessableEntity).Issue
            .ShouldBe(("A rule that is named does not hold the month. Open holds are: time.too-long.", "Parameters.parameter[4].value"));
        var told = (await DecideAsync(patient, Decision("approve", ("rule", "valueCode", "time.too-long")))).ShouldBe(HttpStatusCode.Created);

        (told.Value("before", "outcome"), told.Value("after", "outcome")).ShouldBe(("hold", "bill"));
        (await DecisionsAsync()).Single().Evidence.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Only_the_billing_practitioner_attests()
    {
        var patient = _practice.Of("exactly-20-minutes");

        var told = (await AttestAsync(patient, _practice.Nurse)).ShouldBe(HttpStatusCode.Created);
        var biller = (await AttestAsync(patient, await BillerAsync(patient))).ShouldBe(HttpStatusCode.Created);

        (told.Value("followed"), told.Value("notFollowed") is not null).ShouldBe(("false", true));
        biller.Value("followed").ShouldBe("true");
    }

    [Fact]
    public async Task An_attestation_is_of_one_kind()
    {
        var patient = _practice.Of("exactly-20-minutes");

        (await _practice.PostAsync($"{patient}/$ccm-attest", Decision(null, ("practitioner", "valueString", "Practitioner/dr-1")))).ShouldBe(HttpStatusCode.BadRequest);
        (await DecideAsync(patient, Decision("attest-risk"))).ShouldBe(HttpStatusCode.BadRequest).Issue.Message.ShouldContain("$ccm-attest");
        (await _practice.PostAsync($"{patient}/$ccm-attest", Decision(null, ("practitioner", "valueString", "Practitioner/dr-1"), ("level", "valueCode", "moderate"), ("day", "valueDate", "2026-05-01"))))
            .ShouldBe(HttpStatusCode.UnprocessableEntity).Issue.Message.ShouldContain("day in the month");
    }

    [Theory]
    [InlineData("by", 400)]
    [InlineData("reason", 400)]
    [InlineData("month", 400)]
    public async Task Who_and_why_are_needed(string missing, int status)
    {
        var decision = Decision("hold");
        var list = decision["parameter"]!.AsArray();
        list.Remove(list.Single(parameter => parameter!["name"]!.GetValue<string>() == missing));

        var told = (await DecideAsync(_practice.Of("no-activity"), decision)).ShouldBe((HttpStatusCode)status);

        told.Issue.ShouldBe(($"Parameter '{missing}' is needed.", $"Parameters.parameter.where(name = '{missing}')"));
        (await DecisionsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reading_is_not_deciding()
    {
        (await _practice.PostAsync($"{_practice.Of("no-activity")}/$ccm-decide", Decision("hold"), "system/Patient.rs")).ShouldBe(HttpStatusCode.Forbidden);
        (await _practice.GetAsync($"{_practice.Of("no-activity")}/$ccm-decide")).Status.ShouldBeOneOf(HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound);
    }

    private async Task<string> BillerAsync(string patient)
    {
        var told = await _practice.GetAsync($"{patient}/$ccm-explain?month={Bridge.Month}");
        return JsonElement.Parse(told.Value("assessment")!).GetProperty("billingPractitioner").GetString()!;
    }

    private Task<FhirReply> AttestAsync(string patient, string practitioner) => _practice.PostAsync(
        $"{patient}/$ccm-attest",
        Decision(null, ("practitioner", "valueReference", new JsonObject { ["reference"] = practitioner }), ("expectedDuration", "valueBoolean", true), ("significantRisk", "valueBoolean", true)));

    private Task<FhirReply> DecideAsync(string patient, JsonNode decision, string? key = null) =>
        _practice.PostAsync($"{patient}/$ccm-decide", decision, headers: key is null ? [] : [("Idempotency-Key", key)]);

    private static JsonObject Decision(string? kind, params (string Name, string Type, JsonNode Value)[] more) => ServedPractice.Parameters(
    [
        ("month", "valueDate", Bridge.Month), ("by", "valueString", "Dr. Reed"), ("reason", "valueString", "To be looked at."),
        .. kind is null ? Array.Empty<(string, string, JsonNode)>() : [("kind", "valueCode", kind)],
        .. more,
    ]);

    private async Task<IReadOnlyList<Domain.Decisions.HumanDecision>> DecisionsAsync()
    {
        await using var session = await _practice.Bridge.OpenAsync();
        return await ((IDecisionStore)session.Store).DecisionsAsync(default);
    }
}
