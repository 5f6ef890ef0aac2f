using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Storage.Tests.Ledgers;

namespace CcmFhirBridge.Storage.Tests.Figures;

public abstract class TenantFiguresBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");

    [Fact]
    public async Task An_empty_store_has_nothing_to_tell()
    {
        var figures = await Store.FiguresAsync(s_april, default);

        (figures.DirtyPatients, figures.AssessedInAll, figures.Outbox.Depth, figures.Gaps, figures.IncompleteTypes).ShouldBe((0, 0, 0, 0, 0));
        (figures.LastSync, figures.LastEncounters, figures.LastAudit, figures.Outbox.OldestSince).ShouldBe((null, null, null, null));
        figures.Months.ShouldBeEmpty();
        figures.ReadAt.ShouldBe(Factory.Time.GetUtcNow());
    }

    [Fact]
    public async Task Patients_are_counted_by_outcome_and_the_dirty_ones_are_those_who_are_due()
    {
        await Store.StorePageAsync(
            1, [.. new[] { "p1", "p2", "p3", "p4" }.Select(id => Projected.Patient(id)), Projected.Unreadable("torn")], null, default);
        await AssessAsync(s_april, Outcome.Bill, "p1", "p2");
        await AssessAsync(s_april, Outcome.Hold, "p3");
        await AssessAsync(s_april.Next, Outcome.Block, "p4");
        await Store.StorePageAsync(2, [Projected.Patient("p2", "another name")], null, default);

        var figures = await Store.FiguresAsync(s_april, default);

        figures.DirtyPatients.ShouldBe((await Store.DueAsync(s_april, default)).Count);
        figures.DirtyPatients.ShouldBe(2, "one changed, one never assessed for April");
        figures.Assessed.ShouldBe(new Dictionary<Outcome, int> { [Outcome.Hold] = 1, [Outcome.Bill] = 2 }, ignoreOrder: true);
        figures.Gaps.ShouldBe(1);
    }

    [Fact]
    public async Task Outcomes_are_counted_anew_whenever_they_may_have_changed()
    {
        await Store.StorePageAsync(1, [Projected.Patient("p1"), Projected.Patient("p2")], null, default);
        await ThroughAsync(Outcome.Bill, "p1", "p2");
        (await BillsAsync()).ShouldBe(2);

        await Store.StorePageAsync(2, [Projected.Patient("p1", "another name")], null, default);
        (await BillsAsync()).ShouldBe(2, "the old assessment stands until the next one");
        await AssessAsync(s_april, Outcome.Hold, "p1");
        (await BillsAsync()).ShouldBe(1, "while somebody was due nothing was kept");
        await ThroughAsync(Outcome.Block, "p1");
        (await BillsAsync()).ShouldBe(1);

        await AssessAsync(s_april, Outcome.Block, "p2");
        await Store.SaveAssessedByAsync(s_april, "other rules", default);
        (await BillsAsync()).ShouldBe(0, "other rules, other outcomes");

        async Task ThroughAsync(Outcome outcome, params string[] ids)
        {
            await AssessAsync(s_april, outcome, ids);
            await Store.SaveAssessedThroughAsync(s_april, await Store.PositionAsync(default), default);
        }

        async Task<int> BillsAsync() => (await Store.FiguresAsync(s_april, default)).Assessed.GetValueOrDefault(Outcome.Bill);
    }

    [Fact]
    public async Task The_outbox_is_what_may_leave_or_must_be_asked_about_and_ages_from_its_first_planning()
    {
        var fence = await Store.TakeFenceAsync("test", default);
        var (first, second) = (await ClaimAsync("p1"), await ClaimAsync("p2"));
        var planned = Factory.Time.GetUtcNow();
        await Store.PlanAsync(fence, [first], default);
        Factory.Time.Advance(TimeSpan.FromMinutes(10));
        await Store.PlanAsync(fence, [second], default);
        await Store.MoveAsync(fence, first with { Attempts = 1 }, LedgerState.Sending, default);
        await Store.MoveAsync(fence, first with { Attempts = 1 }, LedgerState.InDoubt, default);
        await Store.MoveAsync(fence, first with { Attempts = 1 }, LedgerState.Planned, default);
        await Store.MoveAsync(fence, first with { Attempts = 2 }, LedgerState.Sending, default);

        var waiting = await Store.FiguresAsync(s_april, default);
        (waiting.Outbox.Depth, waiting.Outbox.Planned, waiting.Outbox.InDoubt, waiting.Outbox.MostAttempts).ShouldBe((2, 1, 1, 2));
        waiting.Outbox.OldestSince.ShouldBe(planned);
        waiting.LastAudit.ShouldBe(Factory.Time.GetUtcNow());

        await Store.MoveAsync(fence, first with { Attempts = 2 }, LedgerState.Confirmed, default);
        (await Store.FiguresAsync(s_april, default)).Outbox.OldestSince.ShouldBe(planned.AddMinutes(10), "the older one has arrived");
    }

    [Fact]
    public async Task What_waits_for_a_person_is_counted_until_a_later_revision_takes_its_place()
    {
        var fence = await Store.TakeFenceAsync("test", default);
        var (held, aside, refused) = (await ClaimAsync("p1", LedgerState.Held), await ClaimAsync("p2"), await ClaimAsync("p3"));
        await Store.PlanAsync(fence, [held, aside, refused], default);
        await MoveAsync(fence, aside, LedgerState.Sending, LedgerState.InDoubt, LedgerState.Quarantined);
        await MoveAsync(fence, refused, LedgerState.Sending, LedgerState.Rejected);

        (await ForPersonAsync()).ShouldBe((1, 1, 1));

        await Store.PlanAsync(fence, [Entries.Claim(refused.Slot, revision: 2)], default);
        (await ForPersonAsync()).ShouldBe((1, 1, 0));

        async Task<(int, int, int)> ForPersonAsync()
        {
            var figures = await Store.FiguresAsync(s_april, default);
            return (figures.Held, figures.Quarantined, figures.Rejected);
        }
    }

    [Theory]
    [InlineData(14, 0)]
    [InlineData(16, 1)]
    public async Task Half_a_bill_counts_once_its_second_half_was_tried_and_had_its_time(int minutes, int expected)
    {
        var fence = await Store.TakeFenceAsync("test", default);
        var claim = await ClaimAsync("p1");
        var (line, other) = (Entries.Charge(claim.Slot, "99490"), await ClaimAsync("p2"));
        await Store.PlanAsync(fence, [claim, line, other, Entries.Charge(other.Slot, "99490")], default);
        await MoveAsync(fence, claim with { SentAt = Factory.Time.GetUtcNow() }, LedgerState.Sending, LedgerState.Confirmed);
        await MoveAsync(fence, other with { SentAt = Factory.Time.GetUtcNow() }, LedgerState.Sending, LedgerState.Confirmed);
        (await HalfAsync()).ShouldBe(0, "neither line was ever tried");

        await MoveAsync(fence, line with { Attempts = 1 }, LedgerState.Sending, LedgerState.InDoubt);
        Factory.Time.Advance(TimeSpan.FromMinutes(minutes));
        (await HalfAsync()).ShouldBe(expected);
        await MoveAsync(fence, line with { Attempts = 1 }, LedgerState.Confirmed);
        (await HalfAsync()).ShouldBe(0);

        async Task<int> HalfAsync() => (await Store.FiguresAsync(s_april, default)).HalfWritten;
    }

    [Fact]
    public async Task Syncs_encounters_and_months_are_remembered_apart()
    {
        var nine = Factory.Time.GetUtcNow();
        await Store.RecordSyncAsync(new SyncMark(nine, IncompleteTypes: 0, BroughtEncounters: true), default);
        await Store.RecordSyncAsync(new SyncMark(nine.AddMinutes(5), IncompleteTypes: 2, BroughtEncounters: false) { UnreadTypes = ["Claim", "Consent"] }, default);
        foreach (var (month, state) in new[] { (s_april.Previous, MonthState.Closed), (s_april, MonthState.InReview) })
            await Store.SaveAsync(new MonthRecord { Month = month, State = state, Reason = "" }, default);

        var figures = await Store.FiguresAsync(s_april, default);

        (figures.LastSync, figures.IncompleteTypes, figures.LastEncounters).ShouldBe((nine.AddMinutes(5), 2, nine));
        figures.UnreadTypes.ShouldBe(["Claim", "Consent"]);
        (await Store.UnreadTypesAsync(default)).ShouldBe(["Claim", "Consent"]);
        await Store.RecordSyncAsync(new SyncMark(nine.AddMinutes(9), IncompleteTypes: 0, BroughtEncounters: false), default);
        (await Store.UnreadTypesAsync(default)).ShouldBeEmpty();
        (await Store.FiguresAsync(s_april, default)).IncompleteTypes.ShouldBe(0);
        await Store.RecordSyncAsync(new SyncMark(nine, IncompleteTypes: 1, BroughtEncounters: false) { IsFull = true }, default);
        await Store.RecordSyncAsync(new SyncMark(nine, IncompleteTypes: 0, BroughtEncounters: false), default);
        (await Store.FiguresAsync(s_april, default)).IncompleteTypes.ShouldBe(1, "a read of changes would not find it");
        await Store.RecordSyncAsync(new SyncMark(nine, IncompleteTypes: 0, BroughtEncounters: false) { IsFull = true }, default);
        (await Store.FiguresAsync(s_april, default)).IncompleteTypes.ShouldBe(0);
        figures.Months.Select(month => month.Month).ShouldBe([s_april, s_april.Previous]);
        figures.MonthsInReview.ShouldBe(1);
    }

    private async Task AssessAsync(ServiceMonth month, Outcome outcome, params string[] ids)
    {
        var position = await Store.PositionAsync(default);
        await Store.SaveAsync([.. ids.Select(id => new StoredAssessment($"Patient/{id}", month, outcome, "{}"u8.ToArray()) { Position = position })], default);
    }

    private async Task<LedgerEntry> ClaimAsync(string id, LedgerState state = LedgerState.Planned) =>
        Entries.Claim(new ClaimSlot(Factory.Tenant, await Store.PersonAsync($"Patient/{id}", default), s_april), state: state);

    private async Task MoveAsync(long fence, LedgerEntry entry, params LedgerState[] states)
    {
        foreach (var state in states)
            await Store.MoveAsync(fence, entry, state, default);
    }
}

