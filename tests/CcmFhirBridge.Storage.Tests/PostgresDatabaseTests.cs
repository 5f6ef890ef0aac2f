using System.Collections;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Storage.Dialects;
using CcmFhirBridge.Storage.Migrations;
using CcmFhirBridge.Storage.Tests.Ledgers;
using CcmFhirBridge.Testing.Postgres;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace CcmFhirBridge.Storage.Tests;

/// <summary>What only PostgreSQL can do wrong. Each test has a database of its own on the shared server.</summary>
public sealed class PostgresDatabaseTests : IAsyncLifetime
{
    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");
    private static int s_databases;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 5, 12, 0, 0, TimeSpan.Zero));
    private readonly List<PostgresDatabase> _opened = [];
    private NpgsqlConnectionStringBuilder _address = new();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Shared is null, PostgresServer.Missing);
        _address = new NpgsqlConnectionStringBuilder(PostgresServer.Shared) { Pooling = false };
        var name = $"ccm_test_{Environment.ProcessId}_{Interlocked.Increment(ref s_databases)}";
        await AdministerAsync($"CREATE DATABASE {name}");
        _address.Database = name;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _opened)
            await database.DisposeAsync();
        if (_address.Database is { } name)
            await AdministerAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    [Fact]
    public async Task Tenants_share_tables_and_nothing_else()
    {
        var database = Database();
        await using var lakeside = await database.OpenAsync("lakeside", null, default);
        await using var hillside = await database.OpenAsync("hillside", null, default);
        await lakeside.StorePageAsync(1, [Projected.Patient("p1")], null, default);
        await hillside.StorePageAsync(1, [Projected.Patient("p2")], null, default);
        var lease = await lakeside.TakeLeaseAsync(new LeaseTaker("one", null, default), TimeSpan.FromMinutes(1), default);
        await hillside.TakeLeaseAsync(new LeaseTaker("other", null, default), TimeSpan.FromMinutes(1), default);
        await lakeside.PlanAsync(lease.Fence, [Entries.Claim(new ClaimSlot("lakeside", await lakeside.PersonAsync("Patient/p1", default), s_april))], default);

        (await lakeside.PatientsAsync(default)).ShouldBe(["Patient/p1"]);
        (await hillside.PatientsAsync(default)).ShouldBe(["Patient/p2"]);
        (await hillside.MonthAsync(s_april, default)).ShouldBeEmpty();
        (await hillside.FindPersonAsync("Patient/p1", default)).ShouldBeNull();
        (await hillside.FiguresAsync(s_april, default)).LastAudit.ShouldBeNull();
        (await database.FiguresOf("lakeside").FiguresAsync(s_april, default)).Outbox.Depth.ShouldBe(1);
    }

    [Fact]
    public async Task Processes_that_start_together_bring_the_tables_forward_once()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Database().OpenAsync($"tenant-{i}", null, default)));

        await using var connection = new NpgsqlConnection(_address.ToString());
        (await connection.QueryAsync<int>("SELECT number FROM migration ORDER BY number")).ShouldBe(Schema.Migrations.Select(step => step.Number));
        foreach (var store in stores)
            await store.DisposeAsync();
    }

    [Fact]
    public async Task Who_starts_while_another_process_brings_the_tables_forward_waits_longer_than_for_a_write()
    {
        await using var other = new NpgsqlConnection(_address.ToString());
        await other.OpenAsync();
        await using var slow = await other.BeginTransactionAsync();
        new PostgresDialect().TakeTurnToMigrate(slow);

        var opening = Database().OpenAsync("lakeside", null, default);
        (await Task.WhenAny(opening, Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System))).ShouldNotBe(opening, "writes give up after five");
        await slow.CommitAsync();

        await (await opening).DisposeAsync();
    }

    [Fact]
    public async Task Two_processes_that_write_for_one_tenant_take_turns_and_lose_nothing()
    {
        await using var first = await Database().OpenAsync("lakeside", null, default);
        await using var second = await Database().OpenAsync("lakeside", null, default);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? first : second).StorePageAsync(1, [Projected.Patient($"p{i:00}")], null, default)));

        (await first.PatientsAsync(default)).Count.ShouldBe(40);
        // Each page is one change: positions that two pages shared would hide one of them from whoever assesses what changed.
        (await second.PositionAsync(default)).ShouldBe(40);
    }

    [Fact]
    public async Task The_ledger_refuses_edits_of_its_history()
    {
        await using var store = await Database().OpenAsync("lakeside", null, default);
        var fence = (await store.TakeLeaseAsync(new LeaseTaker("one", null, default), TimeSpan.FromMinutes(1), default)).Fence;
        await store.PlanAsync(fence, [Entries.Claim(new ClaimSlot("lakeside", await store.PersonAsync("Patient/p1", default), s_april))], default);

        foreach (var edit in new[] { "UPDATE ledger_event SET reason = 'x'", "DELETE FROM ledger_event", "TRUNCATE ledger_event", "TRUNCATE raw_version" })
            (await Should.ThrowAsync<PostgresException>(() => RawAsync(edit))).MessageText.ShouldContain("append-only", customMessage: edit);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_and_a_step_that_was_edited_are_refused()
    {
        await using (await Database().OpenAsync("lakeside", null, default))
        {
        }

        await RawAsync("UPDATE migration SET checksum = 'edited' WHERE number = 2");
        (await FailingAsync(Database())).Failure.ShouldBe(StoreFailure.Schema);
        await RawAsync("INSERT INTO migration (number, name, checksum, applied_at) VALUES (999, 'later', 'x', 0)");
        (await FailingAsync(Database())).Message.ShouldContain("newer version");
    }

    [Fact]
    public async Task A_tenant_stays_with_the_zone_the_practice_and_the_EHR_that_it_was_begun_with()
    {
        var identity = new TenantIdentity("America/New_York", "123456789", "https://ehr.example/fhir");
        await using (await Database().OpenAsync("lakeside", identity, default))
        {
        }

        var error = await Should.ThrowAsync<StoreException>(
            () => Database().OpenAsync("lakeside", new TenantIdentity("America/Chicago", "123456789", "https://ehr.example/fhir"), default));

        error.Failure.ShouldBe(StoreFailure.WrongIdentity);
        error.Message.ShouldContain("another 'timeZone'");
        await using var other = await Database().OpenAsync("hillside", new TenantIdentity("America/Chicago", "1", "https://other.example"), default);
    }

    [Fact]
    public async Task Leases_run_by_the_clock_of_the_server_and_not_by_that_of_a_machine_that_is_fast()
    {
        var fast = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(10));
        await using var right = await Database(TimeProvider.System, usesServerClock: true).OpenAsync("lakeside", null, default);
        await using var wrong = await Database(fast, usesServerClock: true).OpenAsync("lakeside", null, default);

        var lease = await right.TakeLeaseAsync(new LeaseTaker("right", null, default), TimeSpan.FromMinutes(2), default);

        (await Should.ThrowAsync<LeaseException>(() => wrong.TakeLeaseAsync(new LeaseTaker("wrong", null, default), TimeSpan.FromMinutes(2), default))).Failure.ShouldBe(LeaseFailure.Held);
        lease.Expires.ShouldBe(TimeProvider.System.GetUtcNow().AddMinutes(2), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Connections_that_the_server_closed_are_replaced_and_what_was_on_its_way_says_so()
    {
        await using var store = await Database().OpenAsync("lakeside", null, default);
        await store.StorePageAsync(1, [Projected.Patient("p1")], null, default);

        var failure = await Should.ThrowAsync<StoreException>(() => store.StorePageAsync(1, new Interrupted(CloseOthers, Projected.Patient("p8"), Projected.Patient("p9")), null, default));

        failure.Failure.ShouldBe(StoreFailure.Unreachable);
        failure.Message.ShouldContain("what was not committed is done again");
        (await store.PatientsAsync(default)).ShouldBe(["Patient/p1"], "nothing half-written");
        await store.StorePageAsync(1, [Projected.Patient("p2")], null, default);
        (await store.PatientsAsync(default)).ShouldBe(["Patient/p1", "Patient/p2"]);
    }

    [Fact]
    public async Task A_database_that_a_power_cut_can_set_back_is_refused()
    {
        await AdministerAsync($"ALTER DATABASE {_address.Database} SET synchronous_commit = off");

        var error = await FailingAsync(Database());

        error.Failure.ShouldBe(StoreFailure.Settings);
        error.Message.ShouldContain("synchronous_commit is off");
    }

    [Fact]
    public async Task A_database_that_takes_no_writes_names_the_primary()
    {
        await AdministerAsync($"ALTER DATABASE {_address.Database} SET default_transaction_read_only = on");

        var error = await FailingAsync(Database());

        error.Failure.ShouldBe(StoreFailure.ReadOnly);
        error.Message.ShouldContain("Name the primary");
    }

    [Fact]
    public async Task A_database_that_does_not_exist_and_a_server_that_does_not_answer_are_told_apart()
    {
        _address.Port = 1;
        (await FailingAsync(Database())).Failure.ShouldBe(StoreFailure.Unreachable);
        _address = new NpgsqlConnectionStringBuilder(PostgresServer.Shared) { Database = "no_such_database" };
        (await FailingAsync(Database())).Message.ShouldContain("Check user, password and database");
    }

    [Theory]
    [InlineData("Host=db.example;Pasword=hunter2;Database=ccm")]
    [InlineData("Host=db.example;Port=hunter2;Database=ccm")]
    [InlineData("hunter2")]
    [InlineData("Password=hunter2")]
    [InlineData("")]
    public void What_is_no_connection_string_is_refused_without_showing_it(string connectionString)
    {
        var error = Should.Throw<StoreException>(() => new PostgresDatabase(connectionString, _time));

        error.Failure.ShouldBe(StoreFailure.CannotOpen);
        error.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task The_password_is_in_no_message()
    {
        _address.Password = "hunter2";
        _address.Port = 1;
        var error = await FailingAsync(Database());

        error.ToString().ShouldNotContain("hunter2");
    }

    private PostgresDatabase Database(TimeProvider? time = null, bool usesServerClock = false)
    {
        var database = new PostgresDatabase(_address.ToString(), time ?? _time, usesServerClock);
        _opened.Add(database);
        return database;
    }

    private static async Task<StoreException> FailingAsync(PostgresDatabase database) =>
        await Should.ThrowAsync<StoreException>(() => database.OpenAsync("lakeside", null, default));

    private async Task RawAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_address.ToString());
        await connection.ExecuteAsync(sql);
    }

    private void CloseOthers()
    {
        using var connection = new NpgsqlConnection(_address.ToString());
        connection.Execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    private static async Task AdministerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(PostgresServer.Shared);
        await connection.ExecuteAsync(sql);
    }

    /// <summary>A page between whose resources something happens: the store walks it after its transaction has begun.</summary>
    private sealed class Interrupted(Action between, params IReadOnlyList<ResourceToStore> resources) : IReadOnlyList<ResourceToStore>
    {
        public int Count => resources.Count;

        public ResourceToStore this[int index] => resources[index];

        public IEnumerator<ResourceToStore> GetEnumerator()
        {
            foreach (var resource in resources)
            {
                yield return resource;
                between();
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
