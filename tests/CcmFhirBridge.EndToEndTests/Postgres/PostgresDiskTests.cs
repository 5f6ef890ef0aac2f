using CcmFhirBridge.Commands;
using CcmFhirBridge.EndToEndTests.Services;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Testing.Bridges;
using CcmFhirBridge.Testing.Disks;
using CcmFhirBridge.Testing.Postgres;
using Npgsql;

namespace CcmFhirBridge.EndToEndTests.Postgres;

/// <summary>
/// A PostgreSQL that its disks fail, or that is restarted, under the running service: named with what to do, nothing sent that was not
/// committed, nothing false confirmed, and the month finished once it is put right.
/// </summary>
public sealed class PostgresDiskTests : IAsyncLifetime
{
    private const int Patients = 12;
    private const int FaultyWrite = 3;

    private readonly Bridge _bridge = new();
    private PostgresOnSmallDisks? _disks;
    private PracticeEhr _ehr = null!;
    private string _database = "";

    private PostgresOnSmallDisks Disks => _disks!;

    public async ValueTask InitializeAsync()
    {
        _disks = PostgresOnSmallDisks.StartOrNull();
        Assert.SkipWhen(_disks is null, PostgresOnSmallDisks.Missing);
        _database = await PostgresHome.CreateDatabaseAsync(_disks.Server.ConnectionString);
        _bridge.Home.StoreIn(_database);
        _ehr = await PracticeEhr.StartAsync(_bridge.Clock, Patients);
        _bridge.WriteTenant(_ehr.Yaml(("inFlight: 4", "inFlight: 1")));
    }

    public async ValueTask DisposeAsync()
    {
        if (_disks is not null)
        {
            await _ehr.DisposeAsync();
            _disks.Dispose();
        }

        _bridge.Dispose();
    }

    [Fact]
    public async Task A_full_data_disk_is_named_before_anything_is_read()
    {
        Disks.Data.Fill();
        await using var service = ServiceProcess.Start(_bridge);

        var health = await service.HealthAsync(found => found.Fails(Bridge.Slug, "store-full"), "the full disk to be named");
        health.ShouldContain("with PostgreSQL on those of the server");
        await service.TellsAsync("the disk of the PostgreSQL server is full. Free space there");
        _ehr.History.Records.ShouldBeEmpty();

        Disks.Data.Free();
        await ShouldFinishAsync(service);
    }

    [Fact]
    public async Task A_data_disk_that_fills_up_while_bills_are_sent_loses_and_doubles_nothing()
    {
        AtTheFaultyWrite(Disks.Data.Fill);
        await using var service = ServiceProcess.Start(_bridge);

        await ShouldNameAsync(service, "store-full", "with PostgreSQL on those of the server");
        await service.TellsAsync("the disk of the PostgreSQL server is full. Free space there");
        await ShouldHaveToldNothingFalseAsync();

        Disks.Data.Free();
        await ShouldFinishAsync(service);
    }

    [Fact]
    public async Task A_full_disk_of_the_log_ends_the_server_while_bills_are_sent_and_loses_and_doubles_nothing()
    {
        AtTheFaultyWrite(() =>
        {
            Disks.Log.Fill();
            Should.Throw<NpgsqlException>(FillTheLog);
        });
        await using var service = ServiceProcess.Start(_bridge);

        await ShouldNameAsync(service, "store-unreachable", "has room on its disks");
        Should.Throw<InvalidOperationException>(Disks.Server.Restart).Message.ShouldContain("No space left on device");

        Disks.Log.Free();
        Disks.Server.Restart();
        await ShouldHaveToldNothingFalseAsync();
        await ShouldFinishAsync(service);
    }

    [Fact]
    public async Task A_flush_of_the_log_that_fails_while_bills_are_sent_loses_and_doubles_nothing()
    {
        Assert.SkipUnless(FailingFlushes.ArePossible, FailingFlushes.Missing);
        FailingFlushes? failing = null;
        AtTheFaultyWrite(() => failing = Disks.FailFlushes());
        await using var service = ServiceProcess.Start(_bridge);

        await service.TellsAsync("could not fdatasync file");
        failing.ShouldNotBeNull().Dispose();

        // The server comes up again by itself and finds in its log what it could not promise to have kept.
        await ShouldFinishAsync(service);
    }

    [Fact]
    public async Task A_read_only_data_disk_is_named_and_nothing_is_read_or_sent()
    {
        (await _bridge.SyncAsync()).ShouldExit(ExitCode.Done);
        Disks.Data.MakeReadOnly();
        await using var service = ServiceProcess.Start(_bridge);

        var health = await service.HealthAsync(found => found.Fails(Bridge.Slug, "store-read-only"), "the read-only disk to be named");
        health.ShouldContain("or the disk of the server");
        await service.TellsAsync("Remount the disk of the PostgreSQL server writable");
        _ehr.History.Records.ShouldBeEmpty();

        Disks.Data.MakeWritable();
        await ShouldFinishAsync(service);
    }

