using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Storage.Resources;
using CcmFhirBridge.Storage.Tests.Ledgers;
using CsCheck;

namespace CcmFhirBridge.Storage.Tests.Auditing;

/// <summary>Somebody with a tool and every right on the database: whatever of the trail was signed cannot be changed without being found.</summary>
public abstract class AuditTamperBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private const int Attacks = 120;

    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");
    private static readonly string[] s_columns = ["at", "kind", "agent", "action", "outcome", "subject", "patients", "details", "previous", "hash"];

    private static readonly Gen<string> s_word = Gen.String[Gen.Char["abc-ü\"\\ /1"], 0, 12];
    private static readonly Gen<AuditRecord> s_record = Gen.Select(
        s_word, s_word, Gen.Bool, s_word.Array[0, 3], s_word.Array[0, 3],
        (agent, subject, isDone, patients, details) => details.Distinct(StringComparer.Ordinal).Aggregate(
            new AuditRecord { At = new DateTimeOffset(2026, 5, 5, 12, 0, 0, TimeSpan.Zero), Kind = AuditKinds.Access, Agent = agent, Action = "read", Subject = subject, Outcome = isDone ? AuditOutcomes.Done : AuditOutcomes.Refused }
                .About(patients),
            (record, name) => record.With(name, "v" + name)));

    private static AuditRecord[] Some(int count) =>
        [.. Enumerable.Range(1, count).Select(number => new AuditRecord { At = new DateTimeOffset(2026, 5, 5, 12, 0, 0, TimeSpan.Zero), Kind = AuditKinds.Access, Action = "read", Subject = $"Claim/{number}" })];

    private Verifying? _verifying;
    private long _fence;
    private ClaimSlot _slot;

    private LedgerEntry Claim => Entries.Claim(_slot) with { Patient = "Patient/p1" };

    private LedgerEntry Charge => Entries.Charge(_slot, "99490") with { Patient = "Patient/p1" };

    private Verifying Verifying => _verifying ?? throw new InvalidOperationException("A test begins with it.");

    protected override async Task BeginAsync()
    {
        _verifying = new Verifying(Store, Factory.Time);
        _fence = await Store.TakeFenceAsync("test", default);
        _slot = new ClaimSlot(Factory.Tenant, await Store.PersonAsync("Patient/p1", default), s_april);
    }

    protected override Task EndAsync()
    {
        _verifying?.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Any_flip_insertion_deletion_swap_or_cut_of_what_was_signed_is_found() => await Gen.Select(
        s_record.Array[2, 20], Gen.Int[0, 4], Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[0, s_columns.Length - 1], Gen.Int[0, 1000]).SampleAsync(
        async (records, attack, first, second, column, place) =>
        {
            try
            {
                await Store.AppendAsync(records, default);
                var signed = (int)(await Verifying.SignAsync()).ShouldNotBeNull().Sequence;
                // Behind it anything may follow.
                await Store.AppendAsync([records[0]], default);
                (await Verifying.RunAsync()).Findings.ShouldBeEmpty();
                var rows = await Store.PageAsync(0, 100, AuditFilter.Everything, default);
                (first, second) = ((first % signed) + 1, (second % signed) + 1);
                if (attack == 3 && first == second)
                    second = (second % signed) + 1;
                var (sql, value) = Attack(attack, rows, first, second, s_columns[column], place);
                await Factory.TamperAppendOnlyAsync("audit_row", sql, value);

                (await Verifying.RunAsync()).IsWhole.ShouldBeFalse(sql);
            }
            finally
            {
                // What an attack left may be nothing at all.
                await Store.AppendAsync([records[0]], default);
                await Factory.TamperAppendOnlyAsync("audit_row", "DELETE FROM audit_row WHERE tenant = @tenant");
                await Factory.TamperAppendOnlyAsync("audit_anchor", "DELETE FROM audit_anchor WHERE tenant = @tenant");
                Verifying.Outside.Clear();
            }
        },
        iter: Attacks, threads: 1);

    private static (string Sql, object? Value) Attack(int attack, IReadOnlyList<AuditRow> rows, int first, int second, string column, int place) => attack switch
    {
        0 => ($"UPDATE audit_row SET {column} = @value WHERE tenant = @tenant AND seq = {first}", Flipped(rows[first - 1], column, place)),
        // In between, with everything behind it moved on.
        1 => ($"""
            UPDATE audit_row SET seq = -(seq + 1) WHERE tenant = @tenant AND seq >= {first};
            UPDATE audit_row SET seq = -seq WHERE tenant = @tenant AND seq < 0;
            INSERT INTO audit_row SELECT tenant, {first}, at, kind, agent, action, outcome, subject, patients, details, previous, hash FROM audit_row WHERE tenant = @tenant AND seq = {first + 1}
            """, null),
        // Out of the middle, closed up when there is nothing else to show it.
        2 => (place % 2 == 0
            ? $"DELETE FROM audit_row WHERE tenant = @tenant AND seq = {first}"
            : $"""
            DELETE FROM audit_row WHERE tenant = @tenant AND seq = {first};
            UPDATE audit_row SET seq = -(seq - 1) WHERE tenant = @tenant AND seq > {first};
            UPDATE audit_row SET seq = -seq WHERE tenant = @tenant AND seq < 0
            """, null),
        3 => ($"""
            UPDATE audit_row SET seq = -1 WHERE tenant = @tenant AND seq = {first};
            UPDATE audit_row SET seq = {first} WHERE tenant = @tenant AND seq = {second};
            UPDATE audit_row SET seq = {second} WHERE tenant = @tenant AND seq = -1
            """, null),
        _ => ($"DELETE FROM audit_row WHERE tenant = @tenant AND seq >= {first}", null),
    };

    private static object Flipped(AuditRow row, string column, int place) => column switch
    {
        "at" => row.At ^ (1L << (place % 50)),
        "previous" => Flipped(Convert.FromHexString(row.Previous), place),
        "hash" => Flipped(Convert.FromHexString(row.Hash), place),
        "kind" => Flipped(row.Kind, place),
        "agent" => Flipped(row.Agent, place),
        "action" => Flipped(row.Action, place),
        "outcome" => Flipped(row.Outcome, place),
        "subject" => Flipped(row.Subject, place),
        "patients" => Flipped(row.Patients, place),
        _ => Flipped(row.Details, place),
    };

    private static byte[] Flipped(byte[] bytes, int place)
    {
        bytes[place % bytes.Length] ^= (byte)(1 << (place % 8));
        return bytes;
    }

    // One letter another one, or one more where there is none; white space that no reader of JSON would see counts too.
    private static string Flipped(string text, int place) => text.Length == 0 || place % 3 == 0
        ? text + " "
        : text[..(place % text.Length)] + (text[place % text.Length] == 'x' ? 'y' : 'x') + text[((place % text.Length) + 1)..];

    [Fact]
    public async Task A_trail_that_was_written_anew_as_a_whole_is_found_by_its_signed_heads()
    {
        await Store.AppendAsync(Some(6), default);
        await Verifying.SignAsync();
        var rows = await Store.PageAsync(0, 100, AuditFilter.Everything, default);
        var forged = AuditChain.Chain(AuditChain.Empty(Factory.Tenant), [.. rows.Select(row => row.Read().Record with { Agent = "somebody else" })]);
        foreach (var row in forged)
        {
            await Factory.TamperAppendOnlyAsync("audit_row", $"UPDATE audit_row SET agent = @value WHERE tenant = @tenant AND seq = {row.Sequence}", row.Agent);
            await Factory.TamperAppendOnlyAsync("audit_row", $"UPDATE audit_row SET previous = @value WHERE tenant = @tenant AND seq = {row.Sequence}", Convert.FromHexString(row.Previous));
            await Factory.TamperAppendOnlyAsync("audit_row", $"UPDATE audit_row SET hash = @value WHERE tenant = @tenant AND seq = {row.Sequence}", Convert.FromHexString(row.Hash));
        }

        (await Verifying.KindsAsync()).ShouldBe([AuditFindingKind.Rewritten, AuditFindingKind.Rewritten], "the store's signed head and the one outside");
    }

    [Fact]
    public async Task A_store_that_lost_its_signed_heads_with_its_end_is_found_by_the_file()
    {
        await Store.AppendAsync(Some(6), default);
        await Verifying.SignAsync();
        await Factory.TamperAppendOnlyAsync("audit_anchor", "DELETE FROM audit_anchor WHERE tenant = @tenant");
        await Factory.TamperAppendOnlyAsync("audit_row", "DELETE FROM audit_row WHERE tenant = @tenant AND seq > 4");

        (await Verifying.KindsAsync()).ShouldBe([AuditFindingKind.Truncated]);
        await Factory.TamperAppendOnlyAsync("audit_row", "DELETE FROM audit_row WHERE tenant = @tenant");
        (await Verifying.KindsAsync()).ShouldBe([AuditFindingKind.Truncated]);
    }

    [Theory]
    [InlineData("seq = seq + 1", AuditFindingKind.SignatureWrong)]
    [InlineData("at = at + 1", AuditFindingKind.SignatureWrong)]
    [InlineData("key = 'other'", AuditFindingKind.SignatureWrong)]
    [InlineData("signature = 'AAAA'", AuditFindingKind.SignatureWrong)]
    [InlineData("signature = 'no base64'", AuditFindingKind.SignatureWrong)]
    public async Task A_signed_head_that_was_changed_counts_for_nothing(string change, AuditFindingKind kind)
    {
        await Store.AppendAsync(Some(3), default);
        await Verifying.SignAsync();
        await Factory.TamperAppendOnlyAsync("audit_anchor", $"UPDATE audit_anchor SET {change} WHERE tenant = @tenant");

        (await Verifying.KindsAsync()).ShouldBe([kind]);
    }

    [Theory]
    [InlineData("state = 'corrected'")]
    [InlineData("units = 2")]
    [InlineData("charge_cents = 99999")]
    [InlineData("attempts = 7")]
    [InlineData("ehr_reference = 'Claim/2'")]
    [InlineData("member_key = 'ff'")]
    [InlineData("reason = 'because'")]
    [InlineData("patient = 'Patient/somebody-else'")]
    public async Task An_entry_that_was_changed_beside_the_bridge_is_found(string change)
    {
        await Store.PlanAsync(_fence, [Claim, Charge], default);
        (await Verifying.RunAsync()).IsWhole.ShouldBeTrue();
        await Factory.TamperAsync($"UPDATE ledger_entry SET {change} WHERE tenant = @tenant AND code = ''");

        var finding = (await Verifying.RunAsync()).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Subject).ShouldBe((AuditFindingKind.EntryChanged, Claim.RevisionIdentifier));
    }

    [Fact]
    public async Task An_entry_with_another_body_or_none_any_more_is_found()
    {
        await Store.PlanAsync(_fence, [Claim, Charge], default);
        await Factory.TamperAsync("UPDATE ledger_entry SET body = @value WHERE tenant = @tenant AND code = ''", RawBody.Pack("another claim"u8));
        (await Verifying.KindsAsync()).ShouldBe([AuditFindingKind.EntryChanged]);
        await Factory.TamperAsync("DELETE FROM ledger_entry WHERE tenant = @tenant AND code = ''");
        (await Verifying.KindsAsync()).ShouldBe([AuditFindingKind.EntryChanged]);
    }

    [Fact]
    public async Task An_entry_and_its_history_changed_together_are_found_by_the_trail()
    {
        await Store.PlanAsync(_fence, [Claim], default);
        await Factory.TamperAppendOnlyAsync("ledger_event", "UPDATE ledger_event SET to_state = 'held', entry_hash = NULL WHERE tenant = @tenant");
        await Factory.TamperAsync("UPDATE ledger_entry SET state = 'held' WHERE tenant = @tenant");
        (await Verifying.KindsAsync()).ShouldBe([AuditFindingKind.RecordChanged]);

        await Factory.TamperAppendOnlyAsync("ledger_event", "DELETE FROM ledger_event WHERE tenant = @tenant");
        await Factory.TamperAsync("DELETE FROM ledger_entry WHERE tenant = @tenant");
        (await Verifying.KindsAsync()).ShouldBe([AuditFindingKind.RecordMissing]);
    }

    [Fact]
    public async Task An_event_that_the_bridge_never_wrote_is_found()
    {
        await Store.PlanAsync(_fence, [Claim], default);
        await Factory.TamperAsync(
            "INSERT INTO ledger_event (tenant, at, revision_identifier, from_state, to_state, fence, reason, entry_hash) "
            + "SELECT tenant, at, revision_identifier, from_state, to_state, fence, reason, entry_hash FROM ledger_event WHERE tenant = @tenant");
        (await Verifying.KindsAsync()).ShouldBe([AuditFindingKind.RecordUnknown]);
    }

    [Theory]
    [InlineData("human_decision", "UPDATE human_decision SET patient = 'Patient/p9' WHERE tenant = @tenant", AuditFindingKind.RecordChanged)]
    [InlineData("human_decision", "UPDATE human_decision SET body = @value WHERE tenant = @tenant", AuditFindingKind.RecordChanged)]
    [InlineData("human_decision", "DELETE FROM human_decision WHERE tenant = @tenant", AuditFindingKind.RecordMissing)]
    [InlineData("release_decision", "UPDATE release_decision SET decided_by = 'somebody' WHERE tenant = @tenant", AuditFindingKind.RecordChanged)]
    public async Task What_a_person_decided_cannot_be_changed_unseen(string table, string sql, AuditFindingKind kind)
    {
        await Store.RecordDecisionsAsync(
            [new HumanDecision { Patient = "Patient/p1", Month = s_april, Kind = DecisionKind.Approve, Rules = ["r"], By = "biller", At = Factory.Time.GetUtcNow(), Reason = "Looked." }], default);
        await Store.RecordReleaseAsync(new(s_april, "Patient/p1", "biller", Factory.Time.GetUtcNow(), "Looked."), default);
        (await Verifying.RunAsync()).Records.ShouldBe(2);
        await Factory.TamperAppendOnlyAsync(table, sql, sql.Contains("@value", StringComparison.Ordinal) ? RawBody.Pack("{}"u8) : null);

        (await Verifying.KindsAsync()).ShouldBe([kind]);
    }

    [Fact]
    public async Task What_was_there_before_the_trail_is_not_vouched_for_and_what_comes_after_is()
    {
        await Store.PlanAsync(_fence, [Claim], default);
        await Factory.TamperAppendOnlyAsync("ledger_event", "UPDATE ledger_event SET entry_hash = NULL WHERE tenant = @tenant");
        await Factory.TamperAppendOnlyAsync("audit_row", "DELETE FROM audit_row WHERE tenant = @tenant");
        (await Verifying.RunAsync()).IsWhole.ShouldBeTrue();

        await Store.MoveAsync(_fence, Claim with { Attempts = 1 }, LedgerState.Sending, default);

        var report = await Verifying.RunAsync();
        (report.IsWhole, report.Records, report.Rows).ShouldBe((true, 1, 2));
    }

    [Fact]
    public async Task A_hundred_thousand_rows_are_verified_in_memory_that_does_not_grow_with_them()
    {
        var record = new AuditRecord { At = Factory.Time.GetUtcNow(), Kind = AuditKinds.Access, Agent = "client", Action = "read", Subject = "Claim/1" }.About(["Patient/p1"]);
        for (var block = 0; block < 20; block++)
            await Store.AppendAsync([.. Enumerable.Repeat(record, 5_000)], default);
        await Verifying.SignAsync();
        await Verifying.RunAsync();
        var peak = 0L;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watched = new Watched(Store, () => peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true)));

        var report = await new AuditVerification(watched, Store, Verifying.Key, Store.Tenant).RunAsync(Verifying.Outside.ToAsyncEnumerable(), default);

        (report.IsWhole, report.Rows, report.NewestAnchor?.Sequence).ShouldBe((true, 100_001, 100_001));
        // Held at once they would be a hundred megabytes.
        (peak - before).ShouldBeLessThan(20_000_000);
    }

    // Looks every so many pages at what is alive.
    private sealed class Watched(IAuditTrail trail, Action look) : IAuditTrail
    {
        private int _pages;

        public Task AppendAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellation) => trail.AppendAsync(records, cancellation);

        public Task<IReadOnlyList<AuditRow>> PageAsync(long after, int most, AuditFilter filter, CancellationToken cancellation)
        {
            if (++_pages % 20 == 0)
                look();
            return trail.PageAsync(after, most, filter, cancellation);
        }

        public Task<IReadOnlyList<AuditRow>> StretchAsync(AuditStretch stretch, CancellationToken cancellation) => trail.StretchAsync(stretch, cancellation);

        public Task<AuditHead> HeadAsync(CancellationToken cancellation) => trail.HeadAsync(cancellation);

        public Task KeepAnchorAsync(AuditAnchor anchor, CancellationToken cancellation) => trail.KeepAnchorAsync(anchor, cancellation);

        public Task<IReadOnlyList<AuditAnchor>> AnchorsAsync(long after, int most, CancellationToken cancellation) => trail.AnchorsAsync(after, most, cancellation);

        public Task<AuditAnchor?> NewestAnchorAsync(CancellationToken cancellation) => trail.NewestAnchorAsync(cancellation);
    }
}

public sealed class SqliteAuditTamperTests() : AuditTamperBehaviour(new SqliteStoreFactory());

public sealed class PostgresAuditTamperTests() : AuditTamperBehaviour(new PostgresStoreFactory());
