using System.Text.Json;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Testing.Bridges;
using Microsoft.Data.Sqlite;

namespace CcmFhirBridge.Tests.Commands;

public sealed class AuditCommandTests : IAsyncLifetime
{
    private readonly Bridge _bridge = new();
    private PracticeEhr _ehr = null!;

    public async ValueTask InitializeAsync()
    {
        _ehr = await PracticeEhr.StartAsync(_bridge.Clock, patients: 12);
        _bridge.WriteTenant(_ehr.Yaml());
        (await _bridge.CloseAsync()).ShouldExit(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _ehr.DisposeAsync();
        _bridge.Dispose();
    }

    [Fact]
    public async Task A_month_that_was_read_decided_and_sent_verifies_and_its_head_is_signed()
    {
        var verify = (await VerifyAsync()).ShouldExit(0);

        var whole = verify.Json.ShouldHaveSingleItem();
        whole.GetProperty("whole").GetBoolean().ShouldBeTrue();
        whole.GetProperty("rows").GetInt64().ShouldBe(whole.GetProperty("newestSignedRow").GetInt64(), "the command signed what it did");
        whole.GetProperty("records").GetInt64().ShouldBeGreaterThan(3 * _ehr.Bills, "each claim is planned, sent and confirmed");
        whole.GetProperty("signedHeads").GetInt64().ShouldBe(2, "one in the store and one in the file");
        (await _bridge.RunAsync("audit", "verify", "--tenant", Bridge.Slug)).ShouldExit(0).Lines[^1].ShouldBe("The trail is whole.");
    }

    [Fact]
    public async Task The_key_and_the_signed_heads_are_for_their_owner_only_and_the_public_key_for_everybody()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(_bridge.Home.AuditKeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(_bridge.Home.AuditHeads(Bridge.Slug)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        (await _bridge.RunAsync("audit", "key")).ShouldExit(0).Lines[0].ShouldBe("-----BEGIN PUBLIC KEY-----");
        var line = (await File.ReadAllLinesAsync(_bridge.Home.AuditHeads(Bridge.Slug))).ShouldHaveSingleItem();
        using var head = JsonDocument.Parse(line);
        head.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["sequence", "hash", "at", "key", "signature"]);
        head.RootElement.GetProperty("key").GetString().ShouldBe((await _bridge.RunAsync("audit", "key", "--json")).Json.Single().GetProperty("key").GetString());
    }

    [Fact]
    public async Task List_shows_a_patient_a_kind_and_a_time()
    {
        var patient = _ehr.Practice.Truth.First(truth => truth.Outcome == "bill").Patient;
        var ledger = (await ListAsync("--patient", patient, "--kind", "ledger")).ShouldExit(0).Json;
        ledger.ShouldAllBe(row => row.GetProperty("patients").EnumerateArray().Any(one => one.GetString()!.EndsWith(patient)));
        ledger.Select(row => row.GetProperty("action").GetString()).Distinct().ShouldBe(["planned", "sending", "confirmed"], ignoreOrder: true);
        (await ListAsync("--since", "1h")).Json.Count.ShouldBeGreaterThan(ledger.Count);
        _bridge.Clock.Advance(TimeSpan.FromHours(2));
        (await ListAsync("--since", "1h")).ShouldExit(0).Json.ShouldBeEmpty();
        (await _bridge.RunAsync("audit", "list", "--tenant", Bridge.Slug, "--kind", "month")).ShouldExit(0).Out.ShouldContain("closed");
        (await ListAsync("--kind", "gossip")).ShouldExit(2);
    }

    [Fact]
    public async Task No_row_holds_a_name_a_note_or_a_secret()
    {
        var text = (await ListAsync()).ShouldExit(0).Out;
        await using var session = await _bridge.OpenAsync();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var patient in await session.Store.PatientsAsync(default))
        {
            using var raw = JsonDocument.Parse((await session.Store.RawAsync("Patient", patient.Split('/')[1], null, default))!.Value);
            foreach (var name in raw.RootElement.GetProperty("name").EnumerateArray())
                names.Add(name.GetProperty("family").GetString()!);
        }

        names.ShouldNotBeEmpty();
        foreach (var name in names)
            text.ShouldNotContain(name);
        text.ShouldNotContain("Bearer");
        text.ShouldNotContain("access_token");
    }