public sealed class SqliteTenantFiguresTests() : TenantFiguresBehaviour(new SqliteStoreFactory())
{
    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");

    private string Path => ((SqliteStoreFactory)Factory).Path;

    [Fact]
    public async Task Who_only_looks_sees_the_same_while_the_store_is_open_and_after()
    {
        var path = Path + ".other";
        await using (var store = SqliteTenantStore.Open(path, Factory.Tenant, Factory.Time))
        {
            await store.StorePageAsync(1, [Projected.Patient("p1")], null, default);
            (await Look(path)).DirtyPatients.ShouldBe(1);
        }

        var before = File.GetLastWriteTimeUtc(path);
        (await Look(path)).DirtyPatients.ShouldBe(1);
        File.GetLastWriteTimeUtc(path).ShouldBe(before);
    }

    [Fact]
    public async Task A_file_that_is_missing_is_not_made()
    {
        var missing = Path + ".none";

        (await Should.ThrowAsync<StoreException>(() => Look(missing))).Message.ShouldContain("ccm-bridge sync --tenant lakeside");
        File.Exists(missing).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_of_another_tenant_or_of_no_database_is_named()
    {
        (await Should.ThrowAsync<StoreException>(() => Look(Path, "hillside"))).Failure.ShouldBe(StoreFailure.WrongTenant);

        var nonsense = Path + ".txt";
        await File.WriteAllTextAsync(nonsense, new string('x', 5000));
        (await Should.ThrowAsync<StoreException>(() => Look(nonsense))).Failure.ShouldBe(StoreFailure.Corrupt);

        await File.WriteAllTextAsync(nonsense, "");
        (await Should.ThrowAsync<StoreException>(() => Look(nonsense))).Failure.ShouldBe(StoreFailure.Schema);
    }

    private Task<TenantFigures> Look(string path, string tenant = SqliteStoreFactory.Slug) =>
        new Storage.Figures.SqliteTenantFigures(path, tenant, Factory.Time).FiguresAsync(s_april, default);
}

public sealed class PostgresTenantFiguresTests() : TenantFiguresBehaviour(new PostgresStoreFactory());
