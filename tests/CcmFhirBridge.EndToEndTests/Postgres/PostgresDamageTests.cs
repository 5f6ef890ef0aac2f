using CcmFhirBridge.Commands;
using CcmFhirBridge.EndToEndTests.Services;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Testing.Bridges;
using Npgsql;

namespace CcmFhirBridge.EndToEndTests.Postgres;

/// <summary>
/// A PostgreSQL that is damaged, or restarted in the middle of a transaction, under the running service: named with what to do, nothing sent that was
/// not committed, nothing false confirmed, and the month finished once it is put right.
/// </summary>
public sealed class PostgresDamageTests : OnFailingPostgres
{
    [Theory]
    [InlineData("damaged pages")]
    [InlineData("an empty index")]
    public async Task A_damaged_ledger_stops_its_tenant_until_the_backup_is_back(string damage)
    {
        var busy = new Unavailable(new Aim(First: FaultyWrite, Times: 10_000), "1");
        Ehr.Ehr.Quirks.Add(busy);
        (await Bridge.CloseAsync()).ShouldExit(ExitCode.Partial);
        Ehr.Ehr.Quirks.Remove(busy);
        var sent = Ehr.History.Records.Count;
        sent.ShouldBeInRange(1, Ehr.Bills + Ehr.Lines - 1, "a month that is half sent");
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
        // What was answered with 503 has had its time to arrive.
        Bridge.Clock.Advance(TimeSpan.FromMinutes(10));
        await using var service = ServiceProcess.Start(Bridge);

        var health = await service.HealthAsync(found => found.Fails(Bridge.Slug, "store-damaged"), "the damage to be named");
        health.ShouldContain("with PostgreSQL that of the server after a look at its log; nothing is sent until then");
        await service.TellsAsync("Nothing was changed: look at the server's log and restore the last backup.");
        Ehr.History.Records.Count.ShouldBe(sent);

        Disks.Server.Stop();
        Disks.Restore();
        Disks.Server.Run();
        await ShouldFinishAsync(service);
    }

    [Fact]
    public async Task A_restart_in_the_middle_of_a_transaction_loses_and_doubles_nothing()
    {
        await using var other = new NpgsqlConnection(Database + ";Pooling=false");
        await other.OpenAsync();
        AtTheFaultyWrite(() =>
        {
            // Whoever records the answer of this write has begun its transaction and waits in the middle of it.
            using var hold = new NpgsqlCommand("BEGIN; LOCK TABLE ledger_event IN SHARE ROW EXCLUSIVE MODE", other);
            hold.ExecuteNonQuery();
        });
        await using var service = ServiceProcess.Start(Bridge);
        await Eventually.ShouldHoldAsync(
            async () => Ehr.History.Records.Count >= FaultyWrite && await AskAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0,
            () => "a transaction that waits; it said:\n" + service.Told);

        Disks.Server.Restart();

        await ShouldNameAsync(service, "store-unreachable", "Check that the PostgreSQL server runs");
        await ShouldHaveToldNothingFalseAsync();
        (await AskAsync<long>("SELECT count(*) FROM ledger_entry WHERE state = 'sending'")).ShouldBe(1, "sent, and its answer not recorded");
        await ShouldFinishAsync(service);
    }
}
