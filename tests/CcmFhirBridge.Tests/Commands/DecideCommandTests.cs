using System.Text.Json;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

/// <summary><c>decide</c> over a practice that was read: a decision changes the month, is kept, and the bill leaves.</summary>
public sealed class DecideCommandTests : IAsyncLifetime
{
    private readonly Bridge _bridge = new();
    private PracticeEhr _ehr = null!;

    public async ValueTask InitializeAsync()
    {
        _ehr = await PracticeEhr.StartAsync(_bridge.Clock);
        _bridge.WriteTenant(_ehr.Yaml());
        (await _bridge.SyncAsync()).ShouldExit(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _ehr.DisposeAsync();
        _bridge.Dispose();
    }

    [Theory]
    [InlineData("both-pathways-stand", "choose-pathway practitioner", "bill", "99491x1")]
    [InlineData("practitioner-third-further-block", "lower-units --code 99437 --units 2", "bill", "99491x1 99437x2")]
    [InlineData("open-ended-entry", "approve --rule time.open-ended", "bill", "99490x1")]
    [InlineData("one-nurse-two-patients-loses-a-unit", "approve --rule time.staff-elsewhere", "bill", "99490x1")]
    [InlineData("typical-60-and-more", "withhold-code --code 99439", "bill", "99490x1")]
    [InlineData("typical-60-and-more", "withhold-code --code 99490", "block", "")]
    [InlineData("typical-20-to-39", "hold", "hold", "99490x1")]
    [InlineData("typical-20-to-39", "enrolled-elsewhere", "block", "99490x1")]
    public async Task A_decision_changes_the_month_and_shows_what_it_would_be_without(string scenario, string decision, string outcome, string lines)
    {
        var patient = PatientOf(scenario);
        var before = await ExplainAsync(patient);

        var run = (await DecideAsync(patient, decision)).ShouldExit(0);

        var after = await ExplainAsync(patient);
        after.GetProperty("outcome").GetString().ShouldBe(outcome);
        Lines(after).ShouldBe(lines);
        after.GetProperty("withoutDecisions").GetProperty("outcome").GetString().ShouldBe(before.GetProperty("outcome").GetString());
        Lines(after.GetProperty("withoutDecisions")).ShouldBe(Lines(before));
        var kept = after.GetProperty("decisions").EnumerateArray().ShouldHaveSingleItem();
        kept.GetProperty("followed").GetBoolean().ShouldBeTrue();
        kept.GetProperty("by").GetString().ShouldBe("test");
        run.Json.ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(kept.GetProperty("id").GetString());
        before.TryGetProperty("decisions", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_decided_survives_every_recomputation_and_leaves_with_the_month()
    {
        var patient = PatientOf("both-pathways-stand");
        (await DecideAsync(patient, "choose-pathway practitioner")).ShouldExit(0);

        (await _bridge.SyncAsync(Bridge.Slug, "--full")).ShouldExit(0);
        var close = await _bridge.CloseAsync();

        var left = close.Json.Single(line => line.TryGetProperty("patient", out var who) && who.GetString() == patient);
        left.GetProperty("status").GetString().ShouldBe("planned");
        left.GetProperty("lines").EnumerateArray().ShouldHaveSingleItem().GetProperty("code").GetString().ShouldBe("99491");
    }

    [Fact]
    public async Task Decisions_are_listed_taken_back_and_carried_into_assess()
    {
        var patient = PatientOf("both-pathways-stand");
        var id = (await DecideAsync(patient, "choose-pathway staff")).ShouldExit(0).Json[0].GetProperty("id").GetString()!;
        var list = (await _bridge.RunAsync("decide", "list", "--tenant", Bridge.Slug, "--json")).ShouldExit(0);
        var file = Path.Combine(_bridge.Path, "decisions.ndjson");
        await File.WriteAllTextAsync(file, list.Out);

        using var files = new Bridge();
        var assess = (await files.RunAsync(
            "assess", "--input", FileExport.Ndjson(files, PracticeEhr.Generate(PracticeEhr.EveryStory)), "--tenant", Bridge.Slug, "--month", Bridge.Month, "--decisions", file)).ShouldExit(0);
        assess.ErrorLines.ShouldContain("Decisions: 1 = 1 followed + 0 not followed + 0 replaced, taken back, of another month, or of patients who are not in the input.");
        assess.Json.Single(line => line.GetProperty("patient").GetString() == patient).GetProperty("outcome").GetString().ShouldBe("bill");
        (await _bridge.RunAsync("decide", "import", file, "--tenant", Bridge.Slug, "--json")).ShouldExit(0).Json[0].GetProperty("recorded").GetInt32().ShouldBe(0);

        (await DecideAsync(patient, "withdraw " + id)).ShouldExit(0);
        (await ExplainAsync(patient)).GetProperty("outcome").GetString().ShouldBe("hold");
        (await _bridge.RunAsync("decide", "list", "--tenant", Bridge.Slug)).ShouldExit(0).Out.ShouldContain("(taken back)");
    }

    [Theory]
    [InlineData("typical-20-to-39", "approve --rule time.own-overlap", "time.own-overlap does not hold .* The month has no open hold\\.")]
    [InlineData("open-ended-entry", "approve --rule nonsense", "Open holds are: time\\.open-ended\\.")]
    [InlineData("typical-20-to-39", "withdraw 0123456789ab", "no decision 0123456789ab is recorded for ")]
    [InlineData("typical-20-to-39", "lower-units --code 99490 --units 0", "1 or more units")]
    [InlineData("typical-20-to-39", "lower-units --code 99493 --units 1", "'99493' is no code of chronic care management in 2026-04\\. Codes are: 99437, 99439, ")]
    [InlineData("typical-60-and-more", "withhold-code --code 99439_", "'99439 ' is no code of chronic care management")]
    [InlineData("typical-20-to-39", "attest-decision-making --practitioner Practitioner/dr-1 --level high --day 2026-05-01", "has a day in the month")]
    public async Task A_decision_that_makes_no_sense_is_not_recorded(string scenario, string decision, string words)
    {
        (await DecideAsync(PatientOf(scenario), decision)).ShouldExit(2).Error.ShouldMatch(words);
        (await _bridge.RunAsync("decide", "list", "--tenant", Bridge.Slug)).ShouldExit(0).Out.ShouldContain("No decisions are recorded.");
    }

    [Fact]
    public async Task An_approval_of_a_hold_that_rests_on_nothing_covers_no_other()
    {
        var patient = PatientOf("attestation-missing");
        (await DecideAsync(patient, "approve --rule attestation.duration-and-risk")).ShouldExit(3).Json[0].GetProperty("notFollowed").GetString().ShouldNotBeNull().ShouldContain("not approved");
        var kept = (await _bridge.RunAsync("decide", "list", "--tenant", Bridge.Slug, "--json")).ShouldExit(0).Json.ShouldHaveSingleItem();
        kept.GetProperty("evidence").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe("(nothing)");
    }

    [Fact]
    public async Task A_decision_that_cannot_be_followed_is_kept_and_says_so()
    {
        var run = (await DecideAsync(PatientOf("typical-20-to-39"), "choose-pathway complex")).ShouldExit(3);
        run.Json[0].GetProperty("notFollowed").GetString().ShouldNotBeNull().ShouldContain("does not carry the complex pathway");
        run.Json[0].GetProperty("after").GetString().ShouldBe("bill");
    }

    [Fact]
    public async Task A_code_that_is_not_billed_is_not_said_to_be_withheld()
    {
        var run = (await DecideAsync(PatientOf("typical-20-to-39"), "withhold-code --code 99439")).ShouldExit(3);
        run.Json[0].GetProperty("notFollowed").GetString().ShouldBe("99439 is not on the month's bill, so there is nothing of it to lower or withhold.");
    }

    [Fact]
    public async Task A_withdrawal_that_is_taken_back_has_no_force()
    {
        var patient = PatientOf("typical-20-to-39");
        var id = (await DecideAsync(patient, "hold")).ShouldExit(0).Json[0].GetProperty("id").GetString()!;
        var withdrawal = (await DecideAsync(patient, "withdraw " + id)).ShouldExit(0).Json[0];
        withdrawal.GetProperty("after").GetString().ShouldBe("bill");

        (await DecideAsync(patient, "withdraw " + withdrawal.GetProperty("id").GetString())).ShouldExit(0).Json[0].GetProperty("after").GetString().ShouldBe("hold");

        var lines = (await _bridge.RunAsync("decide", "list", "--tenant", Bridge.Slug)).ShouldExit(0).Out.Split('\n');
        lines.Where(line => line.Contains("(taken back)", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain(withdrawal.GetProperty("id").GetString()!);
    }

    [Fact]
    public async Task Risk_is_attested_in_the_billing_practitioners_name_only()
    {
        var patient = PatientOf("attestation-missing");
        var billing = (await ExplainAsync(patient)).GetProperty("billingPractitioner").GetString()!;
        (await DecideAsync(patient, "attest-risk --practitioner Practitioner/desk-1 --expected-duration true --significant-risk true")).ShouldExit(3);
        (await DecideAsync(patient, $"attest-risk --practitioner {billing} --expected-duration true --significant-risk true")).ShouldExit(0);
        (await ExplainAsync(patient)).GetProperty("outcome").GetString().ShouldBe("bill");
    }

    private string PatientOf(string scenario) => _ehr.Practice.Truth.First(truth => truth.Scenario == scenario).Patient;

    private Task<CommandResult> DecideAsync(string patient, string decision)
    {
        var words = decision.Split(' ');
        return _bridge.RunAsync(["decide", words[0], patient, Bridge.Month, .. words[1..].Select(word => word.Replace('_', ' ')), "--reason", "Looked at the chart.", "--tenant", Bridge.Slug, "--json"]);
    }

    private async Task<JsonElement> ExplainAsync(string patient) =>
        (await _bridge.RunAsync("explain", patient, Bridge.Month, "--tenant", Bridge.Slug, "--json")).ShouldExit(0).Json[0];

    private static string Lines(JsonElement month) => string.Join(
        ' ', month.GetProperty("lines").EnumerateArray().Select(line => $"{line.GetProperty("code").GetString()}x{line.GetProperty("units").GetInt32()}"));
}
