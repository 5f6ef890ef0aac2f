using System.Text;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Storage.Tests.Ledgers;

namespace CcmFhirBridge.Storage.Tests.Serving;

public abstract class ServedStoreBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");

    private long _fence;

    protected override async Task BeginAsync() => _fence = await Store.TakeFenceAsync("test", default);

    [Fact]
    public async Task An_entry_is_a_resource_and_each_event_a_version_of_it()
    {
        var claim = Entries.Claim(await SlotAsync("p1")) with { FiledThrough = FiledThrough.BillingSystem };
        await Store.PlanAsync(_fence, [claim], default);
        var planned = Factory.Time.GetUtcNow();
        Factory.Time.Advance(TimeSpan.FromMinutes(1));
        await Store.MoveAsync(_fence, claim with { Attempts = 1 }, LedgerState.Sending, default);
        Factory.Time.Advance(TimeSpan.FromMinutes(1));
        await Store.MoveAsync(_fence, claim with { Attempts = 1, EhrReference = "Claim/1" }, LedgerState.Confirmed, default);

        await ReopenAsync();
        var now = (await Store.ServedAsync("Claim", claim.RevisionIdentifier, default)).ShouldNotBeNull();
        (now.Version, now.State, now.FiledThrough, now.ChangedAt).ShouldBe((3, LedgerState.Confirmed, FiledThrough.BillingSystem, Factory.Time.GetUtcNow()));
        Encoding.UTF8.GetString(now.Body.Span).ShouldBe("claim");
        var first = (await Store.ServedVersionAsync("Claim", claim.RevisionIdentifier, 1, default)).ShouldNotBeNull();
        (first.Version, first.State, first.ChangedAt).ShouldBe((1, LedgerState.Planned, planned));
        (await Store.ServedVersionsAsync("Claim", claim.RevisionIdentifier, 2, default)).Select(version => (version.Version, version.State))
            .ShouldBe([(3L, LedgerState.Confirmed), (2L, LedgerState.Sending)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(long.MaxValue)]
    public async Task There_are_no_other_versions_than_events(long version)
    {
        var claim = Entries.Claim(await SlotAsync("p1"));
        await Store.PlanAsync(_fence, [claim], default);
        (await Store.ServedVersionAsync("Claim", claim.RevisionIdentifier, version, default)).ShouldBeNull();
        (await Store.ServedAsync("ChargeItem", claim.RevisionIdentifier, default)).ShouldBeNull("it is a Claim");
        (await Store.ServedVersionsAsync("ChargeItem", claim.RevisionIdentifier, 9, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_way_to_change_an_entry_makes_a_version()
    {
        var (old, taken) = (Entries.Claim(await SlotAsync("p1")), Entries.Claim(await SlotAsync("p2"), state: LedgerState.Confirmed) with { EhrReference = "Claim/2" });
        await Store.PlanAsync(_fence, [old], default);
        await Store.AdoptAsync(_fence, [taken], default);
        await Store.MoveAsync(_fence, old, LedgerState.Sending, default);
        await Store.MoveAsync(_fence, old, LedgerState.Confirmed, default);
        await Store.ReviseAsync(_fence, new BillRevision([old with { State = LedgerState.Confirmed }], [Entries.TakeBack(old)], [Entries.Claim(old.Slot, revision: 2)]), default);

        foreach (var (entry, version) in new[] { (old, 4), (taken, 1), (Entries.Claim(old.Slot, revision: 2), 1) })
        {
            (await Store.ServedAsync("Claim", entry.RevisionIdentifier, default)).ShouldNotBeNull().Version.ShouldBe(version);
            (await Store.HistoryAsync(entry.RevisionIdentifier, default)).Count.ShouldBe(version);
        }
    }

    [Fact]
    public async Task What_is_searched_by_is_what_the_body_says()
    {
        const string body = """{"resourceType":"ChargeItem","subject":{"reference":"Patient/old"},"enteredDate":"2026-05-05T08:00:01-04:00","occurrencePeriod":{"start":"2026-04-21","end":"2026-04-21"}}""";
        var charge = Entries.Charge(await SlotAsync("p1"), "99490", body: body);
        await Store.PlanAsync(_fence, [charge], default);

        var served = (await Store.ServedAsync("ChargeItem", charge.RevisionIdentifier, default)).ShouldNotBeNull();

        (served.Subject, served.CreatedAt, served.OccursFrom).ShouldBe(("Patient/old", new DateTimeOffset(2026, 5, 5, 12, 0, 1, TimeSpan.Zero), new DateOnly(2026, 4, 21)));
        (await FindAsync("ChargeItem", new ServedCriterion.OfPatient(["Patient/old"]))).Count.ShouldBe(1);
        (await FindAsync("ChargeItem", new ServedCriterion.OfPatient([charge.Patient]))).ShouldBeEmpty();
        (await FindAsync("ChargeItem", new ServedCriterion.On(ServedDay.End, null, new DateOnly(2026, 4, 23)))).Count.ShouldBe(1);
        (await FindAsync("ChargeItem", new ServedCriterion.On(ServedDay.End, null, new DateOnly(2026, 4, 22)))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_claim_and_its_lines_are_found_together()
    {
        var (slot, other) = (await SlotAsync("p1"), await SlotAsync("p2"));
        await Store.PlanAsync(_fence, [Entries.Claim(slot), Entries.Charge(slot, "99490"), Entries.Charge(slot, "99439"), Entries.Claim(other), Entries.Charge(other, "99490")], default);
        var claim = Entries.Claim(slot).RevisionIdentifier;

        (await Store.ServedTogetherAsync("ChargeItem", [claim], default)).Select(entry => entry.Code).ShouldBe(["99439", "99490"]);
        (await Store.ServedTogetherAsync("Claim", [$"{claim}-99490", $"{claim}-99439"], default)).Single().RevisionIdentifier.ShouldBe(claim);
        (await FindAsync("ChargeItem", new ServedCriterion.LineOf([claim]))).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_secret_is_made_once_and_each_name_has_its_own()
    {
        var secret = await Store.SecretAsync("cursors", default);
        secret.Length.ShouldBe(32);
        await ReopenAsync();
        (await Store.SecretAsync("cursors", default)).ShouldBe(secret);
        (await Store.SecretAsync("other", default)).ShouldNotBe(secret);
    }

    private Task<IReadOnlyList<ServedEntry>> FindAsync(string type, ServedCriterion where) =>
        Store.SearchServedAsync(new ServedQuery(type, where, ServedSort.Changed, IsDescending: false, After: null, Most: 100), default);

    private async Task<ClaimSlot> SlotAsync(string patient) => new(Factory.Tenant, await Store.PersonAsync($"Patient/{patient}", default), s_april);
}

public sealed class SqliteServedStoreTests() : ServedStoreBehaviour(new SqliteStoreFactory());

public sealed class PostgresServedStoreTests() : ServedStoreBehaviour(new PostgresStoreFactory());
