using System.Net;
using System.Net.Sockets;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Services;

/// <summary>A system, a clock or an EHR that is not as it should be: named in health with what to do, and nothing false confirmed.</summary>
public sealed class BadSurroundingsTests
{
    [Fact]
    public async Task A_system_without_zone_data_is_named_with_the_package_that_brings_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Zone files are a matter of Unix.");
        using var bridge = new Bridge();
        bridge.WriteTenant(PracticeEhr.Generate(12).TenantYaml("http://127.0.0.1:9/fhir"));
        await using var service = ServiceProcess.Start(bridge, script: null, [], ("TZDIR", bridge.Path));

        var health = await service.HealthAsync(found => found.Is("tenant-files", "degraded"), "the missing zone to be named");
        health.ShouldContain("Install the package tzdata");
        health.ShouldContain("\"file\":\"lakeside.yaml\",\"line\":4");
    }

    [Fact]
    public async Task A_clock_that_is_set_back_an_hour_is_named_until_it_has_caught_up_and_nothing_is_sent_twice()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        await using var service = new InProcessService(bridge);
        await Eventually.ShouldHoldAsync(() => ehr.Ours("ChargeItem").Count == LinesOf(ehr), "all charges");

        bridge.Clock.Advance(-TimeSpan.FromHours(1));
        var health = await service.HealthAsync(found => found.Is("clock", "degraded"), "the clock to be named");
        health.ShouldContain("set back by 3600 s. Put it right (NTP)");
        (await bridge.RunAsync("tenant", "pause", Bridge.Slug)).ShouldExit(0);
        (await bridge.RunAsync("tenant", "resume", Bridge.Slug)).ShouldExit(0);
        (await bridge.SyncAsync()).ShouldExit(0);

        bridge.Clock.Advance(TimeSpan.FromHours(1));
        await service.HealthAsync(found => found.Is("clock", "healthy"), "the clock to have caught up");
        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task An_EHR_that_takes_connections_and_never_answers_is_named_and_slows_nobody_else()
    {
        using var bridge = new Bridge();
        await using var lakeside = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        bridge.WriteTenant(lakeside.Yaml());
        bridge.WriteTenant(
            lakeside.Yaml(
                ("tenant: lakeside", "tenant: silent"), (lakeside.Ehr.BaseUrl, $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/fhir"), ("timeout: 30s", "timeout: 1s")),
            "silent");
        await using var service = ServiceProcess.Start(bridge);

        await Eventually.ShouldHoldAsync(() => lakeside.Ours("ChargeItem").Count == LinesOf(lakeside), "all charges of the other one");
        lakeside.ShouldHoldEveryBillOnce();
        var health = await service.HealthAsync(found => found.Fails("silent", "ehr-no-answer"), "the silent EHR to be named");
        health.ShouldContain("accepts connections and does not answer within ehr.limits.timeout");
        await service.HealthAsync(found => found.Is("degraded"), "a service that is ready all the same");
        service.Terminate();
        (await service.ExitAsync()).ShouldBe(0, service.Told);
    }

    private static int LinesOf(PracticeEhr ehr) => ehr.Practice.Truth.Where(truth => truth.Outcome == "bill").Sum(truth => truth.Lines.Count);
}
