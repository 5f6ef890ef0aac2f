using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Storage.Tests.Ledgers;

namespace CcmFhirBridge.Storage.Tests.Auditing;

public abstract class AuditTrailBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private Verifying? _verifying;

    private Verifying Verifying => _verifying ?? throw new InvalidOperationException("A test begins with it.");

    protected override Task BeginAsync()
    {
        _verifying = new Verifying(Store, Factory.Time);
        return Task.CompletedTask;
    }

    protected override Task EndAsync()
    {
        _verifying?.Dispose();
        return Task.CompletedTask;
    }

    private AuditRecord Access(string patient, string kind = AuditKinds.Access) =>
        new AuditRecord { At = Factory.Time.GetUtcNow(), Kind = kind, Agent = "client", Action = "read", Subject = "Claim/1" }.About([patient]);

    [Fact]
    public async Task A_trail_begins_over_its_tenant_and_goes_on_without_a_hole()
    {
        (await Store.HeadAsync(default)).ShouldBe(new AuditHead(0, AuditChain.Begin(Factory.Tenant)));
        await Store.AppendAsync([Access("Patient/p1"), Access("Patient/p2")], default);
        await ReopenAsync();
        await Store.AppendAsync([Access("Patient/p3")], default);

        var rows = await Store.PageAsync(0, 100, AuditFilter.Everything, default);

        rows.Select(row => row.Sequence).ShouldBe([1, 2, 3, 4]);
        rows[0].Previous.ShouldBe(AuditChain.Begin(Factory.Tenant));
        rows.Zip(rows.Skip(1), (before, after) => after.Previous == before.Hash).ShouldAllBe(follows => follows);
        (await Store.HeadAsync(default)).ShouldBe(new AuditHead(4, rows[^1].Hash));
        AuditChain.Begin("lakeside").ShouldNotBe(AuditChain.Begin("hillside"));
    }

    [Fact]
    public async Task What_was_told_comes_back_as_it_was_told()
    {
        var told = Access("Patient/ünï-\"q\"").With("status", 200).With("query.name", "U21pdGg=") with { Outcome = AuditOutcomes.Refused };
        await Store.AppendAsync([told, told with { Subject = "a\nb\0c\ud800", Agent = new string('x', 900) }], default);

        var read = (await Store.PageAsync(1, 10, AuditFilter.Everything, default)).Select(row => row.Read().Record).ToList();

        read[0].Patients.ShouldBe(told.Patients);
        read[0].Details.ShouldBe(told.Details);
        (read[0].Outcome, read[0].At, read[0].Agent, read[0].Subject).ShouldBe((told.Outcome, told.At, "client", "Claim/1"));
        read[1].Subject.ShouldBe("a\ufffdb\ufffdc\ufffd");
        read[1].Agent.Length.ShouldBe(400);
        (await Verifying.RunAsync()).IsWhole.ShouldBeTrue();
    }

    [Fact]
    public async Task A_page_passes_patient_time_and_kind()
    {
        await Store.AppendAsync([Access("Patient/p1"), Access("Patient/p10"), Access("Patient/p1", AuditKinds.Read)], default);
        Factory.Time.Advance(TimeSpan.FromHours(1));
        await Store.AppendAsync([Access("Patient/p1")], default);

        (await SequencesAsync(new AuditFilter("Patient/p1"))).ShouldBe([2, 4, 5]);
        (await SequencesAsync(new AuditFilter("Patient/p1", Kind: AuditKinds.Access))).ShouldBe([2, 5]);
        (await SequencesAsync(new AuditFilter(Since: Factory.Time.GetUtcNow()))).ShouldBe([5]);
        (await Store.PageAsync(2, 1, new AuditFilter("Patient/p1"), default)).Select(row => row.Sequence).ShouldBe([4]);
        (await SequencesAsync(new AuditFilter("Patient/nobody"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stretch_is_looked_through_both_ways_and_no_further()
    {
        await Store.AppendAsync([Access("Patient/p_1"), Access("Patient/pX1"), Access("Patient/p%1"), Access("Patient/p_1")], default);
        Factory.Time.Advance(TimeSpan.FromHours(1));
        var later = Factory.Time.GetUtcNow().UtcTicks;
        await Store.AppendAsync([Access("Patient/p_1").About(["Patient/p!2"])], default);

        async Task<IEnumerable<long>> Of(AuditStretch stretch) => (await Store.StretchAsync(stretch, default)).Select(row => row.Sequence);

        (await Of(new(0, 100, 100))).ShouldBe([1, 2, 3, 4, 5, 6]);
        (await Of(new(1, 4, 2))).ShouldBe([2, 3]);
        (await Of(new(1, 4, 2) { IsDescending = true })).ShouldBe([4, 3]);
        (await Of(new(0, 100, 100) { Patients = ["Patient/p_1"] })).ShouldBe([2, 5, 6], "a sign of a pattern is a letter here");
        (await Of(new(0, 100, 100) { Patients = ["Patient/p%1", "Patient/p!2"] })).ShouldBe([4, 6]);
        (await Of(new(0, 100, 100) { Patients = [] })).ShouldBeEmpty();
        (await Of(new(0, 100, 100) { From = later })).ShouldBe([6]);
        (await Of(new(0, 5, 100) { Before = later, IsDescending = true, Patients = ["Patient/p_1"] })).ShouldBe([5, 2]);
    }

    [Fact]
    public async Task The_database_refuses_to_change_a_row_or_a_signed_head()
    {
        await Store.AppendAsync([Access("Patient/p1")], default);
        await Verifying.SignAsync();
        foreach (var table in new[] { "audit_row", "audit_anchor" })
        {
            await Should.ThrowAsync<Exception>(() => Factory.TamperAsync($"UPDATE {table} SET at = 0 WHERE tenant = @tenant"));
            await Should.ThrowAsync<Exception>(() => Factory.TamperAsync($"DELETE FROM {table} WHERE tenant = @tenant"));
        }
    }

    [Fact]
    public async Task Nothing_is_told_of_what_did_not_happen()
    {
        var fence = await Store.TakeFenceAsync("test", default);
        var slot = new ClaimSlot(Factory.Tenant, await Store.PersonAsync("Patient/p1", default), ServiceMonth.Parse("2026-04"));
        var before = await Store.HeadAsync(default);

        await Should.ThrowAsync<LedgerIntegrityException>(() => Store.PlanAsync(fence, [Entries.Claim(slot), Entries.Claim(slot, revision: 2)], default));
        await Should.ThrowAsync<StaleFenceException>(() => Store.PlanAsync(fence - 1, [Entries.Claim(slot)], default));

        (await Store.HeadAsync(default)).ShouldBe(before);
        (await Verifying.RunAsync()).IsWhole.ShouldBeTrue();
    }

    [Fact]
    public async Task A_page_tells_how_many_of_each_type_and_whose_were_new()
    {
        await Store.StorePageAsync(7, [Projected.Patient("p1"), Projected.Of("Consent/c1", "Patient/p2"), Projected.Directory("Practitioner/d1")], new SyncCursor("Patient", Factory.Time.GetUtcNow()), default);
        await Store.StorePageAsync(8, [Projected.Patient("p1"), Projected.Of("Consent/c1", "Patient/p3", "moved")], null, default);
        await Store.StorePageAsync(9, [], null, default);

        var pages = (await Store.PageAsync(1, 10, new AuditFilter(Kind: AuditKinds.Read), default)).Select(row => row.Read().Record).ToList();

        pages.Count.ShouldBe(2, "an empty page tells nothing");
        pages[0].Patients.ShouldBe(["Patient/p1", "Patient/p2"]);
        pages[0].Details.ShouldContainKeyAndValue("read.Consent", "1");
        pages[0].Details.ShouldContainKeyAndValue("read.Practitioner", "1");
        pages[0].Details.ShouldContainKeyAndValue("added", "3");
        pages[1].Patients.ShouldBe(["Patient/p2", "Patient/p3"]);
        pages[1].Details.ShouldContainKeyAndValue("unchanged", "1");
    }

    [Fact]
    public async Task Each_change_of_the_ledger_tells_how_the_entry_stands_and_verifies()
    {
        var fence = await Store.TakeFenceAsync("test", default);
        var slot = new ClaimSlot(Factory.Tenant, await Store.PersonAsync("Patient/p1", default), ServiceMonth.Parse("2026-04"));
        var claim = Entries.Claim(slot) with { Patient = "Patient/p1" };
        await Store.PlanAsync(fence, [claim, Entries.Charge(slot, "99490") with { Patient = "Patient/p1" }], default);
        await Store.MoveAsync(fence, claim with { Attempts = 1, SentAt = Factory.Time.GetUtcNow() }, LedgerState.Sending, default);
        await Store.MoveAsync(fence, claim with { Attempts = 1, SentAt = Factory.Time.GetUtcNow(), EhrReference = "Claim/9/_history/1" }, LedgerState.Confirmed, default);

        var told = (await Store.PageAsync(0, 10, new AuditFilter(Kind: AuditKinds.Ledger), default)).Select(row => row.Read().Record).ToList();

        told.Select(record => record.Action).ShouldBe(["planned", "planned", "sending", "confirmed"]);
        told[^1].Subject.ShouldBe(claim.RevisionIdentifier);
        told[^1].Details.ShouldContainKeyAndValue("ehr", "Claim/9/_history/1");
        told[^1].Details.ShouldContainKeyAndValue("from", "sending");
        told[^1].Details.ShouldContainKeyAndValue("cents", "12507");
        var report = await Verifying.RunAsync();
        (report.IsWhole, report.Records, report.Entries).ShouldBe((true, 4, 4), "two entries, and two that have a history");
    }

    private async Task<IEnumerable<long>> SequencesAsync(AuditFilter filter) => (await Store.PageAsync(0, 100, filter, default)).Select(row => row.Sequence);
}

public sealed class SqliteAuditTrailTests() : AuditTrailBehaviour(new SqliteStoreFactory());

public sealed class PostgresAuditTrailTests() : AuditTrailBehaviour(new PostgresStoreFactory());
