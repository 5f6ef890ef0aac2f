using System.Text;
using System.Text.Json;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>What the practice changes after its claims have left is work for a person, with its days, and never an edit in the EHR.</summary>
public sealed class CorrectionsTests
{
    [Fact]
    public async Task Evidence_that_is_taken_away_is_an_overpayment_with_the_day_it_was_found_and_its_sixty_days()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock);
        var patient = await ClosedAsync(bridge, ehr);
        var written = ehr.History.Records.Count;
        (await bridge.RunAsync("corrections", "list", "--tenant", Bridge.Slug)).ShouldExit(ExitCode.Done).Out.ShouldContain("says what the record says");

        ehr.Edit("Consent", "consent-" + patient[^5..], consent =>
        {
            consent["status"] = "inactive";
            consent["provision"]!["period"]!["end"] = "2026-03-31T12:00:00-04:00";
        });
        (await bridge.SyncAsync()).ShouldExit(0);
        var found = await ListAsync(bridge, ExitCode.Partial);

        found.Select(line => line.GetProperty("patient").GetString()).ShouldBe([patient]);
        Text(found[0], "kind").ShouldBe("overpaid");
        (Text(found[0], "identifiedOn"), Text(found[0], "returnBy")).ShouldBe(("2026-05-05", "2026-07-04"));
        found[0].GetProperty("supported").GetArrayLength().ShouldBe(0);
        found[0].GetProperty("chargeDifference").GetDecimal().ShouldBeGreaterThan(0);
        Text(found[0], "remedy").ShouldContain("Return the payment to the Medicare contractor");

        // Found again a week later it is still from the first day.
        bridge.Clock.Advance(TimeSpan.FromDays(7));
        Text((await ListAsync(bridge, ExitCode.Partial)).ShouldHaveSingleItem(), "identifiedOn").ShouldBe("2026-05-05");

        // What speaks against it changes: another finding about the same claim, and its sixty days go on.
        var id = Text(found[0], "id");
        foreach (var visit in EncountersOf(ehr, patient))
            ehr.Edit("Encounter", visit, encounter => encounter["status"] = "entered-in-error");
        (await bridge.SyncAsync()).ShouldExit(0);
        var other = (await ListAsync(bridge, ExitCode.Partial)).ShouldHaveSingleItem();
        Text(other, "id").ShouldNotBe(id);
        (Text(other, "identifiedOn"), Text(other, "returnBy")).ShouldBe(("2026-05-05", "2026-07-04"));
        foreach (var visit in EncountersOf(ehr, patient))
            ehr.Edit("Encounter", visit, encounter => encounter["status"] = "finished");

        // The consent turns out to have been there all the time.
        ehr.Edit("Consent", "consent-" + patient[^5..], consent =>
        {
            consent["status"] = "active";
            consent["provision"]!["period"]!.AsObject().Remove("end");
        });
        (await bridge.SyncAsync()).ShouldExit(0);
        await ListAsync(bridge, ExitCode.Done);
        (await ListAsync(bridge, ExitCode.Done, "--all")).Select(line => Text(line, "state")).ShouldBe(["gone", "gone"]);
        ehr.History.Records.Count.ShouldBe(written, "nothing in the EHR was touched");
    }

    [Fact]
    public async Task What_a_person_did_about_it_is_recorded_once_and_stays()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock);
        var patient = await ClosedAsync(bridge, ehr);
        ehr.Ehr.Store.Delete("Consent", "consent-" + patient[^5..]);
        (await bridge.SyncAsync(Bridge.Slug, "--full")).ShouldExit(0);
        var id = Text((await ListAsync(bridge, ExitCode.Partial)).Single(line => Text(line, "patient") == patient), "id");

        (await bridge.RunAsync("corrections", "done", "nonsense", "--reason", "x", "--tenant", Bridge.Slug)).ShouldExit(ExitCode.Usage).Error.ShouldContain("there is no correction nonsense");
        (await DoneAsync("Returned, check 12.")).ShouldExit(ExitCode.Done);
        (await DoneAsync("Clicked twice.")).ShouldExit(ExitCode.Done).Out.ShouldContain("Returned, check 12.");

        (await ListAsync(bridge, ExitCode.Done, "--all")).Single(line => Text(line, "id") == id).GetProperty("reason").GetString().ShouldBe("Returned, check 12.");
        (await bridge.RunAsync("status")).Out.ShouldNotContain("corrections list");

        Task<CommandResult> DoneAsync(string reason) => bridge.RunAsync("corrections", "done", id, "--reason", reason, "--tenant", Bridge.Slug);
    }

    private static async Task<string> ClosedAsync(Bridge bridge, PracticeEhr ehr)
    {
        bridge.WriteTenant(ehr.Yaml());
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial);
        await Reruns.UntilSettledAsync(bridge);
        bridge.Clock.Advance(Bridge.ClosingDay - bridge.Clock.GetUtcNow());
        return ehr.Practice.Truth.First(truth => truth.Scenario == "exactly-40-minutes").Patient;
    }

    private static List<string> EncountersOf(PracticeEhr ehr, string patient) =>
        [.. ehr.Ehr.Store.Current("Encounter").Where(stored => Encoding.UTF8.GetString(stored.Body!).Contains(patient, StringComparison.Ordinal)).Select(stored => stored.Id)];

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(Bridge bridge, int exit, params string[] more) =>
        (await bridge.RunAsync(["corrections", "list", "--tenant", Bridge.Slug, "--json", .. more])).ShouldExit(exit).Json;

    private static string Text(JsonElement line, string member) => line.GetProperty(member).GetString() ?? "";
}
