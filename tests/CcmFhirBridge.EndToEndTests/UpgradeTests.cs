using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>An EHR that is upgraded between two syncs.</summary>
public sealed class UpgradeTests
{
    [Fact]
    public async Task An_upgrade_is_seen_within_a_day_told_and_the_forms_are_chosen_anew()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 4);
        bridge.WriteTenant(ehr.Yaml());
        (await bridge.SyncAsync()).ShouldExit(0);
        ehr.Ehr.Quirks.Add(new UpgradedStatement("2026.2", "_lastUpdated"));
        bridge.Clock.Advance(TimeSpan.FromHours(25));
        (await FormAsync(bridge)).ShouldBe("full");

        var said = (await bridge.RunAsync("doctor", "--tenant", Bridge.Slug)).ShouldExit(0).Lines;
        said.ShouldContain(line => line.StartsWith("warn  EHR-011  the EHR says something else of itself since 2026-05-06: Encounter: no longer by:_lastUpdated", StringComparison.Ordinal));
        said.ShouldContain("warn  EHR-011  the EHR says something else of itself since 2026-05-06: software: now 2026.2");
        (await bridge.RunAsync("status")).ShouldExit(0).Out.ShouldContain("The EHR says something else of itself since 2026-05-06");
    }

    private static async Task<string?> FormAsync(Bridge bridge) =>
        (await bridge.SyncAsync()).ShouldExit(0).Json.Single(line => line.GetProperty("type").GetString() == "Encounter").GetProperty("form").GetString();
}
