using System.Text.Json;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Services;

/// <summary>Tenant files that come, break, change and go under a running service.</summary>
public sealed class HotReloadTests
{
    [Fact]
    public async Task A_tenant_is_added_broken_changed_and_removed_without_a_restart()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        await using var service = ServiceProcess.Start(bridge);
        await service.HealthAsync(health => health.Is("workers-recovered", "degraded"), "an empty home to be told");

        var path = bridge.WriteTenant(ehr.Yaml());
        await Eventually.ShouldHoldAsync(() => ehr.Ours("Claim").Count == ehr.Bills, "the claims of the new tenant");
        await service.HealthAsync(health => health.Is("healthy"), "the new tenant in force");

        // A typing mistake: the last good settings stay in force, and the place is named.
        await File.WriteAllTextAsync(path, ehr.Yaml(("  release: auto", "  relase: auto")));
        await service.HealthAsync(health => health.Is("tenant-files", "degraded"), "the broken file to be named");
        var broken = await service.HealthAsync(health => IsNamed(health, "yaml.unknown-key", line: 31, "release", "lakeside"), "file, line and fix");
        broken.ShouldNotContain("\"unhealthy\"");
        await service.TellsAsync("lakeside goes on with its last good settings.");

        // What is stored stands on zone, practice and EHR.
        await File.WriteAllTextAsync(path, ehr.Yaml(("timeZone: America/New_York", "timeZone: America/Chicago")));
        await service.HealthAsync(health => IsNamed(health, "tenant.identity", line: 4, "Put the old value back", "lakeside"), "the changed zone to be refused");

        await File.WriteAllTextAsync(path, ehr.Yaml(("every: 5m", "every: 10m")));
        await service.HealthAsync(health => health.Is("healthy"), "the file that was put right");
        await service.TellsAsync("lakeside: its file changed");

        File.Delete(path);
        await service.HealthAsync(health => health.Is("workers-recovered", "degraded"), "nobody left");
        await service.TellsAsync("lakeside: its file is gone");

        // With the other zone it is refused even when it comes back: the store remembers.
        bridge.WriteTenant(ehr.Yaml(("timeZone: America/New_York", "timeZone: America/Chicago")));
        await service.HealthAsync(health => health.Fails("lakeside", "store-wrong-identity"), "the store to refuse another zone");

        service.Terminate();
        (await service.ExitAsync()).ShouldBe(0, service.Told);
        ehr.ShouldHoldEveryBillOnce();
    }

    private static bool IsNamed(JsonElement health, string code, int line, string words, string runsOn) =>
        health.Of("tenant-files", "lakeside.yaml") is { ValueKind: JsonValueKind.Array } problems && problems.EnumerateArray().Any(problem =>
            problem.GetProperty("code").GetString() == code && problem.GetProperty("line").GetInt32() == line
            && problem.GetProperty("message").GetString()!.Contains(words, StringComparison.Ordinal) && problem.GetProperty("runsOn").GetString() == runsOn);
}
