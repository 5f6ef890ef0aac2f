using CcmFhirBridge.Commands;
using CcmFhirBridge.EndToEndTests.Services;
using CcmFhirBridge.Testing.Bridges;
using CcmFhirBridge.Testing.Disks;
using Npgsql;

namespace CcmFhirBridge.EndToEndTests.Postgres;

/// <summary>
/// A PostgreSQL whose disks are full, read-only or cannot keep what they take, under the running service: named with what to do, nothing sent that was
/// not committed, nothing false confirmed, and the month finished once it is put right.
/// </summary>
public sealed class PostgresDiskTests : OnFailingPostgres
{
    [Fact]
    public async Task A_full_data_disk_is_named_before_anything_is_read()
    {
        Disks.Data.Fill();
        await using var service = ServiceProcess.Start(Bridge);

        var health = await service.HealthAsync(found => found.Fails(Bridge.Slug, "store-full"), "the full disk to be named");
        health.ShouldContain("with PostgreSQL on those of the server");
        await service.TellsAsync("the disk of the PostgreSQL server is full. Free space there");
        Ehr.History.Records.ShouldBeEmpty();

        Disks.Data.Free();
        await ShouldFinishAsync(service);
    }

    [Fact]
    public async Task A_data_disk_that_fills_up_while_bills_are_sent_loses_and_doubles_nothing()
    {
        AtTheFaultyWrite(Disks.Data.Fill);
        await using var service = ServiceProcess.Start(Bridge);

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
        await using var service = ServiceProcess.Start(Bridge);

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
        await using var service = ServiceProcess.Start(Bridge);

        await service.TellsAsync("could not fdatasync file");
        failing.ShouldNotBeNull().Dispose();

        // The server comes up again by itself and finds in its log what it could not promise to have kept.
        await ShouldFinishAsync(service);
    }

    [Fact]
    public async Task A_read_only_data_disk_is_named_and_nothing_is_read_or_sent()
    {
        (await Bridge.SyncAsync()).ShouldExit(ExitCode.Done);
        Disks.Data.MakeReadOnly();
        await using var service = ServiceProcess.Start(Bridge);

        var health = await service.HealthAsync(found => found.Fails(Bridge.Slug, "store-read-only"), "the read-only disk to be named");
        health.ShouldContain("or the disk of the server");
        await service.TellsAsync("Remount the disk of the PostgreSQL server writable");
        Ehr.History.Records.ShouldBeEmpty();

        Disks.Data.MakeWritable();
        await ShouldFinishAsync(service);
    }

    private void FillTheLog()
    {
        using var connection = new NpgsqlConnection(Database + ";Pooling=false");
        connection.Open();
        using var message = new NpgsqlCommand("SELECT pg_logical_emit_message(true, 'ballast', repeat('x', 400000))", connection);
        for (var written = 0; written < 200; written++)
            message.ExecuteNonQuery();
    }
}
