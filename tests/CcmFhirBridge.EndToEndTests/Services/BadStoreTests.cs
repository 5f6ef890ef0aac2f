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
    [InlineData("cut in the middle", "store-damaged")]
    [InlineData("cut to its first page", "store-damaged")]
    [InlineData("cut in its header", "store-damaged")]
    [InlineData("overwritten", "store-damaged")]
    [InlineData("emptied", "store-lost")]
    [InlineData("deleted", "store-lost")]
    public async Task A_damaged_or_lost_database_is_named_and_its_backup_goes_on(string damage, string kind)
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        var runs = await RunsAsync(bridge, ehr);
        var path = bridge.Home.Database(Bridge.Slug);
        File.Copy(path, path + ".backup");
        await DamageAsync(path, damage);

        await ShouldFailAsync(runs, kind, "estore the last backup");

        ehr.History.Records.ShouldBeEmpty();
        await runs.LetGoAsync();
        File.Move(path + ".backup", path, overwrite: true);
        await PassAsync(runs);
        await runs.LetGoAsync();
        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task A_lost_ledger_without_a_backup_is_rebuilt_from_the_EHR_once_its_mark_is_removed_by_hand()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        var runs = await RunsAsync(bridge, ehr);
        await PassAsync(runs);
        await runs.LetGoAsync();
        ehr.ShouldHoldEveryBillOnce();
        foreach (var file in Directory.EnumerateFiles(bridge.Home.Data, Bridge.Slug + ".db*"))
            File.Delete(file);
        (await bridge.SyncAsync()).ErrorLines.ShouldHaveSingleItem().ShouldContain(bridge.Home.StoredHere(Bridge.Slug));

        File.Delete(bridge.Home.StoredHere(Bridge.Slug));
        (await bridge.SyncAsync()).ShouldExit(0);
        (await bridge.RunAsync("reconcile", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--adopt")).ShouldExit(0);

        await PassAsync(runs);
        await runs.LetGoAsync();
        ehr.ShouldHoldEveryBillOnce();
    }

    private static async Task DamageAsync(string path, string damage)
    {
        if (damage == "deleted")
        {
            File.Delete(path);
            return;
        }

        await using var file = File.OpenWrite(path);
        switch (damage)
        {
            case "overwritten":
                await file.WriteAsync(new byte[4096]);
                break;
            case "emptied":
                file.SetLength(0);
                break;
            case "cut in its header":
                file.SetLength(60);
                break;
            case "cut to its first page":
                file.SetLength(4096);
                break;
            default:
                file.SetLength(file.Length / 2);
                break;
        }
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
