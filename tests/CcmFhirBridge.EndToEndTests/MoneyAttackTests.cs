using CcmFhirBridge.Commands;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>Ways to be billed twice that need no fault, only people: the same month again and again, a clock, a backup, a second installation.</summary>
public sealed class MoneyAttackTests
{
    [Fact]
    public async Task The_same_month_closed_a_hundred_times_at_once_is_one_claim_a_bill()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 6);
        bridge.WriteTenant(ehr.Yaml());

        var closes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => bridge.CloseAsync())));

        closes.ShouldAllBe(close => close.Exit == ExitCode.Done);
        ehr.ShouldHoldEveryBillOnce();
    }

    [Theory]
    [InlineData("2026-04-30T12:00:00Z")]
    [InlineData("2026-03-08T06:30:00Z")]
    [InlineData("2025-12-31T23:59:59Z")]
    public async Task A_clock_that_is_set_back_over_the_end_of_a_month_makes_no_second_claim(string back)
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Done);

        bridge.Clock.Set(DateTimeOffset.Parse(back, System.Globalization.CultureInfo.InvariantCulture));
        await bridge.CloseAsync();
        ehr.ShouldHoldEveryBillOnce();
        bridge.Clock.Set(Bridge.ClosingDay.AddHours(1));
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Done);

        ehr.ShouldHoldEveryBillOnce();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backup_from_before_the_claims_left_finds_them_in_the_EHR(bool plain)
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, options: Kind(plain));
        bridge.WriteTenant(ehr.Yaml());
        (await bridge.SyncAsync()).ShouldExit(ExitCode.Done);
        var database = bridge.Home.Database(Bridge.Slug);
        File.Copy(database, database + ".backup");
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Done);
        ehr.ShouldHoldEveryBillOnce();

        foreach (var left in Directory.EnumerateFiles(bridge.Home.Data, Bridge.Slug + ".db-*"))
            File.Delete(left);
        File.Move(database + ".backup", database, overwrite: true);
        bridge.Clock.Advance(TimeSpan.FromHours(1));
        var report = (await bridge.CloseAsync()).ShouldExit(ExitCode.Done).Json[^1];

        (report.GetProperty("sent").GetInt32(), report.GetProperty("adopted").GetInt32()).ShouldBe((0, ehr.Bills + ehr.Lines));
        ehr.ShouldHoldEveryBillOnce();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_installation_for_the_same_practice_finds_what_the_first_one_billed(bool plain)
    {
        using var first = new Bridge();
        using var second = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(first.Clock, patients: 12, options: Kind(plain));
        first.WriteTenant(ehr.Yaml());
        second.WriteTenant(ehr.Yaml());

        (await first.CloseAsync()).ShouldExit(ExitCode.Done);
        second.Clock.Advance(TimeSpan.FromHours(1));
        (await second.CloseAsync()).ShouldExit(ExitCode.Done).Json[^1].GetProperty("sent").GetInt32().ShouldBe(0);

        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task Two_installations_at_the_same_moment_bill_once_where_ids_are_ours()
    {
        using var first = new Bridge();
        using var second = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(first.Clock, patients: 12);
        first.WriteTenant(ehr.Yaml());
        second.WriteTenant(ehr.Yaml());

        await Task.WhenAll(Task.Run(() => first.CloseAsync()), Task.Run(() => second.CloseAsync()));
        await Reruns.UntilSettledAsync(first);
        await Reruns.UntilSettledAsync(second);

        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task A_storm_of_429_at_one_practice_does_not_hold_up_the_other()
    {
        using var bridge = new Bridge();
        await using var stormy = await PracticeEhr.StartAsync(bridge.Clock, patients: 6, options: new SimulatedEhrOptions
        {
            Quirks = [new AnswerQuirk(context => context.Path == "metadata" ? null : new FhirAnswer { Status = 429, RetryAfter = "1" })],
        });
        await using var calm = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, seed: 2);
        bridge.WriteTenant(stormy.Yaml());
        bridge.WriteTenant(calm.Yaml(("tenant: lakeside", "tenant: riverside")), "riverside");
        using var enough = new CancellationTokenSource();
        using var said = new StringWriter();

        var storm = Task.Run(() => bridge.RunAsync(said, enough.Token, "month", "close", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json"));
        (await bridge.CloseAsync("riverside")).ShouldExit(ExitCode.Done);
        storm.IsCompleted.ShouldBeFalse("the practice in the storm still waits its turn");
        await enough.CancelAsync();
        (await storm).Exit.ShouldNotBe(ExitCode.Done);

        calm.ShouldHoldEveryBillOnce();
        stormy.History.Records.ShouldBeEmpty();
    }

    private static SimulatedEhrOptions Kind(bool plain) => plain
        ? new() { UpdateCreate = false, ConditionalUpdate = false, ConditionalCreate = false }
        : new();
}
