using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Storage.Tests.Ledgers;

namespace CcmFhirBridge.Storage.Tests.Leases;

/// <summary>Two stores over one database, as two processes have it.</summary>
public abstract class LeaseStoreBehaviour(IStoreFactory factory) : IAsyncLifetime
{
    private static readonly TimeSpan Term = TimeSpan.FromMinutes(2);

    private readonly SqlTenantStore _first = factory.Open();
    private readonly SqlTenantStore _second = factory.Open();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        factory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_tenant_that_is_held_is_not_taken_before_it_expires_and_each_owner_has_a_higher_fence()
    {
        var first = await TakeAsync(_first);
        var held = await Should.ThrowAsync<LeaseException>(() => TakeAsync(_second));
        held.Failure.ShouldBe(LeaseFailure.Held);
        held.Message.ShouldContain("2026-05-05 12:02:00Z");

        factory.Time.Advance(Term - TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<LeaseException>(() => TakeAsync(_second));
        factory.Time.Advance(TimeSpan.FromSeconds(1));
        (await TakeAsync(_second)).Fence.ShouldBe(first.Fence + 1);
    }

    [Fact]
    public async Task A_renewal_prolongs_it_and_keeps_the_fence()
    {
        var lease = await TakeAsync(_first);
        factory.Time.Advance(Term / 2);
        var renewed = await _first.RenewLeaseAsync(lease, Term, default);
        (renewed.Fence, renewed.Expires).ShouldBe((lease.Fence, factory.Time.GetUtcNow() + Term));

        factory.Time.Advance(Term - TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<LeaseException>(() => TakeAsync(_second));
    }

    [Fact]
    public async Task What_was_given_back_is_free_at_once_and_its_fence_changes_nothing_more()
    {
        var lease = await TakeAsync(_first);
        await _first.ReleaseLeaseAsync(lease, default);

        (await Should.ThrowAsync<LeaseException>(() => _first.RenewLeaseAsync(lease, Term, default))).Failure.ShouldBe(LeaseFailure.Lost);
        await Should.ThrowAsync<StaleFenceException>(async () => await PlanAsync(_first, lease.Fence));
        (await TakeAsync(_second)).Fence.ShouldBe(lease.Fence + 1);
    }

    [Fact]
    public async Task Proof_that_the_earlier_holder_is_gone_takes_over_at_once()
    {
        var lease = await TakeAsync(_first);
        var taken = await _second.TakeLeaseAsync("second", Term, earlierIsGone: true, default);
        taken.Fence.ShouldBe(lease.Fence + 1);

        (await Should.ThrowAsync<LeaseException>(() => _first.RenewLeaseAsync(lease, Term, default))).Failure.ShouldBe(LeaseFailure.Lost);
        await _first.ReleaseLeaseAsync(lease, default);
        await _second.RenewLeaseAsync(taken, Term, default);
    }

    [Fact]
    public async Task A_writer_whose_lease_was_taken_over_is_refused_in_the_transaction_of_its_write()
    {
        var slow = await TakeAsync(_first);
        await PlanAsync(_first, slow.Fence);
        factory.Time.Advance(Term);
        var newer = await TakeAsync(_second);

        var claim = (await _first.MonthAsync(April, default)).Single();
        var refused = await Should.ThrowAsync<StaleFenceException>(() => _first.MoveAsync(slow.Fence, claim, LedgerState.Sending, default));
        refused.Message.ShouldContain($"fence {newer.Fence}, not {slow.Fence}");

        (await _second.MonthAsync(April, default)).Single().State.ShouldBe(LedgerState.Planned);
        (await _second.HistoryAsync(claim.RevisionIdentifier, default)).Count.ShouldBe(1, "the refused move left no trace");
    }

    [Fact]
    public async Task A_clock_that_is_set_back_an_hour_lets_nobody_in_beside_the_holder()
    {
        var lease = await TakeAsync(_first);
        factory.Time.AdjustTime(factory.Time.GetUtcNow() - TimeSpan.FromHours(1));
        await Should.ThrowAsync<LeaseException>(() => TakeAsync(_second));

        // The holder renews by the clock that stands back; whoever waits sees it expire in the end.
        var renewed = await _first.RenewLeaseAsync(lease, Term, default);
        renewed.Expires.ShouldBeLessThan(lease.Expires);
        await PlanAsync(_first, renewed.Fence);
        await Should.ThrowAsync<LeaseException>(() => TakeAsync(_second));
        factory.Time.Advance(Term);
        (await TakeAsync(_second)).Fence.ShouldBe(lease.Fence + 1);
    }

    private static ServiceMonth April { get; } = ServiceMonth.Parse("2026-04");

    private static Task<Lease> TakeAsync(SqlTenantStore store) => store.TakeLeaseAsync("somebody", Term, earlierIsGone: false, default);

    private static async Task PlanAsync(SqlTenantStore store, long fence)
    {
        var slot = new ClaimSlot(SqliteStoreFactory.Tenant, await store.PersonAsync("Patient/p1", default), April);
        await store.PlanAsync(fence, [Entries.Claim(slot)], default);
    }
}

public sealed class SqliteLeaseStoreTests() : LeaseStoreBehaviour(new SqliteStoreFactory());
