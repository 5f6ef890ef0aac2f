using System.Globalization;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Services;

/// <summary>Real processes, real signals, a real socket to the EHR.</summary>
public sealed class StopAndStartTests
{
    [Fact]
    public async Task Told_to_stop_in_the_middle_of_a_send_it_hears_the_answer_records_it_and_exits_with_0()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml(("inFlight: 4", "inFlight: 1")));
        var slow = new HeldWrite();
        ehr.Ehr.Quirks.Add(slow);
        await using var service = ServiceProcess.Start(bridge);
        await slow.Committed;

        service.Terminate();
        await service.TellsAsync("Application is shutting down");
        slow.LetGo();

        (await service.ExitAsync()).ShouldBe(0, service.Told);
        await using var session = await bridge.OpenAsync();
        var entries = await session.Store.MonthAsync(Bridge.ServiceMonth, default);
        entries.ShouldContain(entry => entry.State == LedgerState.Confirmed, "the one that was on its way");
        entries.ShouldContain(entry => entry.State == LedgerState.Planned, "what had not begun");
        entries.ShouldAllBe(entry => entry.State == LedgerState.Confirmed || entry.State == LedgerState.Planned);
    }

    [Fact]
    public async Task An_EHR_that_does_not_answer_is_abandoned_after_the_drain_time_and_asked_by_the_next_start()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        var slow = new HeldWrite();
        ehr.Ehr.Quirks.Add(slow);
        await using var service = ServiceProcess.Start(bridge, "--drain-time", "1");
        await slow.Committed;

        service.Terminate();
        (await service.ExitAsync()).ShouldBe(0, service.Told);
        service.Told.ShouldContain("The drain time is over");
        await using (var session = await bridge.OpenAsync())
            (await session.Store.OutstandingAsync(default)).ShouldContain(entry => entry.State == LedgerState.Sending);

        slow.LetGo();
        ehr.Ehr.Quirks.Clear();
        await using var next = ServiceProcess.Start(bridge);
        await next.HealthAsync(health => health.Is("healthy"), "everything recovered");
        await Eventually.ShouldHoldAsync(() => ehr.Ours("ChargeItem").Count == ehr.Lines, "all charges");
        next.Terminate();
        (await next.ExitAsync()).ShouldBe(0, next.Told);
        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task A_second_one_refuses_and_names_the_first_and_after_kill_9_the_next_one_takes_over_at_once()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        var slow = new HeldWrite();
        ehr.Ehr.Quirks.Add(slow);
        await using var first = ServiceProcess.Start(bridge);
        await slow.Committed;

        await using var second = ServiceProcess.Start(bridge);
        (await second.ExitAsync()).ShouldBe(2, second.Told);
        second.Told.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"process {first.Id} already runs for {bridge.Home.Path}."));

        await first.KillAsync();
        slow.LetGo();
        ehr.Ehr.Quirks.Clear();
        // The lease of the killed one has two minutes to run; that nobody holds its lock is proof enough.
        await using var next = ServiceProcess.Start(bridge);
        await Eventually.ShouldHoldAsync(() => ehr.Ours("ChargeItem").Count == ehr.Lines, "all charges");
        await next.HealthAsync(health => health.Is("healthy"), "everything recovered");
        ehr.ShouldHoldEveryBillOnce();
    }
}
