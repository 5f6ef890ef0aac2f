using System.Text.Json;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Services;

/// <summary>The service compares what has left with the EHR by itself, and says what it found until it is settled.</summary>
public sealed class ComparedDailyTests
{
    [Fact]
    public async Task A_Claim_that_is_gone_from_the_EHR_is_found_on_the_next_day_and_told_until_it_is_settled()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        (await bridge.CloseAsync()).ShouldExit(0);
        var claim = ehr.Ours("Claim")[0].Id;
        var kept = JsonElement.Parse(ehr.Ehr.Store.Read("Claim", claim)!.Body!);
        ehr.Ehr.Store.Delete("Claim", claim);
        bridge.Clock.Advance(TimeSpan.FromDays(1));
        var written = ehr.History.Records.Count;

        await using (new InProcessService(bridge))
            await Eventually.ShouldHoldAsync(async () => await DriftAsync(bridge) is not null, () => "the drift to be told");

        (await DriftAsync(bridge))!.Value.GetProperty("what").GetString().ShouldBe("Of 2026-04 the EHR and the ledger disagree about 2 resources.");
        ehr.History.Records.Count.ShouldBe(written, "drift is told and never overwritten");
        var trail = (await bridge.RunAsync("audit", "list", "--tenant", Bridge.Slug, "--kind", "ehr", "--json")).ShouldExit(0).Json;
        trail.ShouldContain(row => row.GetProperty("action").GetString() == "compare" && row.GetProperty("subject").GetString() == Bridge.Month);

        ehr.Ehr.Store.Put("Claim", claim, kept);
        (await bridge.RunAsync("reconcile", "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(0);
        (await DriftAsync(bridge)).ShouldBeNull();
    }

    [Fact]
    public async Task An_EHR_that_refuses_the_search_stops_nothing_and_is_named()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        ehr.Ehr.Quirks.Add(new AnswerQuirk(context => context.Query.Any(parameter => parameter.Key == "identifier" && parameter.Value.EndsWith('|')) ? new() { Status = 403 } : null));
        bridge.WriteTenant(ehr.Yaml());

        await using (var service = new InProcessService(bridge))
        {
            await Eventually.ShouldHoldAsync(async () => await TaskAsync(bridge, "claims-not-compared") is not null, () => "the refusal to be told");
            await service.HealthAsync(health => health.Is("healthy"), "a service that is well");
        }

        ehr.Ours("Claim").Count.ShouldBe(ehr.Bills);
        (await TaskAsync(bridge, "claims-not-compared"))!.Value.GetProperty("what").GetString()!.ShouldStartWith("2026-04 could not be compared with the EHR");
    }

    private static Task<JsonElement?> DriftAsync(Bridge bridge) => TaskAsync(bridge, "claims-drifted");

    private static async Task<JsonElement?> TaskAsync(Bridge bridge, string code)
    {
        var status = (await bridge.RunAsync("status", "--json")).Json.ShouldHaveSingleItem();
        var found = status.GetProperty("tasks").EnumerateArray().Where(task => task.GetProperty("code").GetString() == code).ToList();
        return found.Count == 0 ? null : found[0];
    }
}
