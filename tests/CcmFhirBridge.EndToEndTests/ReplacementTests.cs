using System.Text.Json;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Pipeline.Answers;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>A claim to a payer that takes replacements is corrected by another claim once a person approves, over the wire.</summary>
public sealed class ReplacementTests
{
    private const string Payers = """

        payers:
          - { payer: commercial, rules: us-medicare-ccm, confirmedBy: billing desk, confirmedOn: 2026-01-15, corrections: replacement }

        """;

    [Fact]
    public async Task A_consent_that_was_withdrawn_voids_the_claim_and_takes_back_its_charges()
    {
        await using var practice = await ClosedAsync();
        var (bridge, ehr) = (practice.Bridge, practice.Ehr);
        var patient = practice.Of("exactly-40-minutes");
        await WithdrawConsentAsync(practice, patient);
        var found = (await ListAsync(bridge, ExitCode.Partial)).ShouldHaveSingleItem();
        Text(found, "remedy").ShouldContain("sends a void claim (frequency 8)");

        var approved = (await ApproveAsync(bridge, found)).ShouldExit(ExitCode.Done).Json.Single();

        (Text(approved, "state"), Text(approved, "by")).ShouldBe(("done", "biller"));
        var claims = ClaimsOf(ehr, patient);
        claims.Select(claim => (Revision(claim), Text(claim, "status"))).ShouldBe([("R1", "cancelled"), ("R2", "active")]);
        ShouldReplace(claims[1], claims[0], "8");
        claims[1].GetProperty("related")[0].GetProperty("reference").GetProperty("value").GetString().ShouldBe("ICN-77");
        claims[1].GetProperty("total").GetRawText().ShouldBe(claims[0].GetProperty("total").GetRawText(), "a void repeats what it withdraws");
        ChargesOf(ehr, patient).ShouldAllBe(charge => Text(charge, "status") == "entered-in-error");
        await ShouldBeAtRestAsync(practice);
    }

