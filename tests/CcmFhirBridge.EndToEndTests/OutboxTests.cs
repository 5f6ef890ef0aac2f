using System.Text.Json;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>What people do to entries that have not come to rest: each action twice, and by the EHR's own history never a second claim.</summary>
public sealed class OutboxTests : IAsyncLifetime
{
    private const string NotWritten = "writeBack: { claim: off, chargeItem: off }";
    private const string Written = "writeBack: { claim: auto, chargeItem: auto }";

    private readonly Bridge _bridge = new();
    private PracticeEhr _ehr = null!;

    public async ValueTask InitializeAsync() => _ehr = await PracticeEhr.StartAsync(_bridge.Clock, patients: 12);

    public async ValueTask DisposeAsync()
    {
        await _ehr.DisposeAsync();
        _bridge.Dispose();
    }

    [Fact]
    public async Task A_bill_that_was_set_aside_stays_here_until_it_is_taken_up_and_released_and_leaves_once()
    {
        await CloseWithoutWritingAsync();
        var claim = (await EntriesAsync()).First(entry => entry.Code is null);
        var lines = (await EntriesAsync()).Count(entry => entry.Slot == claim.Slot);

        await ActTwiceAsync("quarantine", claim.RevisionIdentifier, "quarantined", lines);
        _bridge.WriteTenant(_ehr.Yaml());
        (await _bridge.CloseAsync()).ShouldExit(3);
        _ehr.Ours("Claim").Count.ShouldBe(_ehr.Bills - 1);
        PracticeEhr.PatientsOf(_ehr.Ours("Claim"), "patient").ShouldNotContain(claim.Patient);
        PracticeEhr.PatientsOf(_ehr.Ours("ChargeItem"), "subject").ShouldNotContain(claim.Patient);

        await ActTwiceAsync("retry", claim.Identifier, "held", lines);
        (await _bridge.SyncAsync()).ShouldExit(0);
        _ehr.Ours("Claim").Count.ShouldBe(_ehr.Bills - 1, "held again is not sent");
        await ActTwiceAsync("release", claim.RevisionIdentifier.ToLowerInvariant(), "planned", lines);
        (await _bridge.CloseAsync()).ShouldExit(0);

        _ehr.ShouldHoldEveryBillOnce();
        var history = (await ShowAsync(claim.RevisionIdentifier)).GetProperty("history").EnumerateArray().ToList();
        history.ConvertAll(line => line.GetProperty("to").GetString()).ShouldBe(["planned", "held", "quarantined", "held", "planned", "sending", "confirmed"]);
        history[2].GetProperty("reason").GetString().ShouldBe("Set aside by A. Biller: Looked at it.");
        history[3].GetProperty("reason").GetString().ShouldBe("Taken up again by A. Biller: Looked at it.");
        history[4].GetProperty("reason").GetString()!.ShouldStartWith("Released by A. Biller: Looked at it.");
        (await ActAsync("release", claim.RevisionIdentifier)).ShouldExit(0).Json.Single().GetProperty("result").GetString().ShouldBe("already done");
        (await ActAsync("quarantine", claim.RevisionIdentifier)).ShouldExit(3).Json.Single().GetProperty("said").GetString()!.ShouldStartWith("The EHR has it");
    }

    [Fact]
    public async Task One_line_can_be_set_aside_and_its_claim_waits_for_it()
    {
        await CloseWithoutWritingAsync();
        var line = (await EntriesAsync()).First(entry => entry.Code is not null);

        await ActTwiceAsync("quarantine", line.RevisionIdentifier, "quarantined", 1);
        _bridge.WriteTenant(_ehr.Yaml());
        (await _bridge.CloseAsync()).ShouldExit(3);

        _ehr.Ours("Claim").Count.ShouldBe(_ehr.Bills - 1);
        (await ListAsync("--state", "held")).Select(item => item.GetProperty("resourceType").GetString()).ShouldContain("Claim");
    }

