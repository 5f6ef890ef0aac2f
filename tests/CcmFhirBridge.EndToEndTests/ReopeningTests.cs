using System.Text.Json;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Testing.Bridges;
using Microsoft.Data.Sqlite;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>A month that is closed, opened again because minutes came late, and closed again, over the wire.</summary>
public sealed class ReopeningTests
{
    [Fact]
    public async Task Late_minutes_are_listed_and_leave_only_after_the_month_was_reopened_and_nothing_leaves_twice()
    {
        await using var practice = await ClosedAsync();
        var (bridge, ehr) = (practice.Bridge, practice.Ehr);
        var (late, changed) = (practice.Of("one-second-under-20-minutes"), practice.Of("exactly-40-minutes"));
        ehr.Edit("Encounter", practice.EntriesOf(late)[0], EntryEdits.OneSecondLonger);
        ehr.Ehr.Store.Delete("Encounter", practice.EntriesOf(changed)[0]);
        (await bridge.SyncAsync(Bridge.Slug, "--full")).ShouldExit(ExitCode.Done);
        var written = ehr.History.Records.Count;

        (await bridge.CloseAsync()).Json[^1].GetProperty("sent").GetInt32().ShouldBe(0, "a closed month is locked");
        var listed = (await ShowAsync(bridge)).GetProperty("late").EnumerateArray().ToDictionary(fact => Text(fact, "patient"), fact => (Text(fact, "was"), Text(fact, "now")));
        listed[late].ShouldBe(("none", "bill 99490×1"));
        listed[changed].Item1.ShouldBe("bill 99490×1 99439×1");
        listed.Count.ShouldBe(2);

        (await ReopenAsync(bridge, "Minutes came late.")).ShouldExit(ExitCode.Done).Json.Single().GetProperty("isNew").GetBoolean().ShouldBeTrue();
        (await ReopenAsync(bridge, "Clicked twice.")).ShouldExit(ExitCode.Done).Json.Single().GetProperty("reason").GetString().ShouldBe("Minutes came late.");
        Text(await ShowAsync(bridge), "state").ShouldBe("reopened");
        (await bridge.RunAsync("status")).Out.ShouldContain("was reopened, and nothing of it leaves until it is closed again");

        bridge.Clock.Advance(TimeSpan.FromHours(1));
        Text((await bridge.CloseAsync()).ShouldExit(ExitCode.Partial).Json[0], "close").ShouldBe("Closed");
        (await bridge.CloseAsync()).Json[^1].GetProperty("sent").GetInt32().ShouldBe(0);

        ehr.History.Records.Count.ShouldBe(written + 2, "the Claim and the ChargeItem of the late bill");
        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldBeUnique();
        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldContain(late);
        ehr.History.Records.ShouldAllBe(record => record.Version == 1, "nothing that had left was touched");
        var corrections = await bridge.RunAsync("corrections", "list", "--tenant", Bridge.Slug, "--json");
        corrections.Json.Select(line => (Text(line, "patient"), Text(line, "kind"))).ShouldBe([(changed, "overpaid")]);

        var month = await ShowAsync(bridge);
        (Text(month, "state"), month.GetProperty("sealHolds").GetBoolean(), month.GetProperty("late").GetArrayLength()).ShouldBe(("closed", true, 0));
        var history = month.GetProperty("history").EnumerateArray().ToList();
        history.Select(step => Text(step, "step")).ShouldBe(["closed", "reopened", "closed"]);
        (Text(history[1], "by"), Text(history[1], "reason")).ShouldBe(("biller", "Minutes came late."));
    }

    [Fact]
    public async Task The_service_leaves_a_reopened_month_to_the_person_who_reopened_it()
    {
        await using var practice = await ClosedAsync();
        var bridge = practice.Bridge;
        (await ReopenAsync(bridge, "Minutes came late.")).ShouldExit(ExitCode.Done);
        bridge.Clock.Advance(TimeSpan.FromHours(1));
        await using (var stores = Tenants.HomeStores.Of(bridge.Home, bridge.Clock))
        {
            var runs = new Tenants.TenantRuns(bridge.Home, stores, (await bridge.OpenAsync()).Tenant, bridge.Clock, "test");
            await using (await runs.BeginAsync(CancellationToken.None))
                (await runs.CloseAsync(Bridge.ServiceMonth, CancellationToken.None)).ShouldBe(Pipeline.Months.MonthState.Reopened);
            await runs.LetGoAsync();
        }

        Text(await ShowAsync(bridge), "state").ShouldBe("reopened");
    }