    [Fact]
    public async Task A_minute_that_is_gone_replaces_the_claim_by_one_that_names_it()
    {
        await using var practice = await ClosedAsync();
        var (bridge, ehr) = (practice.Bridge, practice.Ehr);
        var patient = practice.Of("exactly-40-minutes");
        await LoseSecondsAsync(practice, patient);
        var found = (await ListAsync(bridge, ExitCode.Partial)).ShouldHaveSingleItem();
        (Text(found, "kind"), found.GetProperty("replaceable").GetBoolean()).ShouldBe(("overpaid", true));
        var written = ehr.History.Records.Count;

        (await ApproveAsync(bridge, found)).ShouldExit(ExitCode.Done);
        (await ApproveAsync(bridge, found)).ShouldExit(ExitCode.Done);

        var claims = ClaimsOf(ehr, patient);
        claims.Select(claim => (Revision(claim), Text(claim, "status"))).ShouldBe([("R1", "cancelled"), ("R2", "active")]);
        ShouldReplace(claims[1], claims[0], "7");
        claims[1].GetProperty("item").GetArrayLength().ShouldBe(1);
        ChargesOf(ehr, patient).Count(charge => Text(charge, "status") != "entered-in-error").ShouldBe(1);
        ehr.History.Records.Count.ShouldBe(written + 5, "three taken back, a Claim and a ChargeItem made, nothing twice");
        await ShouldBeAtRestAsync(practice);
        (await bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(ExitCode.Done);
    }

    [Fact]
    public async Task The_number_that_the_payer_answered_with_is_named_where_nobody_says_another()
    {
        await using var practice = await ClosedAsync();
        var (bridge, ehr) = (practice.Bridge, practice.Ehr);
        var patient = practice.Of("exactly-40-minutes");
        var revision = ClaimsOf(ehr, patient).ShouldHaveSingleItem().GetProperty("identifier")[1].GetProperty("value").GetString()!;
        await using (var session = await bridge.OpenAsync())
        {
            foreach (var (status, number) in new[] { (ClaimAnswerStatus.Accepted, (string?)"ICN-1"), (ClaimAnswerStatus.Paid, "ICN-2"), (ClaimAnswerStatus.Paid, null) })
            {
                bridge.Clock.Advance(TimeSpan.FromSeconds(1));
                await session.Store.RecordAnswerAsync(
                    new ClaimAnswer { RevisionIdentifier = revision, Status = status, PayerClaimNumber = number, RecordedAt = bridge.Clock.GetUtcNow(), Client = "billing-app" }, null, default);
            }
        }

        await LoseSecondsAsync(practice, patient);
        var found = (await ListAsync(bridge, ExitCode.Partial)).ShouldHaveSingleItem();

        (await bridge.RunAsync("corrections", "approve", Text(found, "id"), "--reason", "The plan takes it.", "--tenant", Bridge.Slug)).ShouldExit(ExitCode.Done);

        ClaimsOf(ehr, patient)[^1].GetProperty("related")[0].GetProperty("reference").GetProperty("value").GetString().ShouldBe("ICN-2");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task An_answer_that_is_lost_anywhere_on_the_way_leaves_one_claim_after_the_next_passes(int write)
    {
        await using var practice = await ClosedAsync();
        var (bridge, ehr) = (practice.Bridge, practice.Ehr);
        var patient = practice.Of("exactly-40-minutes");
        await LoseSecondsAsync(practice, patient);
        var found = (await ListAsync(bridge, ExitCode.Partial)).Single();
        ehr.Ehr.Quirks.Add(new DropAfterCommit(new Aim(First: write)));

        await ApproveAsync(bridge, found);
        ClaimsOf(ehr, patient).Count(claim => Text(claim, "status") == "active").ShouldBeLessThanOrEqualTo(1);
        for (var pass = 0; pass < 3; pass++)
        {
            bridge.Clock.Advance(TimeSpan.FromMinutes(10));
            await bridge.CloseAsync();
        }

        var claims = ClaimsOf(ehr, patient);
        claims.Select(claim => (Revision(claim), Text(claim, "status"))).ShouldBe([("R1", "cancelled"), ("R2", "active")]);
        ChargesOf(ehr, patient).Count(charge => Text(charge, "status") != "entered-in-error").ShouldBe(1);
        await ListAsync(bridge, ExitCode.Done);
        await ShouldBeAtRestAsync(practice);
    }

    [Fact]
    public async Task What_is_still_to_be_taken_back_is_no_drift()
    {
        await using var practice = await ClosedAsync();
        var (bridge, ehr) = (practice.Bridge, practice.Ehr);
        await LoseSecondsAsync(practice, practice.Of("exactly-40-minutes"));
        var found = (await ListAsync(bridge, ExitCode.Partial)).Single();
        var busy = new Unavailable(new Aim(Times: 10_000), "1");
        ehr.Ehr.Quirks.Add(busy);

        await ApproveAsync(bridge, found);

        var compared = (await bridge.RunAsync("reconcile", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json")).ShouldExit(ExitCode.Done).Json.ShouldHaveSingleItem();
        compared.GetProperty("open").GetInt32().ShouldBe(3, "a Claim and two ChargeItems");
        ehr.Ehr.Quirks.Remove(busy);
        for (var pass = 0; pass < 3; pass++)
        {
            bridge.Clock.Advance(TimeSpan.FromMinutes(10));
            await bridge.CloseAsync();
        }

        await ListAsync(bridge, ExitCode.Done);
        await ShouldBeAtRestAsync(practice);
    }

    [Fact]
    public async Task An_EHR_without_ChargeItems_gets_the_replacement_and_the_charges_are_corrected_where_they_are_served()
    {
        await using var practice = await ClosedAsync(new SimulatedEhrOptions { HiddenTypes = ["ChargeItem"] });
        var (bridge, ehr) = (practice.Bridge, practice.Ehr);
        var patient = practice.Of("exactly-40-minutes");
        await LoseSecondsAsync(practice, patient);
        var found = (await ListAsync(bridge, ExitCode.Partial)).ShouldHaveSingleItem();

        Text((await ApproveAsync(bridge, found)).ShouldExit(ExitCode.Done).Json.Single(), "state").ShouldBe("done");

        var claims = ClaimsOf(ehr, patient);
        claims.Select(claim => (Revision(claim), Text(claim, "status"))).ShouldBe([("R1", "cancelled"), ("R2", "active")]);
        ShouldReplace(claims[1], claims[0], "7");
        await using var session = await bridge.OpenAsync();
        var lines = (await session.Store.MonthAsync(Bridge.ServiceMonth, default)).Where(entry => entry.Code is not null && entry.Patient == patient);
        lines.Select(line => (line.Code, line.Revision, line.State)).Order().ShouldBe(
            [("99439", 1, LedgerState.Corrected), ("99490", 1, LedgerState.Corrected), ("99490", 2, LedgerState.Planned)]);
    }

    [Fact]
    public async Task Medicare_part_b_gets_no_replacement()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock);
        bridge.WriteTenant(ehr.Yaml() + Payers);
        await bridge.CloseAsync();
        await Reruns.UntilSettledAsync(bridge);
        var practice = new SyncedPractice(bridge, ehr);
        await LoseSecondsAsync(practice, practice.Of("exactly-40-minutes"));
        var found = (await ListAsync(bridge, ExitCode.Partial)).ShouldHaveSingleItem();
        Text(found, "remedy").ShouldContain("takes no replacement claim (frequency 7)");
        var written = ehr.History.Records.Count;

        (await ApproveAsync(bridge, found)).ShouldExit(ExitCode.Usage).Error.ShouldContain("takes no replacement or void claims");
        (await bridge.RunAsync("corrections", "approve", "nonsense", "--reason", "x", "--tenant", Bridge.Slug)).ShouldExit(ExitCode.Usage).Error.ShouldContain("there is no correction nonsense");
        ehr.History.Records.Count.ShouldBe(written);
    }

    private static async Task<SyncedPractice> ClosedAsync(SimulatedEhrOptions? options = null)
    {
        var bridge = new Bridge();
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, options: options);
        var practice = new SyncedPractice(bridge, ehr);
        var coverage = ehr.Ehr.Store.Current("Coverage").Select(stored => ehr.Read("Coverage", stored.Id))
            .First(each => each.GetProperty("beneficiary").GetProperty("reference").GetString() == practice.Of("exactly-40-minutes"));
        ehr.Edit("Coverage", Text(coverage, "id"), json => json["type"]!["coding"]![0]!["code"] = "5");
        bridge.WriteTenant(ehr.Yaml() + Payers);
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial);
        await Reruns.UntilSettledAsync(bridge);
        ClaimsOf(ehr, practice.Of("exactly-40-minutes")).Count.ShouldBe(1);
        return practice;
    }

