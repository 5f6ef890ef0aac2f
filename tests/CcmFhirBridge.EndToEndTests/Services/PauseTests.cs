using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Services;

public sealed class PauseTests
{
    [Fact]
    public async Task A_paused_tenant_is_not_read_nor_written_until_it_is_resumed()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        var requests = 0;
        ehr.Ehr.Quirks.Add(new AnswerQuirk(_ =>
        {
            Interlocked.Increment(ref requests);
            return null;
        }));
        bridge.WriteTenant(ehr.Yaml());

        var paused = (await bridge.RunAsync("tenant", "pause", Bridge.Slug, "--reason", "The EHR moves house.", "--json")).ShouldExit(0).Json.ShouldHaveSingleItem();
        paused.GetProperty("paused").GetBoolean().ShouldBeTrue();
        paused.GetProperty("reason").GetString().ShouldBe("The EHR moves house.");
        await using var service = ServiceProcess.Start(bridge);
        await service.HealthAsync(health => health.Is("healthy"), "a service that waits for nobody");
        await service.TellsAsync("lakeside: paused since 2026-05-05 12:00:00Z");

        // Neither do the commands read or send, and each says why.
        foreach (var command in new string[][] { ["sync"], ["month", "close", "--month", Bridge.Month], ["release", "--month", Bridge.Month] })
        {
            var refused = (await bridge.RunAsync([.. command, "--tenant", Bridge.Slug])).ShouldExit(2);
            refused.ErrorLines.ShouldBe(
                ["ccm-bridge: tenant 'lakeside' is paused since 2026-05-05 12:00:00Z by test (The EHR moves house.): nothing is read or sent for it. First: ccm-bridge tenant resume lakeside"]);
        }

        requests.ShouldBe(0);
        (await bridge.RunAsync("tenant", "resume", Bridge.Slug)).ShouldExit(0).Lines.ShouldBe(["lakeside: goes on."]);
        await service.TellsAsync("lakeside: resumed");
        await Eventually.ShouldHoldAsync(() => ehr.Ours("Claim").Count == ehr.Bills, "the claims");

        // It comes back only when nothing is on its way any more.
        (await bridge.RunAsync("tenant", "pause", Bridge.Slug)).ShouldExit(0).Lines.ShouldHaveSingleItem().ShouldStartWith("lakeside: paused since 2026-05-05 12:00:00Z;");
        var writes = ehr.History.Records.Count;
        await service.HealthAsync(health => health.Is("healthy"), "a paused tenant is not overdue");
        service.Terminate();
        (await service.ExitAsync()).ShouldBe(0, service.Told);
        ehr.History.Records.Count.ShouldBe(writes);
    }

    [Fact]
    public async Task Only_a_tenant_of_the_home_can_be_paused_and_resuming_twice_does_no_harm()
    {
        using var bridge = new Bridge();
        bridge.WriteTenant("tenant: lakeside\n");

        (await bridge.RunAsync("tenant", "pause", "hillside")).ShouldExit(2).ErrorLines[0].ShouldContain("there is no tenant 'hillside'");
        (await bridge.RunAsync("tenant", "pause", Bridge.Slug)).ShouldExit(0);
        bridge.Clock.Advance(TimeSpan.FromHours(1));
        (await bridge.RunAsync("tenant", "pause", Bridge.Slug)).ShouldExit(0).Out.ShouldContain("2026-05-05 12:00:00Z", customMessage: "the first pause stays");
        (await bridge.RunAsync("tenant", "resume", Bridge.Slug)).ShouldExit(0);
        (await bridge.RunAsync("tenant", "resume", Bridge.Slug)).ShouldExit(0).Lines.ShouldBe(["lakeside: was not paused."]);
    }
}