    [Theory]
    [InlineData("put right")]
    [InlineData("deleted")]
    public async Task What_somebody_put_right_in_the_EHR_is_asked_for_before_anything_is_sent(string how)
    {
        var (claim, reference) = await QuarantineByAChangeAsync();
        (await ActAsync("release", claim.RevisionIdentifier)).ShouldExit(3).Json.Single().GetProperty("said").GetString()!.ShouldContain("outbox retry");

        if (how == "put right")
            _ehr.Edit("Claim", reference, body => body["total"]!["value"] = claim.Charge);
        else
            _ehr.Ehr.Store.Delete("Claim", reference);
        var before = _ehr.History.Records.Count;
        await ActTwiceAsync("retry", claim.RevisionIdentifier, "in-doubt", 1);
        _ehr.History.Records.Count.ShouldBe(before, "an action sends nothing");
        (await EntryAsync(claim.RevisionIdentifier)).ShouldSatisfyAllConditions(
            entry => entry.Attempts.ShouldBe(0), entry => entry.EhrReference.ShouldBeNull(), entry => entry.SentAt.ShouldNotBeNull());
        await Reruns.UntilSettledAsync(_bridge);

        _ehr.Ours("Claim").Count.ShouldBe(_ehr.Bills);
        _ehr.Ours("ChargeItem").Count.ShouldBe(_ehr.Lines);
        (await EntriesAsync()).ShouldAllBe(entry => entry.State == LedgerState.Confirmed);
        _ehr.History.Records.Count(record => record.Type == "Claim" && record.Id == reference).ShouldBe(how == "deleted" ? 2 : 1);
    }

    [Fact]
    public async Task What_still_differs_is_set_aside_again()
    {
        var (claim, _) = await QuarantineByAChangeAsync();

        (await ActAsync("retry", claim.RevisionIdentifier)).ShouldExit(0);
        _bridge.Clock.Advance(TimeSpan.FromMinutes(10));
        (await _bridge.CloseAsync()).ShouldExit(3);

        (await EntryAsync(claim.RevisionIdentifier)).State.ShouldBe(LedgerState.Quarantined);
        _ehr.Ours("Claim").Count.ShouldBe(_ehr.Bills);
    }