    private static async Task WithdrawConsentAsync(SyncedPractice practice, string patient)
    {
        practice.Ehr.Edit("Consent", "consent-" + patient[^5..], consent =>
        {
            consent["status"] = "inactive";
            consent["provision"]!["period"]!["end"] = "2026-03-31T12:00:00-04:00";
        });
        (await practice.Bridge.SyncAsync()).ShouldExit(ExitCode.Done);
    }

    // Forty minutes become less, and 99439 is no longer supported.
    private static async Task LoseSecondsAsync(SyncedPractice practice, string patient)
    {
        practice.Ehr.Edit("Encounter", practice.EntriesOf(patient)[0], EntryEdits.OneSecondShorter);
        (await practice.Bridge.SyncAsync()).ShouldExit(ExitCode.Done);
    }

    private static async Task ShouldBeAtRestAsync(SyncedPractice practice)
    {
        var written = practice.Ehr.History.Records.Count;
        practice.Bridge.Clock.Advance(TimeSpan.FromMinutes(10));
        await practice.Bridge.CloseAsync();
        practice.Ehr.History.Records.Count.ShouldBe(written, "nothing more to do");
        (await practice.Bridge.RunAsync("reconcile", "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(ExitCode.Done);
    }

    private static void ShouldReplace(JsonElement claim, JsonElement replaced, string frequency)
    {
        var related = claim.GetProperty("related")[0];
        related.GetProperty("claim").GetProperty("identifier").GetProperty("value").GetString().ShouldBe(replaced.GetProperty("identifier")[1].GetProperty("value").GetString());
        related.GetProperty("relationship").GetProperty("coding")[0].GetProperty("code").GetString().ShouldBe("prior");
        claim.GetProperty("supportingInfo").EnumerateArray().Where(information => information.TryGetProperty("code", out _))
            .ShouldHaveSingleItem().GetProperty("code").GetProperty("coding")[0].GetProperty("code").GetString().ShouldBe(frequency);
    }

    private static List<JsonElement> ClaimsOf(PracticeEhr ehr, string patient) =>
        [.. ehr.Ours("Claim").Select(stored => JsonElement.Parse(stored.Body!)).Where(claim => claim.GetProperty("patient").GetProperty("reference").GetString() == patient).OrderBy(Revision, StringComparer.Ordinal)];

    private static List<JsonElement> ChargesOf(PracticeEhr ehr, string patient) =>
        [.. ehr.Ours("ChargeItem").Select(stored => JsonElement.Parse(stored.Body!)).Where(charge => charge.GetProperty("subject").GetProperty("reference").GetString() == patient)];

    private static string Revision(JsonElement claim) =>
        claim.GetProperty("identifier").EnumerateArray().Single(identifier => Text(identifier, "system") == Canonicals.ClaimRevisionIdentifier).GetProperty("value").GetString()![^2..];

    private static Task<CommandResult> ApproveAsync(Bridge bridge, JsonElement found) => bridge.RunAsync(
        "corrections", "approve", Text(found, "id"), "--reason", "The plan takes it.", "--payer-claim", "ICN-77", "--by", "biller", "--tenant", Bridge.Slug, "--json");

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(Bridge bridge, int exit) =>
        (await bridge.RunAsync("corrections", "list", "--tenant", Bridge.Slug, "--json")).ShouldExit(exit).Json;

    private static string Text(JsonElement line, string member) => line.GetProperty(member).GetString() ?? "";
}
