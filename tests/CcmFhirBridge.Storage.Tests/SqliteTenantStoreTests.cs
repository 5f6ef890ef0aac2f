using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Storage.Migrations;
using CcmFhirBridge.Storage.Tests.Ledgers;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcmFhirBridge.Storage.Tests;

public sealed class SqliteTenantStoreTests : IDisposable
{
    private readonly SqliteStoreFactory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Fact]
    public async Task A_file_belongs_to_its_owner_alone()
    {
        var folder = Path.Combine(Path.GetDirectoryName(_factory.Path)!, "data");
        var path = Path.Combine(folder, "a.db");
        await using var store = SqliteTenantStore.Open(path, "lakeside", _factory.Time);
        await store.StorePageAsync(1, [Projected.Patient("p1")], null, default);
        if (OperatingSystem.IsWindows())
            return;
        File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in Directory.GetFiles(folder))
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
    }

    [Fact]
    public async Task What_is_compiled_for_the_statements_of_one_tenant_serves_the_next()
    {
        var folder = Path.GetDirectoryName(_factory.Path)!;
        await UseAsync("first");

        await UseAsync("second");

        SqlMapper.GetCachedSQL().Where(compiled => compiled.Item1.Contains("second.db", StringComparison.Ordinal)).ShouldBeEmpty();

        async Task UseAsync(string tenant)
        {
            await using var store = SqliteTenantStore.Open(Path.Combine(folder, tenant + ".db"), tenant, _factory.Time);
            await store.StorePageAsync(1, [Projected.Patient("p1")], new(Projected.Patient("p1").Projected.ResourceType, _factory.Time.GetUtcNow()), default);
            await store.CursorAsync("Patient", default);
            await store.ListAsync(default);
        }
    }

    [Fact]
    public async Task A_store_that_rested_goes_on()
    {
        await using var store = _factory.Open();
        await store.StorePageAsync(1, [Projected.Patient("p1")], null, default);
        await store.PatientsAsync(default);

        await store.RestAsync(default);

        (await store.PatientsAsync(default)).ShouldBe(["Patient/p1"]);
        await store.StorePageAsync(1, [Projected.Patient("p2")], null, default);
        (await store.PatientsAsync(default)).ShouldBe(["Patient/p1", "Patient/p2"]);
    }

    [Fact]
    public async Task A_file_of_another_tenant_is_refused()
    {
        await _factory.Open().DisposeAsync();
        Failing(() => SqliteTenantStore.Open(_factory.Path, "hillside", _factory.Time)).Failure.ShouldBe(StoreFailure.WrongTenant);
    }

    [Fact]
    public void A_file_that_is_no_database_is_called_damaged_and_stays_as_it_is()
    {
        var bytes = Enumerable.Range(0, 8192).Select(i => (byte)(i * 7 % 251)).ToArray();
        File.WriteAllBytes(_factory.Path, bytes);
        var error = Failing(() => _factory.Open());
        error.Failure.ShouldBe(StoreFailure.Corrupt);
        error.Message.ShouldContain("restore the last backup");
        File.ReadAllBytes(_factory.Path).ShouldBe(bytes);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_says_what_to_check()
    {
        File.WriteAllText(_factory.Path, "a file, no folder");
        var error = Failing(() => SqliteTenantStore.Open(Path.Combine(_factory.Path, "x.db"), "lakeside", _factory.Time));
        error.Failure.ShouldBe(StoreFailure.CannotOpen);
        error.Message.ShouldContain("Check that its folder exists");
    }

    [Fact]
    public async Task A_file_that_may_not_be_written_says_so()
    {
        await _factory.Open().DisposeAsync();
        // File rights do not bind a privileged user; a file format that this SQLite may only read binds everybody.
        using (var file = File.OpenWrite(_factory.Path))
        {
            file.Position = 18;
            file.WriteByte(3);
        }

        Failing(() => _factory.Open()).Failure.ShouldBe(StoreFailure.ReadOnly);
    }

    [Theory]
    [InlineData("America/Chicago", "123456789", "https://ehr.example/fhir", "timeZone")]
    [InlineData("America/New_York", "987654321", "https://ehr.example/fhir", "billing.organization.tin")]
    [InlineData("America/New_York", "123456789", "https://other.example/fhir", "ehr.baseUrl")]
    public async Task A_file_stays_with_the_zone_the_practice_and_the_EHR_that_it_was_begun_with(string zone, string tin, string baseUrl, string key)
    {
        var identity = new TenantIdentity("America/New_York", "123456789", "https://ehr.example/fhir");
        await Open(identity).DisposeAsync();
        await Open(identity).DisposeAsync();

        var error = Failing(() => Open(new TenantIdentity(zone, tin, baseUrl)));

        error.Failure.ShouldBe(StoreFailure.WrongIdentity);
        error.Message.ShouldContain($"another '{key}'");
        error.Message.ShouldContain("Put the old value back");
        await Open(identity).DisposeAsync();

        SqliteTenantStore Open(TenantIdentity stated) => SqliteTenantStore.Open(_factory.Path, "lakeside", _factory.Time, stated);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        await _factory.Open().DisposeAsync();
        await RawAsync("INSERT INTO migration (number, name, checksum, applied_at) VALUES (999, 'later', 'x', 0)");
        Failing(() => _factory.Open()).Message.ShouldContain("newer version");
    }

    [Fact]
    public async Task A_schema_step_that_was_changed_is_refused()
    {
        await _factory.Open().DisposeAsync();
        await RawAsync("UPDATE migration SET checksum = 'edited' WHERE number = 2");
        Failing(() => _factory.Open()).Failure.ShouldBe(StoreFailure.Schema);
    }

    [Theory]
    [InlineData("UPDATE ledger_event SET reason = 'x'")]
    [InlineData("DELETE FROM ledger_event")]
    [InlineData("DELETE FROM raw_version")]
    [InlineData("UPDATE release_decision SET decided_by = 'x'")]
    public async Task What_is_append_only_refuses_edits(string sql)
    {
        await using (var store = _factory.Open())
        {
            await store.StorePageAsync(1, [Projected.Patient("p1")], null, default);
            await store.RecordReleaseAsync(new(Domain.Periods.ServiceMonth.Parse("2026-04"), null, "biller", _factory.Time.GetUtcNow(), null), default);
            var slot = new Domain.BillingPlans.ClaimSlot("lakeside", await store.PersonAsync("Patient/p1", default), Domain.Periods.ServiceMonth.Parse("2026-04"));
            await store.PlanAsync(await store.TakeFenceAsync("t", default), [Ledgers.Entries.Claim(slot)], default);
        }

        (await Should.ThrowAsync<SqliteException>(() => RawAsync(sql))).Message.ShouldContain("append-only");
    }

    [Fact]
    public async Task What_was_committed_is_there_when_the_process_dies_without_a_checkpoint()
    {
        var copy = Path.Combine(Path.GetDirectoryName(_factory.Path)!, "copy.db");
        await using (var store = _factory.Open())
        {
            await store.StorePageAsync(1, [Projected.Patient("p1")], null, default);
            // What a kill -9 leaves on the disk: the file and its log as they are at this moment.
            File.Copy(_factory.Path, copy);
            File.Copy(_factory.Path + "-wal", copy + "-wal");
        }

        await using var reopened = SqliteTenantStore.Open(copy, "lakeside", _factory.Time);
        (await reopened.PatientsAsync(default)).ShouldBe(["Patient/p1"]);
    }

    [Fact]
    public async Task A_log_that_was_cut_in_the_middle_of_a_commit_loses_that_commit_and_nothing_before()
    {
        var copy = Path.Combine(Path.GetDirectoryName(_factory.Path)!, "copy.db");
        await using (var store = _factory.Open())
        {
            await store.StorePageAsync(1, [Projected.Patient("p1")], null, default);
            await store.StorePageAsync(1, [Projected.Patient("p2")], null, default);
            File.Copy(_factory.Path, copy);
            var log = await File.ReadAllBytesAsync(_factory.Path + "-wal");
            await File.WriteAllBytesAsync(copy + "-wal", log[..^100]);
        }

        await using var reopened = SqliteTenantStore.Open(copy, "lakeside", _factory.Time);
        (await reopened.PatientsAsync(default)).ShouldBe(["Patient/p1"]);
    }

    [Fact]
    public async Task A_ledger_from_before_there_were_member_keys_goes_on()
    {
        var slot = default(ClaimSlot);
        await using (var store = _factory.Open())
        {
            var fence = await store.TakeFenceAsync("test", default);
            slot = new ClaimSlot("lakeside", await store.PersonAsync("Patient/p1", default), ServiceMonth.Parse("2026-04"));
            await store.PlanAsync(fence, [Entries.Claim(slot)], default);
        }

        await RawAsync("DROP INDEX patient_facts_changed; DROP TABLE human_decision; DROP INDEX ledger_entry_for_person; DROP INDEX ledger_entry_one_member; ALTER TABLE ledger_entry DROP COLUMN member_key; DROP TABLE lease; DROP INDEX ledger_event_newest; DROP TABLE correction_event; ALTER TABLE ledger_entry DROP COLUMN sent_by; DROP TABLE ehr_measurement; ALTER TABLE service_month DROP COLUMN seal; DROP TABLE month_link; DROP TABLE take_back; DROP TABLE take_back_event; DROP TABLE access_client_event; DROP TABLE access_token; DROP TABLE used_assertion; DROP TABLE audit_row; DROP TABLE audit_anchor; ALTER TABLE ledger_event DROP COLUMN entry_hash; DROP INDEX ledger_entry_served; DROP INDEX ledger_entry_charges; DROP INDEX ledger_entry_subject; DROP INDEX ledger_entry_created; DROP INDEX ledger_entry_occurs; ALTER TABLE ledger_entry DROP COLUMN filed_through; ALTER TABLE ledger_entry DROP COLUMN version; ALTER TABLE ledger_entry DROP COLUMN changed_at; ALTER TABLE ledger_entry DROP COLUMN subject; ALTER TABLE ledger_entry DROP COLUMN created_at; ALTER TABLE ledger_entry DROP COLUMN occurs_from; ALTER TABLE ledger_entry DROP COLUMN occurs_end; DROP TABLE claim_answer; DROP TABLE logged_time; DROP TABLE repeatable_call;");
        await RawAsync(
            "CREATE TABLE fence (tenant TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL, owner TEXT NOT NULL, taken_at BIGINT NOT NULL) WITHOUT ROWID; "
            + "INSERT INTO fence VALUES ('lakeside', 41, 'run', 0); DROP INDEX staff_interval_long; DELETE FROM migration WHERE number >= 4;");
        await using var reopened = _factory.Open();
        (await reopened.SlotAsync(slot, default)).Single().MemberKey.ShouldBeNull();
        var served = (await reopened.ServedAsync("Claim", Entries.Claim(slot).RevisionIdentifier, default)).ShouldNotBeNull();
        (served.Version, served.ChangedAt, served.Subject, served.OccursFrom).ShouldBe((1, _factory.Time.GetUtcNow(), "Patient/p1", slot.Month.FirstDay));
        var newer = await reopened.TakeFenceAsync("test", default);
        newer.ShouldBe(42, "a fence never begins again");
        await reopened.PlanAsync(newer, [Entries.Claim(slot with { Person = await reopened.PersonAsync("Patient/p2", default) }) with { MemberKey = "00ff" }], default);
        (await reopened.MonthAsync(slot.Month, default)).Select(entry => entry.MemberKey).ShouldBe([null, "00ff"], ignoreOrder: true);
    }

    [Fact]
    public void The_schema_steps_are_numbered_without_a_hole() =>
        Schema.Migrations.Select(step => step.Number).ShouldBe(Enumerable.Range(1, Schema.Migrations.Count));

    private static StoreException Failing(Action open) => Should.Throw<StoreException>(open);

    private async Task RawAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_factory.Path};Pooling=false");
        await connection.ExecuteAsync(sql);
    }
}