    [Fact]
    public async Task What_is_on_its_way_is_neither_called_back_nor_sent_again()
    {
        var claim = await LoseTheFirstAnswerAsync();
        var before = await EntriesAsync();

        (await ActAsync("retry", claim.RevisionIdentifier)).ShouldExit(0).Json.Single().GetProperty("result").GetString().ShouldBe("already done");
        (await ActAsync("release", claim.RevisionIdentifier)).ShouldExit(0).Json.Single().GetProperty("said").GetString()!.ShouldContain("asks the EHR");
        (await ActAsync("quarantine", claim.RevisionIdentifier)).ShouldExit(3).Json.Single().GetProperty("said").GetString()!.ShouldContain("cannot be called back");

        (await EntriesAsync()).Select(entry => (entry.RevisionIdentifier, entry.State)).ShouldBe(before.Select(entry => (entry.RevisionIdentifier, entry.State)));
        await Reruns.UntilSettledAsync(_bridge);
        _ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task A_held_bill_does_not_get_around_the_gate_of_its_month()
    {
        await CloseWithoutWritingAsync();
        var claim = (await EntriesAsync()).First(entry => entry.Code is null);
        (await ActAsync("quarantine", claim.RevisionIdentifier)).ShouldExit(0);
        (await ActAsync("retry", claim.RevisionIdentifier)).ShouldExit(0);
        _bridge.WriteTenant(_ehr.Yaml(("firstMonth: 2026-04", "firstMonth: 2026-05")));

        for (var call = 0; call < 2; call++)
            (await ActAsync("release", claim.RevisionIdentifier)).ShouldExit(3).Json.Single().GetProperty("said").GetString()!.ShouldContain("before billing.firstMonth");

        (await EntryAsync(claim.RevisionIdentifier)).State.ShouldBe(LedgerState.Held);
        _ehr.History.Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bill_that_is_none_any_more_stays_held_and_one_that_changed_leaves_as_it_is_now()
    {
        await CloseWithoutWritingAsync();
        var practice = new SyncedPractice(_bridge, _ehr);
        var gone = await ClaimOfAsync(practice.Of("exactly-40-minutes"));
        var grown = await ClaimOfAsync(practice.Of("one-second-under-40-minutes"));
        foreach (var claim in (LedgerEntry[])[gone, grown])
        {
            (await ActAsync("quarantine", claim.RevisionIdentifier)).ShouldExit(0);
            (await ActAsync("retry", claim.RevisionIdentifier)).ShouldExit(0);
        }

        foreach (var entry in practice.EntriesOf(gone.Patient["Patient/".Length..]))
            _ehr.Ehr.Store.Delete("Encounter", entry);
        _ehr.Edit("Encounter", practice.EntriesOf(grown.Patient["Patient/".Length..])[0], EntryEdits.OneSecondLonger);
        (await _bridge.SyncAsync(more: "--full")).ShouldExit(0);

        (await ActAsync("release", gone.RevisionIdentifier)).ShouldExit(3).Json.Single().GetProperty("said").GetString()!.ShouldContain("not billable");
        var replaced = (await ActAsync("release", grown.RevisionIdentifier)).ShouldExit(0).Json;
        replaced.ShouldAllBe(item => item.GetProperty("revision").GetInt32() == 2 && item.GetProperty("state").GetString() == "planned");
        (await ActAsync("release", grown.RevisionIdentifier)).ShouldExit(0).Json.Single().GetProperty("result").GetString().ShouldBe("already done");
        (await ActAsync("release", grown.Identifier)).ShouldExit(0).Json.Single().GetProperty("revision").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task The_list_says_what_waits_and_shows_the_body_that_will_be_sent()
    {
        await CloseWithoutWritingAsync();
        var entries = await EntriesAsync();

        var all = await ListAsync();
        all.Count.ShouldBe(_ehr.Bills + _ehr.Lines);
        (await ListAsync("--month", Bridge.Month, "--state", "planned")).Count.ShouldBe(all.Count);
        (await ListAsync("--month", "2026-03")).ShouldBeEmpty();
        (await ListAsync("--state", "in-doubt")).ShouldBeEmpty();
        all[0].EnumerateObject().Select(member => member.Name).ShouldBe(
        [
            "tenant", "month", "patient", "resourceType", "identifier", "revision", "revisionIdentifier", "code", "units", "charge", "state", "since", "attempts",
            "sentAt", "ehrReference", "reason", "next",
        ]);
        var shown = await ShowAsync(entries[0].RevisionIdentifier);
        shown.GetProperty("body").GetRawText().ShouldBe(System.Text.Encoding.UTF8.GetString(entries[0].Body.Span));
        shown.GetProperty("bodyHash").GetString().ShouldBe(entries[0].BodyHash);
        var people = (await _bridge.RunAsync("outbox", "list", "--tenant", Bridge.Slug)).ShouldExit(0);
        people.Out.ShouldContain(entries[0].RevisionIdentifier);
        people.Lines[^1].ShouldContain("outbox quarantine");
        (await _bridge.RunAsync("outbox", "show", entries[0].RevisionIdentifier, "--tenant", Bridge.Slug)).ShouldExit(0).Out.ShouldContain("\"resourceType\": \"Claim\"");

        _bridge.WriteTenant(_ehr.Yaml());
        (await _bridge.CloseAsync()).ShouldExit(0);
        (await ListAsync()).ShouldBeEmpty();
        (await _bridge.RunAsync("outbox", "list", "--tenant", Bridge.Slug)).ShouldExit(0).Out.ShouldStartWith("Nothing waits");
        (await ShowAsync(entries[0].Identifier)).GetProperty("ehrReference").GetString()!.ShouldStartWith("Claim/");
    }

    [Theory]
    [InlineData("outbox show nobodys", "has no entry 'nobodys'")]
    [InlineData("outbox retry nobodys --reason x", "has no entry 'nobodys'")]
    [InlineData("outbox release nobodys --reason x", "has no entry 'nobodys'")]
    [InlineData("outbox quarantine nobodys --reason x", "has no entry 'nobodys'")]
    [InlineData("outbox quarantine nobodys", "Option '--reason' is required.")]
    [InlineData("outbox retry nobodys --reason BLANK", "--reason and --by cannot be empty")]
    [InlineData("outbox list --state confirmed", "confirmed")]
    [InlineData("outbox list --month April", "'April' is not a month")]
    public async Task What_cannot_be_meant_ends_with_2(string line, string said)
    {
        _bridge.WriteTenant(_ehr.Yaml());

        (await _bridge.RunAsync([.. line.Split(' ').Select(word => word == "BLANK" ? " " : word), "--tenant", Bridge.Slug])).ShouldExit(2).Error.ShouldContain(said);
    }

    private async Task CloseWithoutWritingAsync()
    {
        _bridge.WriteTenant(_ehr.Yaml((Written, NotWritten)));
        (await _bridge.CloseAsync()).ShouldExit(3);
        _ehr.History.Records.ShouldBeEmpty();
    }

    private async Task<LedgerEntry> LoseTheFirstAnswerAsync()
    {
        _bridge.WriteTenant(_ehr.Yaml());
        _ehr.Ehr.Quirks.Add(new DropAfterCommit(new Aim(Type: "Claim")));
        (await _bridge.CloseAsync()).ShouldExit(3);
        return (await EntriesAsync()).Single(entry => entry.State == LedgerState.InDoubt);
    }

    private async Task<(LedgerEntry Claim, string Id)> QuarantineByAChangeAsync()
    {
        var lost = await LoseTheFirstAnswerAsync();
        var id = lost.RevisionIdentifier.ToLowerInvariant();
        _ehr.Edit("Claim", id, body => body["total"]!["value"] = 1.00m);
        _bridge.Clock.Advance(TimeSpan.FromMinutes(10));
        (await _bridge.CloseAsync()).ShouldExit(3);
        var claim = await EntryAsync(lost.RevisionIdentifier);
        (claim.State, claim.Reason).ShouldBe((LedgerState.Quarantined, "The EHR's copy differs at total.value"));
        return (claim, id);
    }

    private async Task ActTwiceAsync(string action, string identifier, string state, int entries)
    {
        var first = (await ActAsync(action, identifier)).ShouldExit(0).Json;
        first.Count.ShouldBe(entries);
        first.ShouldAllBe(item => item.GetProperty("state").GetString() == state && item.GetProperty("result").GetString() == "done");
        var events = first[0].GetProperty("since").GetString();
        _bridge.Clock.Advance(TimeSpan.FromSeconds(5));
        var second = (await ActAsync(action, identifier)).ShouldExit(0).Json.Single();
        (second.GetProperty("state").GetString(), second.GetProperty("result").GetString(), second.GetProperty("since").GetString()).ShouldBe((state, "already done", events));
    }

    private Task<CommandResult> ActAsync(string action, string identifier) => _bridge.RunAsync(
        "outbox", action, identifier, "--tenant", Bridge.Slug, "--by", "A. Biller", "--reason", "Looked at it.", "--json");

    private async Task<IReadOnlyList<JsonElement>> ListAsync(params string[] more) =>
        (await _bridge.RunAsync(["outbox", "list", "--tenant", Bridge.Slug, "--json", .. more])).ShouldExit(0).Json;

    private async Task<JsonElement> ShowAsync(string identifier) =>
        (await _bridge.RunAsync("outbox", "show", identifier, "--tenant", Bridge.Slug, "--json")).ShouldExit(0).Json.Single();

    private async Task<LedgerEntry> ClaimOfAsync(string patient) =>
        (await EntriesAsync()).Single(entry => entry.Code is null && entry.Patient == (patient.StartsWith("Patient/", StringComparison.Ordinal) ? patient : "Patient/" + patient));

    private async Task<LedgerEntry> EntryAsync(string revision) => (await EntriesAsync()).Single(entry => entry.RevisionIdentifier == revision);

    private async Task<IReadOnlyList<LedgerEntry>> EntriesAsync()
    {
        await using var session = await _bridge.OpenAsync();
        return await session.Store.MonthAsync(Bridge.ServiceMonth, CancellationToken.None);
    }
}