    [Fact]
    public async Task A_read_that_may_not_be_whole_is_made_once_for_all_months_that_are_due_and_ever_less_often()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        (await bridge.SyncAsync()).ShouldExit(ExitCode.Done);
        foreach (var entry in ehr.Ehr.Store.Current("Encounter").ToList())
            ehr.Ehr.Store.Delete("Encounter", entry.Id);
        var asked = 0;
        ehr.Ehr.Quirks.Add(new AnswerQuirk(context =>
        {
            asked += context.Type == "Patient" ? 1 : 0;
            return null;
        }));
        await using var stores = Tenants.HomeStores.Of(bridge.Home, bridge.Clock);
        await using var settings = await bridge.OpenAsync();
        var runs = new Tenants.TenantRuns(bridge.Home, stores, settings.Tenant, bridge.Clock, "test");
        await using (await runs.BeginAsync(CancellationToken.None))
        {
            List<int> reads = [];
            for (var pass = 0; pass < 12; pass++)
            {
                foreach (var month in (Domain.Periods.ServiceMonth[])[Bridge.ServiceMonth.Previous, Bridge.ServiceMonth])
                    (await runs.CloseAsync(month, CancellationToken.None)).ShouldNotBe(Pipeline.Months.MonthState.Closed);
                reads.Add(asked);
                bridge.Clock.Advance(settings.Tenant.Ehr.SyncEvery);
            }

            reads.ShouldBe([1, 2, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5]);
        }

        await runs.LetGoAsync();
    }

    [Fact]
    public async Task What_stayed_held_of_a_month_long_closed_leaves_once_it_is_judged_again()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        await using (var session = await bridge.OpenAsync())
        await using (var hold = await session.HoldAsync("test", CancellationToken.None))
        {
            await session.Close().RunAsync(Bridge.ServiceMonth, progress: null, CancellationToken.None);
            await session.Release().RunAsync(Bridge.ServiceMonth, hold.Lease, CancellationToken.None);
            // As a run leaves them that ends within a reopening.
            foreach (var entry in await session.Store.OutstandingAsync(CancellationToken.None))
                await session.Store.MoveAsync(hold.Lease.Fence, entry with { Reason = "The month was reopened." }, LedgerState.Held, CancellationToken.None);
            (await session.Store.UnsettledAsync(CancellationToken.None)).Count.ShouldBe(ehr.Bills + ehr.Lines);
        }

        bridge.Clock.Advance(TimeSpan.FromDays(65));
        await using (var stores = Tenants.HomeStores.Of(bridge.Home, bridge.Clock))
        {
            await using var settings = await bridge.OpenAsync();
            var runs = new Tenants.TenantRuns(bridge.Home, stores, settings.Tenant, bridge.Clock, "test");
            await using (await runs.BeginAsync(CancellationToken.None))
            {
                await runs.SyncAsync(CancellationToken.None);
                await runs.WriteBackAsync(CancellationToken.None);
                ehr.History.Records.ShouldBeEmpty("judged after what was planned had left");
                await runs.WriteBackAsync(CancellationToken.None);
            }

            await runs.LetGoAsync();
        }

        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task A_month_that_is_not_closed_is_not_reopened()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        (await ReopenAsync(bridge, "x")).ShouldExit(ExitCode.Usage).Error.ShouldContain("was never closed");
        (await ReopenAsync(bridge, " ")).ShouldExit(ExitCode.Usage).Error.ShouldContain("--reason is empty");
        (await bridge.RunAsync("month", "reopen", Bridge.Month, "--tenant", Bridge.Slug)).ShouldExit(ExitCode.Usage);
    }

    [Theory]
    [InlineData("UPDATE assessment SET outcome = 'none' WHERE outcome = 'bill'", "not what its record gives")]
    [InlineData("UPDATE ledger_entry SET charge_cents = charge_cents - 1 WHERE code = '99439'", "charge")]
    [InlineData("UPDATE service_month SET engine = '9.9.9'", "engine of the month were changed")]
    public async Task What_somebody_changed_in_the_database_is_an_integrity_failure(string sql, string said)
    {
        await using var practice = await ClosedAsync();
        await using (var connection = new SqliteConnection($"Data Source={practice.Bridge.Home.Database(Bridge.Slug)};Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = new SqliteCommand(sql, connection);
            (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
        }

        var shown = await practice.Bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month);
        shown.ShouldExit(ExitCode.Integrity).Out.ShouldContain(said);
        shown.Out.ShouldContain("what is stored is NOT what was sealed");
    }

    private static async Task<SyncedPractice> ClosedAsync()
    {
        var bridge = new Bridge();
        var ehr = await PracticeEhr.StartAsync(bridge.Clock);
        bridge.WriteTenant(ehr.Yaml());
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial);
        await Reruns.UntilSettledAsync(bridge);
        return new SyncedPractice(bridge, ehr);
    }

    private static Task<CommandResult> ReopenAsync(Bridge bridge, string reason) =>
        bridge.RunAsync("month", "reopen", Bridge.Month, "--reason", reason, "--by", "biller", "--tenant", Bridge.Slug, "--json");

    private static async Task<JsonElement> ShowAsync(Bridge bridge) =>
        (await bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json")).ShouldExit(ExitCode.Done).Json.Single();

    private static string Text(JsonElement line, string member) => line.GetProperty(member).GetString() ?? "";
}
