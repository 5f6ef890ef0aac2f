using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Server.Workers;
using CcmFhirBridge.Tenants;
using CcmFhirBridge.Testing.Bridges;
using Microsoft.Data.Sqlite;

namespace CcmFhirBridge.EndToEndTests.Services;

/// <summary>A database that is not as it should be: the pass fails with a word for it, nothing is sent, and the next one goes on once it is put right.</summary>
public sealed class BadStoreTests
{
    [Fact]
    public async Task A_locked_database_is_named_and_worked_on_again_once_it_is_free()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        var runs = await RunsAsync(bridge, ehr);
        await using (var other = new SqliteConnection($"Data Source={bridge.Home.Database(Bridge.Slug)};Pooling=false"))
        {
            await other.OpenAsync();
            await ExecuteAsync(other, "BEGIN EXCLUSIVE");

            await ShouldFailAsync(runs, "store-busy", "being written by another process");

            await ExecuteAsync(other, "ROLLBACK");
        }

        await PassAsync(runs);
        await runs.LetGoAsync();
        ehr.ShouldHoldEveryBillOnce();
    }

    [Theory]
    [InlineData("cut in the middle")]
    [InlineData("overwritten")]
    public async Task A_damaged_database_is_named_and_its_backup_goes_on(string damage)
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        var runs = await RunsAsync(bridge, ehr);
        var path = bridge.Home.Database(Bridge.Slug);
        File.Copy(path, path + ".backup");
        await using (var file = File.OpenWrite(path))
        {
            if (damage == "overwritten")
                await file.WriteAsync(new byte[4096]);
            else
                file.SetLength(file.Length / 2);
        }

        await ShouldFailAsync(runs, "store-damaged", "restore the last backup");

        ehr.History.Records.ShouldBeEmpty();
        await runs.LetGoAsync();
        File.Move(path + ".backup", path, overwrite: true);
        await PassAsync(runs);
        await runs.LetGoAsync();
        ehr.ShouldHoldEveryBillOnce();
    }

    // A practice that was read once, so that there is something to damage.
    private static async Task<ITenantRuns> RunsAsync(Bridge bridge, PracticeEhr ehr)
    {
        bridge.WriteTenant(ehr.Yaml());
        (await bridge.SyncAsync()).ShouldExit(0);
        var home = new HomeTenants(bridge.Home, HomeStores.Of(bridge.Home, bridge.Clock), bridge.Clock, "test");
        return home.RunsOf((await home.LookAsync(default)).Tenants.Single().Tenant);
    }

    private static async Task PassAsync(ITenantRuns runs)
    {
        await using var right = await runs.BeginAsync(default);
        await runs.SyncAsync(default);
        await runs.CloseAsync(Bridge.ServiceMonth, default);
        await runs.WriteBackAsync(default);
    }

    private static async Task ShouldFailAsync(ITenantRuns runs, string kind, string words)
    {
        var failure = await Should.ThrowAsync<StoreException>(() => PassAsync(runs));
        FailureKind.Of(failure).Code.ShouldBe(kind);
        failure.Message.ShouldContain(words);
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