    [Theory]
    [InlineData("UPDATE ledger_entry SET charge_cents = charge_cents + 100", "entry-changed")]
    [InlineData("DROP TRIGGER ledger_event_no_delete; DELETE FROM ledger_event WHERE seq = (SELECT MAX(seq) FROM ledger_event)", "record-missing")]
    [InlineData("DROP TRIGGER audit_row_no_delete; DELETE FROM audit_row WHERE seq = 3", "rows-missing")]
    [InlineData("DROP TRIGGER audit_row_no_delete; DELETE FROM audit_row WHERE seq > 9", "truncated")]
    [InlineData("DROP TRIGGER audit_row_no_update; UPDATE audit_row SET agent = 'nobody' WHERE seq = 4", "row-changed")]
    public async Task Whatever_was_changed_in_the_database_ends_with_exit_code_5(string sql, string finding)
    {
        await using (var connection = new SqliteConnection($"Data Source={_bridge.Home.Database(Bridge.Slug)};Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
        }

        (await VerifyAsync()).ShouldExit(5).Json.SkipLast(1).Select(line => line.GetProperty("finding").GetString()).ShouldContain(finding);
        (await _bridge.RunAsync("audit", "verify", "--tenant", Bridge.Slug)).ShouldExit(5).Lines[^1].ShouldStartWith("The trail is NOT whole");
    }

    [Fact]
    public async Task Heads_that_were_shipped_find_an_end_that_was_cut_off_together_with_the_heads_at_home()
    {
        File.Copy(_bridge.Home.AuditHeads(Bridge.Slug), Path.Combine(_bridge.Path, "shipped.heads"));
        File.Delete(_bridge.Home.AuditHeads(Bridge.Slug));
        await using (var connection = new SqliteConnection($"Data Source={_bridge.Home.Database(Bridge.Slug)};Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "DROP TRIGGER audit_row_no_delete; DROP TRIGGER audit_anchor_no_delete; DELETE FROM audit_anchor; DELETE FROM audit_row WHERE seq = (SELECT MAX(seq) FROM audit_row)";
            await command.ExecuteNonQueryAsync();
        }

        var finding = (await VerifyAsync("--anchors", "shipped.heads")).ShouldExit(5).Json[0];
        finding.GetProperty("finding").GetString().ShouldBe("truncated");
        (await VerifyAsync("--anchors", "nowhere.heads")).ShouldExit(2);
    }

    [Fact]
    public async Task A_line_that_a_dying_process_left_behind_hides_no_other()
    {
        var file = _bridge.Home.AuditHeads(Bridge.Slug);
        await File.AppendAllTextAsync(file, "{\"sequence\":9");
        (await _bridge.SyncAsync()).ShouldExit(0);

        (await File.ReadAllLinesAsync(file)).Count(line => AuditAnchor.OfLine(line) is not null).ShouldBe(2);
        (await VerifyAsync()).ShouldExit(0).Json.Single().GetProperty("unreadableHeads").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task A_tenant_that_was_never_stored_has_no_trail()
    {
        _bridge.WriteTenant(_ehr.Yaml().Replace("slug: lakeside", "slug: hillside", StringComparison.Ordinal), "hillside");
        (await _bridge.RunAsync("audit", "verify", "--tenant", "hillside")).ShouldExit(2);
        File.Exists(_bridge.Home.Database("hillside")).ShouldBeFalse();
    }

    private Task<CommandResult> VerifyAsync(params string[] more) => _bridge.RunAsync(["audit", "verify", "--tenant", Bridge.Slug, "--json", .. more]);

    private Task<CommandResult> ListAsync(params string[] more) => _bridge.RunAsync(["audit", "list", "--tenant", Bridge.Slug, "--json", .. more]);
}