    [Theory]
    [InlineData("damaged pages")]
    [InlineData("an empty index")]
    public async Task A_damaged_ledger_stops_its_tenant_until_the_backup_is_back(string damage)
    {
        var busy = new Unavailable(new Aim(First: FaultyWrite, Times: 10_000), "1");
        _ehr.Ehr.Quirks.Add(busy);
        (await _bridge.CloseAsync()).ShouldExit(ExitCode.Partial);
        _ehr.Ehr.Quirks.Remove(busy);
        var sent = _ehr.History.Records.Count;
        sent.ShouldBeInRange(1, _ehr.Bills + _ehr.Lines - 1, "a month that is half sent");
        var (table, index) = (await AskAsync<string>("SELECT pg_relation_filepath('ledger_entry')"), await AskAsync<string>("SELECT pg_relation_filepath('ledger_entry_pkey')"));
        // Everything is on its disk, so that nothing of it is repaired from the log.
        await AskAsync<object>("CHECKPOINT");
        Disks.Server.Stop();
        Disks.Save();
        if (damage == "damaged pages")
            Disks.Data.Damage(table, static page => page[^1] ^= 1);
        else
            Disks.Data.Damage(index, static page => page.Clear());
        Disks.Server.Run();
        await using var service = ServiceProcess.Start(_bridge);

        var health = await service.HealthAsync(found => found.Fails(Bridge.Slug, "store-damaged"), "the damage to be named");
        health.ShouldContain("with PostgreSQL that of the server after a look at its log; nothing is sent until then");
        await service.TellsAsync("Nothing was changed: look at the server's log and restore the last backup.");
        _ehr.History.Records.Count.ShouldBe(sent);

        Disks.Server.Stop();
        Disks.Restore();
        Disks.Server.Run();
        await ShouldFinishAsync(service);
    }

    [Fact]
    public async Task A_restart_in_the_middle_of_a_transaction_loses_and_doubles_nothing()
    {
        await using var other = new NpgsqlConnection(_database + ";Pooling=false");
        await other.OpenAsync();
        AtTheFaultyWrite(() =>
        {
            // Whoever records the answer of this write has begun its transaction and waits in the middle of it.
            using var hold = new NpgsqlCommand("BEGIN; LOCK TABLE ledger_event IN SHARE ROW EXCLUSIVE MODE", other);
            hold.ExecuteNonQuery();
        });
        await using var service = ServiceProcess.Start(_bridge);
        await Eventually.ShouldHoldAsync(
            async () => _ehr.History.Records.Count >= FaultyWrite && await AskAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0,
            () => "a transaction that waits; it said:\n" + service.Told);

        Disks.Server.Restart();

        await ShouldNameAsync(service, "store-unreachable", "Check that the PostgreSQL server runs");
        await ShouldHaveToldNothingFalseAsync();
        (await AskAsync<long>("SELECT count(*) FROM ledger_entry WHERE state = 'sending'")).ShouldBe(1, "sent, and its answer not recorded");
        await ShouldFinishAsync(service);
    }

    private void AtTheFaultyWrite(Action strike)
    {
        var writes = 0;
        _ehr.Ehr.Quirks.Add(new AnswerQuirk(request =>
        {
            // The EHR commits this one all the same.
            if (request.IsWrite && ++writes == FaultyWrite)
                strike();
            return null;
        }));
    }

    private void FillTheLog()
    {
        using var connection = new NpgsqlConnection(_database + ";Pooling=false");
        connection.Open();
        using var message = new NpgsqlCommand("SELECT pg_logical_emit_message(true, 'ballast', repeat('x', 400000))", connection);
        for (var written = 0; written < 200; written++)
            message.ExecuteNonQuery();
    }

    private static async Task ShouldNameAsync(ServiceProcess service, string failure, string advice) =>
        (await service.HealthAsync(found => found.FailsOnOwnSide(Bridge.Slug, failure), $"{failure} to be named")).ShouldContain(advice);

    // What is confirmed is there, and what is there has left by a committed row.
    private async Task ShouldHaveToldNothingFalseAsync()
    {
        var confirmed = await AskAsync<long>("SELECT count(*) FROM ledger_entry WHERE state = 'confirmed'");
        var sending = await AskAsync<long>("SELECT count(*) FROM ledger_entry WHERE state = 'sending'");
        ((long)_ehr.History.Records.Count).ShouldBeInRange(confirmed, confirmed + sending);
        _ehr.History.Records.Count.ShouldBeInRange(FaultyWrite, _ehr.Bills + _ehr.Lines - 1);
    }

    private async Task ShouldFinishAsync(ServiceProcess service)
    {
        await Eventually.ShouldHoldAsync(() => _ehr.Ours("ChargeItem").Count == _ehr.Lines, "all charges");
        await Eventually.ShouldHoldAsync(
            async () => await AskAsync<long>("SELECT count(*) FROM ledger_entry WHERE state = 'confirmed'") == _ehr.Bills + _ehr.Lines,
            () => "everything to be confirmed; it said:\n" + service.Told);
        await service.HealthAsync(found => found.Is("healthy"), "everything in order");
        _ehr.ShouldHoldEveryBillOnce();
    }

    private async Task<T> AskAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(_database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
