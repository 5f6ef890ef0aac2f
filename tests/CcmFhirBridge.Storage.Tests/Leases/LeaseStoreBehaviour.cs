using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Storage.Tests.Ledgers;

namespace CcmFhirBridge.Storage.Tests.Leases;

/// <summary>Two stores over one database, as two processes have it.</summary>
public abstract class LeaseStoreBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly TimeSpan Term = TimeSpan.FromMinutes(2);

    private SqlTenantStore? _other;

    private SqlTenantStore First => Store;

    private SqlTenantStore Second => _other ?? throw new InvalidOperationException("A test begins after its stores were opened.");

    protected override async Task BeginAsync() => _other = await Factory.OpenAsync();

    protected override async Task EndAsync()
    {
        if (_other is not null)
            await _other.DisposeAsync();
    }

    [Fact]
    public async Task A_tenant_that_is_held_is_not_taken_before_it_expires_and_each_owner_has_a_higher_fence()
    {
        var first = await TakeAsync(First);
        var held = await Should.ThrowAsync<LeaseException>(() => TakeAsync(Second));
        held.Failure.ShouldBe(LeaseFailure.Held);
        held.Message.ShouldContain("2026-05-05 12:02:00Z");
        held.EndsIn.ShouldBe(Term);

        Factory.Time.Advance(Term - TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<LeaseException>(() => TakeAsync(Second));
        Factory.Time.Advance(TimeSpan.FromSeconds(1));
        (await TakeAsync(Second)).Fence.ShouldBe(first.Fence + 1);
    }

    [Fact]
    public async Task A_renewal_prolongs_it_and_keeps_the_fence()
    {
        var lease = await TakeAsync(First);
        Factory.Time.Advance(Term / 2);
        var renewed = await First.RenewLeaseAsync(lease, Term, default);
        (renewed.Fence, renewed.Expires).ShouldBe((lease.Fence, Factory.Time.GetUtcNow() + Term));

        Factory.Time.Advance(Term - TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<LeaseException>(() => TakeAsync(Second));
    }

    [Fact]
    public async Task What_was_given_back_is_free_at_once_and_its_fence_changes_nothing_more()
    {
        var lease = await TakeAsync(First);
        await First.ReleaseLeaseAsync(lease, default);

        (await Should.ThrowAsync<LeaseException>(() => First.RenewLeaseAsync(lease, Term, default))).Failure.ShouldBe(LeaseFailure.Lost);
        await Should.ThrowAsync<StaleFenceException>(async () => await PlanAsync(First, lease.Fence));
        (await TakeAsync(Second)).Fence.ShouldBe(lease.Fence + 1);
    }

    [Fact]
    public async Task Proof_that_the_earlier_holder_is_gone_takes_over_at_once()
    {
        var lease = await First.TakeLeaseAsync(new LeaseTaker("first", "here", default), Term, default);
        await Should.ThrowAsync<LeaseException>(() => Second.TakeLeaseAsync(new LeaseTaker("second", "there", default), Term, default));
        var taken = await Second.TakeLeaseAsync(new LeaseTaker("second", "here", default), Term, default);
        taken.Fence.ShouldBe(lease.Fence + 1);

        (await Should.ThrowAsync<LeaseException>(() => First.RenewLeaseAsync(lease, Term, default))).Failure.ShouldBe(LeaseFailure.Lost);
        await First.ReleaseLeaseAsync(lease, default);
        await Second.RenewLeaseAsync(taken, Term, default);
    }

    [Fact]
    public async Task Who_took_it_without_a_place_is_proven_gone_by_nobody()
    {
        await TakeAsync(First);
        await Should.ThrowAsync<LeaseException>(() => Second.TakeLeaseAsync(new LeaseTaker("second", "here", default), Term, default));
        await Should.ThrowAsync<LeaseException>(() => TakeAsync(Second));
    }

    [Fact]
    public async Task A_writer_whose_lease_was_taken_over_is_refused_in_the_transaction_of_its_write()
    {
        var slow = await TakeAsync(First);
        await PlanAsync(First, slow.Fence);
        Factory.Time.Advance(Term);
        var newer = await TakeAsync(Second);

        var claim = (await First.MonthAsync(April, default)).Single();
        var refused = await Should.ThrowAsync<StaleFenceException>(() => First.MoveAsync(slow.Fence, claim, LedgerState.Sending, default));
        refused.Message.ShouldContain($"fence {newer.Fence}, not {slow.Fence}");

        (await Second.MonthAsync(April, default)).Single().State.ShouldBe(LedgerState.Planned);
        (await Second.HistoryAsync(claim.RevisionIdentifier, default)).Count.ShouldBe(1, "the refused move left no trace");
    }

    [Fact]
    public async Task A_clock_that_is_set_back_an_hour_lets_nobody_in_beside_the_holder()
    {
        var lease = await TakeAsync(First);
        Factory.Time.AdjustTime(Factory.Time.GetUtcNow() - TimeSpan.FromHours(1));
        await Should.ThrowAsync<LeaseException>(() => TakeAsync(Second));

        // The holder renews by the clock that stands back; whoever waits sees it expire in the end.
        var renewed = await First.RenewLeaseAsync(lease, Term, default);
        renewed.Expires.ShouldBeLessThan(lease.Expires);
        await PlanAsync(First, renewed.Fence);
        await Should.ThrowAsync<LeaseException>(() => TakeAsync(Second));
        Factory.Time.Advance(Term);
        (await TakeAsync(Second)).Fence.ShouldBe(lease.Fence + 1);
    }

    [Fact]
    public async Task Whoever_works_elsewhere_goes_by_another_clock_and_that_one_holds_from_then_on()
    {
        var noon = Factory.Time.GetUtcNow();
        var first = await First.TakeLeaseAsync(new LeaseTaker("first", "here", noon), Term, default);
        first.ClockHoldsSince.ShouldBe(DateTimeOffset.MinValue, "nobody has recorded anything by another clock");
        await First.ReleaseLeaseAsync(first, default);
        (await First.TakeLeaseAsync(new LeaseTaker("again", "here", noon.AddHours(1)), Term, default)).ClockHoldsSince.ShouldBe(DateTimeOffset.MinValue);

        Factory.Time.Advance(Term);
        var ahead = noon.AddMinutes(5);
        var second = await Second.TakeLeaseAsync(new LeaseTaker("second", "there", ahead), Term, default);
        second.ClockHoldsSince.ShouldBe(ahead);
        (await Second.RenewLeaseAsync(second, Term, default)).ClockHoldsSince.ShouldBe(ahead);
        await Second.ReleaseLeaseAsync(second, default);
        var restarted = await Second.TakeLeaseAsync(new LeaseTaker("second", "there", ahead.AddHours(1)), Term, default);
        restarted.ClockHoldsSince.ShouldBe(ahead, "a restart goes by the same clock");

        // Its clock was set, and it says so.
        await Second.RenewLeaseAsync(restarted with { ClockHoldsSince = ahead.AddHours(2) }, Term, default);
        (await Second.TakeLeaseAsync(new LeaseTaker("second", "there", ahead.AddHours(3)), Term, default)).ClockHoldsSince.ShouldBe(ahead.AddHours(2));

        Factory.Time.Advance(Term);
        (await First.TakeLeaseAsync(new LeaseTaker("first", "here", noon), Term, default)).ClockHoldsSince.ShouldBe(noon, "it was somebody else's meanwhile");
    }

    [Fact]
    public async Task A_fence_that_a_restored_database_gave_to_somebody_else_renews_nothing()
    {
        var lease = await TakeAsync(First);
        (await Should.ThrowAsync<LeaseException>(() => Second.RenewLeaseAsync(lease with { Owner = "from before the backup" }, Term, default))).Failure.ShouldBe(LeaseFailure.Lost);
        await First.RenewLeaseAsync(lease, Term, default);
    }

    [Fact]
    public async Task Whoever_does_not_say_where_it_works_may_go_by_another_clock_each_time()
    {
        await TakeAsync(First);
        Factory.Time.Advance(Term);
        var now = Factory.Time.GetUtcNow();
        (await Second.TakeLeaseAsync(new LeaseTaker("somebody", null, now), Term, default)).ClockHoldsSince.ShouldBe(now);
    }

    private static ServiceMonth April { get; } = ServiceMonth.Parse("2026-04");

    private static Task<Lease> TakeAsync(SqlTenantStore store) => store.TakeLeaseAsync(new LeaseTaker("somebody", null, default), Term, default);

    private async Task PlanAsync(SqlTenantStore store, long fence)
    {
        var slot = new ClaimSlot(Factory.Tenant, await store.PersonAsync("Patient/p1", default), April);
        await store.PlanAsync(fence, [Entries.Claim(slot)], default);
    }
}

public sealed class SqliteLeaseStoreTests() : LeaseStoreBehaviour(new SqliteStoreFactory());

public sealed class PostgresLeaseStoreTests() : LeaseStoreBehaviour(new PostgresStoreFactory());
