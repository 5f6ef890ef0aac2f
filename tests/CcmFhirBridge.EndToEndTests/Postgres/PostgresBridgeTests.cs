using CcmFhirBridge.Commands;
using CcmFhirBridge.EndToEndTests.Services;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Server.Workers;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Tenants;
using CcmFhirBridge.Testing.Bridges;
using CcmFhirBridge.Testing.Postgres;
using Npgsql;

namespace CcmFhirBridge.EndToEndTests.Postgres;

/// <summary>The whole job with PostgreSQL underneath; the EHR's own history tells whether every claim is there once.</summary>
public sealed class PostgresBridgeTests : IAsyncLifetime
{
    private const int Patients = 12;

    private readonly Bridge _bridge = new();
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Shared is null, PostgresServer.Missing);
        _database = await PostgresHome.CreateDatabaseAsync(PostgresServer.Shared);
        _bridge.Home.StoreIn(_database);
    }

    public ValueTask DisposeAsync()
    {
        _bridge.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_month_is_closed_and_claimed_once_and_nothing_is_kept_in_a_file()
    {
        await using var ehr = await PracticeEhr.StartAsync(_bridge.Clock);
        _bridge.WriteTenant(ehr.Yaml());

        (await _bridge.CloseAsync()).ShouldExit(ExitCode.Partial);
        await Reruns.UntilSettledAsync(_bridge);

        ehr.ShouldHoldEveryBillOnce();
        Directory.GetFiles(_bridge.Home.Data, "*.db*").ShouldBeEmpty();
        (await _bridge.RunAsync("status")).ShouldExit(ExitCode.Done).Out.ShouldContain(Bridge.Slug);
    }

    [Theory]
    [InlineData("UPDATE assessment SET outcome = 'none' WHERE outcome = 'bill'", "not what its record gives")]
    [InlineData("UPDATE ledger_entry SET charge_cents = charge_cents - 1 WHERE code = '99439'", "charge")]
    public async Task What_somebody_changed_in_the_database_is_an_integrity_failure(string sql, string said)
    {
        await using var ehr = await PracticeEhr.StartAsync(_bridge.Clock, Patients);
        _bridge.WriteTenant(ehr.Yaml());
        (await _bridge.CloseAsync()).ShouldExit(ExitCode.Done);
        (await ShowAsync()).ShouldExit(ExitCode.Done);
        await using (var connection = new NpgsqlConnection(_database))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
        }

        (await ShowAsync()).ShouldExit(ExitCode.Integrity).Out.ShouldContain(said);

        Task<CommandResult> ShowAsync() => _bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_claim_whose_answer_was_lost_is_asked_for_and_not_sent_again(int write)
    {
        await using var ehr = await PracticeEhr.StartAsync(_bridge.Clock, Patients);
        _bridge.WriteTenant(ehr.Yaml());
        ehr.Ehr.Quirks.Add(new DropAfterCommit(new Aim(First: write)));

        (await _bridge.CloseAsync()).ShouldExit(ExitCode.Partial);
        (await _bridge.RunAsync("outbox", "list", "--tenant", Bridge.Slug, "--state", "in-doubt", "--json")).ShouldExit(ExitCode.Done).Json.Count.ShouldBe(1);
        await Reruns.UntilSettledAsync(_bridge);

        ehr.ShouldHoldEveryBillOnce();
        (await _bridge.RunAsync("reconcile", "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(ExitCode.Done);
    }

    [Fact]
    public async Task A_database_that_goes_away_between_the_send_and_its_record_loses_and_doubles_nothing()
    {
        using var server = PostgresServer.Start();
        _bridge.Home.StoreIn(await PostgresHome.CreateDatabaseAsync(server.ConnectionString));
        await using var ehr = await PracticeEhr.StartAsync(_bridge.Clock, Patients);
        _bridge.WriteTenant(ehr.Yaml(("inFlight: 4", "inFlight: 1")));
        var writes = 0;
        ehr.Ehr.Quirks.Add(new AnswerQuirk(request =>
        {
            // The EHR commits this one, and whoever sent it can record nothing any more.
            if (request.IsWrite && ++writes == 3)
                server.Stop();
            return null;
        }));

        var cut = await _bridge.CloseAsync();
        cut.ShouldExit(ExitCode.Failed);
        cut.Error.ShouldContain("does not answer or closed the connection");

        server.Run();
        await Reruns.UntilSettledAsync(_bridge);
        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task A_command_beside_the_service_takes_the_tenant_between_two_passes_and_the_service_goes_on()
    {
        await using var ehr = await PracticeEhr.StartAsync(_bridge.Clock, Patients);
        _bridge.WriteTenant(ehr.Yaml());
        await using var stores = HomeStores.Of(_bridge.Home, _bridge.Clock);
        var home = new HomeTenants(_bridge.Home, stores, _bridge.Clock, "service");
        var runs = home.RunsOf((await home.LookAsync(default)).Tenants.Single().Tenant);
        await using (await runs.BeginAsync(default))
            await runs.SyncAsync(default);

        (await _bridge.SyncAsync()).ShouldExit(ExitCode.Done);

        await using (await runs.BeginAsync(default))
        {
            await runs.CloseAsync(Bridge.ServiceMonth, default);
            await runs.WriteBackAsync(default);
        }

        await runs.LetGoAsync();
        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task A_service_that_fails_by_itself_lets_another_one_take_the_tenant_over_at_once()
    {
        await using var ehr = await PracticeEhr.StartAsync(_bridge.Clock, Patients);
        using var other = new Bridge();
        other.Home.StoreIn(_database);
        _bridge.WriteTenant(ehr.Yaml());
        other.WriteTenant(ehr.Yaml());
        await using var here = HomeStores.Of(_bridge.Home, _bridge.Clock);
        await using var there = HomeStores.Of(other.Home, other.Clock);
        var failing = await RunsAsync(_bridge, here);
        var healthy = await RunsAsync(other, there);
        await using (await failing.BeginAsync(default))
            await failing.SyncAsync(default);
        (await Should.ThrowAsync<LeaseException>(() => healthy.BeginAsync(default))).Failure.ShouldBe(LeaseFailure.Held, "it is kept between two passes");

        await failing.StepBackAsync();
        await using (await healthy.BeginAsync(default))
            await healthy.SyncAsync(default);

        (await Should.ThrowAsync<LeaseException>(() => failing.BeginAsync(default))).Failure.ShouldBe(LeaseFailure.Held);
        await failing.LetGoAsync();
        await healthy.LetGoAsync();

        static async Task<ITenantRuns> RunsAsync(Bridge bridge, HomeStores stores)
        {
            var home = new HomeTenants(bridge.Home, stores, bridge.Clock, "service");
            return home.RunsOf((await home.LookAsync(default)).Tenants.Single().Tenant);
        }
    }

    [Fact]
    public async Task A_second_service_on_another_home_stands_by_and_takes_over_when_the_first_one_stops()
    {
        await using var ehr = await PracticeEhr.StartAsync(_bridge.Clock, Patients);
        using var other = new Bridge();
        other.Home.StoreIn(_database);
        _bridge.WriteTenant(ehr.Yaml(("inFlight: 4", "inFlight: 1")));
        other.WriteTenant(ehr.Yaml());
        var slow = new HeldWrite();
        ehr.Ehr.Quirks.Add(slow);
        await using var first = ServiceProcess.Start(_bridge);
        await slow.Committed;
        await using var second = ServiceProcess.Start(other);
        await second.HealthAsync(health => health.Is("healthy"), "the second one is ready to take over");
        await second.TellsAsync("stands by");

        first.Terminate();
        await first.TellsAsync("Application is shutting down");
        slow.LetGo();
        (await first.ExitAsync()).ShouldBe(0, first.Told);

        ehr.Ours("Claim").Count.ShouldBeLessThan(ehr.Bills, "something is left for the second one");
        await second.TellsAsync("recovered");
        await Eventually.ShouldHoldAsync(() => ehr.Ours("ChargeItem").Count == ehr.Lines, "all charges");
        second.Terminate();
        (await second.ExitAsync()).ShouldBe(0, second.Told);
        ehr.ShouldHoldEveryBillOnce();
    }
}
