using CcmFhirBridge.EndToEndTests.Services;
using CcmFhirBridge.Testing.Bridges;
using CcmFhirBridge.Testing.Postgres;
using Npgsql;

namespace CcmFhirBridge.EndToEndTests.Postgres;

/// <summary>A practice stored in a PostgreSQL on disks of its own, for tests that break it under the running service.</summary>
public abstract class OnFailingPostgres : IAsyncLifetime
{
    protected const int FaultyWrite = 3;

    private const int Patients = 12;

    private PostgresOnSmallDisks? _disks;

    protected PostgresOnSmallDisks Disks => _disks!;

    /// <summary>Connection string of the database in which the practice is stored.</summary>
    protected string Database { get; private set; } = "";

    private protected Bridge Bridge { get; } = new();

    private protected PracticeEhr Ehr { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _disks = PostgresOnSmallDisks.StartOrNull();
        Assert.SkipWhen(_disks is null, PostgresOnSmallDisks.Missing);
        Database = await PostgresHome.CreateDatabaseAsync(_disks.Server.ConnectionString);
        Bridge.Home.StoreIn(Database);
        Ehr = await PracticeEhr.StartAsync(Bridge.Clock, Patients);
        Bridge.WriteTenant(Ehr.Yaml(("inFlight: 4", "inFlight: 1")));
    }

    public async ValueTask DisposeAsync()
    {
        if (_disks is not null)
        {
            await Ehr.DisposeAsync();
            _disks.Dispose();
        }

        Bridge.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void AtTheFaultyWrite(Action strike)
    {
        var writes = 0;
        Ehr.Ehr.Quirks.Add(new AnswerQuirk(request =>
        {
            // The EHR commits this one all the same.
            if (request.IsWrite && ++writes == FaultyWrite)
                strike();
            return null;
        }));
    }

    private protected static async Task ShouldNameAsync(ServiceProcess service, string failure, string advice) =>
        (await service.HealthAsync(found => found.FailsOnOwnSide(Bridge.Slug, failure), $"{failure} to be named")).ShouldContain(advice);

    // What is confirmed is there, and what is there has left by a committed row.
    private protected async Task ShouldHaveToldNothingFalseAsync()
    {
        var confirmed = await AskAsync<long>("SELECT count(*) FROM ledger_entry WHERE state = 'confirmed'");
        var sending = await AskAsync<long>("SELECT count(*) FROM ledger_entry WHERE state = 'sending'");
        ((long)Ehr.History.Records.Count).ShouldBeInRange(confirmed, confirmed + sending);
        Ehr.History.Records.Count.ShouldBeInRange(FaultyWrite, Ehr.Bills + Ehr.Lines - 1);
    }

    private protected async Task ShouldFinishAsync(ServiceProcess service)
    {
        await Eventually.ShouldHoldAsync(() => Ehr.Ours("ChargeItem").Count == Ehr.Lines, "all charges");
        await Eventually.ShouldHoldAsync(
            async () => await AskAsync<long>("SELECT count(*) FROM ledger_entry WHERE state = 'confirmed'") == Ehr.Bills + Ehr.Lines,
            () => "everything to be confirmed; it said:\n" + service.Told);
        await service.HealthAsync(found => found.Is("healthy"), "everything in order");
        Ehr.ShouldHoldEveryBillOnce();
    }

    private protected async Task<T> AskAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
