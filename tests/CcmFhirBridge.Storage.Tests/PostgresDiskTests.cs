using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Testing.Disks;
using CcmFhirBridge.Testing.Postgres;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace CcmFhirBridge.Storage.Tests;

/// <summary>A disk of the PostgreSQL server fails: what is told of it, and that everything that was committed is still there.</summary>
public sealed class PostgresDiskTests : IAsyncLifetime
{
    private const int Pages = 2_000;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 5, 12, 0, 0, TimeSpan.Zero));
    private PostgresOnSmallDisks _disks = null!;
    private PostgresDatabase _database = null!;
    private PostgresTenantStore _store = null!;
    private int _committed;

    public async ValueTask InitializeAsync()
    {
        var started = PostgresOnSmallDisks.StartOrNull();
        Assert.SkipWhen(started is null, PostgresOnSmallDisks.Missing);
        _disks = started;
        _database = new PostgresDatabase(_disks.Server.ConnectionString, _time, usesServerClock: false);
        _store = await _database.OpenAsync("lakeside", null, default);
        await StorePageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is null)
            return;
        await _store.DisposeAsync();
        await _database.DisposeAsync();
        _disks.Dispose();
    }

    [Fact]
    public async Task A_full_data_disk_is_told_and_costs_nothing_that_was_committed()
    {
        _disks.Data.Fill();

        var failure = await StoreUntilItFailsAsync();

        failure.Failure.ShouldBe(StoreFailure.Full);
        failure.Message.ShouldContain("the disk of the PostgreSQL server is full. Free space there");
        _disks.Server.HasEnded.ShouldBeFalse();
        _disks.Data.Free();
        await GoesOnAsync();
    }

    [Fact]
    public async Task A_full_disk_of_the_log_ends_the_server_until_there_is_room_and_costs_nothing_that_was_committed()
    {
        _disks.Log.Fill();

        var failure = await StoreUntilItFailsAsync();

        failure.Failure.ShouldBe(StoreFailure.Full);
        failure.Message.ShouldContain("start the server again if it has ended");
        Should.Throw<InvalidOperationException>(_disks.Server.Restart).Message.ShouldContain("No space left on device");
        (await Should.ThrowAsync<StoreException>(StorePageAsync)).Failure.ShouldBe(StoreFailure.Unreachable);
        _disks.Log.Free();
        _disks.Server.Restart();
        await GoesOnAsync();
    }

    [Fact]
    public async Task A_read_only_data_disk_is_told_apart_from_an_account_without_rights()
    {
        _disks.Data.MakeReadOnly();

        await using var fresh = new PostgresDatabase(_disks.Server.ConnectionString, _time, usesServerClock: false);
        var failure = await Should.ThrowAsync<StoreException>(async () =>
        {
            await using var store = await fresh.OpenAsync("hillside", null, default);
            await store.StorePageAsync(1, [Projected.Patient("p1")], null, default);
        });

        failure.Failure.ShouldBe(StoreFailure.ReadOnly);
        failure.Message.ShouldContain("Remount the disk of the PostgreSQL server writable");
        failure.Message.ShouldNotContain("Make the account the owner");
        _disks.Data.MakeWritable();
        await GoesOnAsync();
    }

    [Fact]
    public async Task A_read_only_disk_of_the_log_breaks_the_server_down_and_costs_nothing_that_was_committed()
    {
        _disks.Log.MakeReadOnly();

        var failure = await StoreUntilItFailsAsync();

        failure.Failure.ShouldBe(StoreFailure.Unreachable);
        failure.Message.ShouldContain("broke down");
        failure.Message.ShouldContain("Look at the log and the disks of the PostgreSQL server");
        _disks.Log.MakeWritable();
        _disks.Server.Restart();
        await GoesOnAsync();
    }

    [Fact]
    public async Task A_flush_of_the_log_that_fails_breaks_the_server_down_and_costs_nothing_that_was_committed()
    {
        Assert.SkipUnless(FailingFlushes.ArePossible, FailingFlushes.Missing);
        using (_disks.FailFlushes())
        {
            var failure = await Should.ThrowAsync<StoreException>(StorePageAsync);

            failure.Failure.ShouldBe(StoreFailure.Unreachable);
            failure.Message.ShouldContain("could not fdatasync file");
            failure.Message.ShouldContain("Look at the log and the disks of the PostgreSQL server");
        }

        _disks.Server.Restart();
        // Whether the last one was kept nobody was told: its record was written and not flushed.
        var kept = (await _store.PatientsAsync(default)).Count;
        kept.ShouldBeInRange(_committed, _committed + 1);
        _committed = kept;
        await GoesOnAsync();
    }

    [Theory]
    [InlineData("a damaged page", "invalid page")]
    [InlineData("a missing file", "could not open file")]
    [InlineData("an empty index", "index")]
    public async Task What_is_damaged_is_named_and_goes_on_from_a_backup(string damage, string words)
    {
        var table = await PathAsync("pg_relation_filepath('resource')");
        var index = await PathAsync("pg_relation_filepath('resource_pkey')");
        await StandStillAsync();
        _disks.Save();
        switch (damage)
        {
            case "a damaged page":
                _disks.Data.Damage(table, static page => page[4_000] ^= 1);
                break;
            case "a missing file":
                _disks.Data.Remove(table);
                break;
            default:
                _disks.Data.Damage(index, static page => page.Clear());
                break;
        }

        _disks.Server.Run();

        var failure = await Should.ThrowAsync<StoreException>(StorePageAsync);
        failure.Failure.ShouldBe(StoreFailure.Corrupt);
        failure.Message.ShouldContain(words);
        failure.Message.ShouldContain("restore the last backup");
        await GoesOnFromTheBackupAsync();
    }

    [Fact]
    public async Task A_server_that_lets_nobody_in_is_told_with_what_it_says()
    {
        var map = await PathAsync("'base/' || oid || '/pg_filenode.map' FROM pg_database WHERE datname = current_database()");
        await StandStillAsync();
        _disks.Save();
        _disks.Data.Damage(map, static file => file[100] ^= 1);
        _disks.Server.Run();

        var failure = await Should.ThrowAsync<StoreException>(StorePageAsync);

        failure.Failure.ShouldBe(StoreFailure.Unreachable);
        failure.Message.ShouldContain("pg_filenode.map");
        failure.Message.ShouldContain("Look at the log of the PostgreSQL server");
        await GoesOnFromTheBackupAsync();
    }

    // Everything is on its disk, so that nothing of it is repaired from the log.
    private async Task StandStillAsync()
    {
        await using (var connection = new NpgsqlConnection(_disks.Server.ConnectionString + ";Pooling=false"))
        {
            await connection.OpenAsync();
            await using var checkpoint = new NpgsqlCommand("CHECKPOINT", connection);
            await checkpoint.ExecuteNonQueryAsync();
        }

        _disks.Server.Stop();
        // What the pool still has are connections to the server that ended.
        await Should.ThrowAsync<StoreException>(() => _store.PatientsAsync(default));
    }

    private async Task GoesOnFromTheBackupAsync()
    {
        _disks.Server.Stop();
        _disks.Restore();
        _disks.Server.Run();
        await GoesOnAsync();
    }

    private async Task<string> PathAsync(string expression)
    {
        await using var connection = new NpgsqlConnection(_disks.Server.ConnectionString + ";Pooling=false");
        return await connection.QuerySingleAsync<string>($"SELECT {expression}");
    }

    private async Task<StoreException> StoreUntilItFailsAsync() => await Should.ThrowAsync<StoreException>(async () =>
    {
        for (var page = 0; page < Pages; page++)
            await StorePageAsync();
    });

    private async Task StorePageAsync()
    {
        await _store.StorePageAsync(1, [Projected.Patient($"p{_committed:0000}")], null, default);
        _committed++;
    }

    private async Task GoesOnAsync()
    {
        (await _store.PatientsAsync(default)).Count.ShouldBe(_committed);
        await StorePageAsync();
        (await _store.PatientsAsync(default)).Count.ShouldBe(_committed);
    }
}
