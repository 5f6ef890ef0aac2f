using System.Data.Common;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.Leases;

public sealed class HeldLeaseTests
{
    private static readonly LeaseTerms Terms = new(TimeSpan.FromSeconds(30));

    private readonly TwoClocks _time = new();
    private readonly ScriptedLeases _leases = new();

    [Theory]
    [InlineData(1, 29)]
    [InlineData(30, 58)]
    [InlineData(600, 628)]
    public void The_term_carries_a_request_until_the_third_renewal(int request, int term)
    {
        var terms = new LeaseTerms(TimeSpan.FromSeconds(request));
        terms.Term.ShouldBe(TimeSpan.FromSeconds(term));
        (terms.Term - (LeaseTerms.RenewEvery * 3)).ShouldBe(terms.Needed);
    }

    [Fact]
    public async Task It_is_renewed_every_few_seconds_and_given_back_at_the_end()
    {
        var lease = await TakeAsync();
        for (var renewal = 1; renewal <= 9; renewal++)
        {
            await AdvanceAsync(LeaseTerms.RenewEvery);
            _leases.Renewals.ShouldBe(renewal);
            lease.Remaining.ShouldBe(Terms.Term);
            lease.RequireForRequest();
        }

        await lease.DisposeAsync();
        _leases.Released.ShouldBe(1);
        await AdvanceAsync(Terms.Term);
        _leases.Renewals.ShouldBe(9);
    }

    [Fact]
    public async Task An_owner_that_did_not_work_for_a_while_asks_whether_it_still_is_one()
    {
        await using var lease = await TakeAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(5));
        (await lease.ConfirmAsync(default)).ShouldBeTrue();
        lease.Remaining.ShouldBe(Terms.Term);

        _leases.OnRenew = () => throw new LeaseException(LeaseFailure.Lost, "Somebody took it over.");
        (await lease.ConfirmAsync(default)).ShouldBeFalse();
        Should.Throw<LeaseException>(lease.RequireForRequest).Failure.ShouldBe(LeaseFailure.Lost);
    }

    [Fact]
    public async Task A_store_that_cannot_renew_lets_no_request_begin_once_too_little_is_left()
    {
        await using var lease = await TakeAsync();
        _leases.OnRenew = () => throw new StoreException(StoreFailure.Busy, "Somebody else writes.");

        await AdvanceAsync(Terms.Term - Terms.Needed);
        lease.RequireForRequest();
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        var late = Should.Throw<LeaseException>(lease.RequireForRequest);
        late.Failure.ShouldBe(LeaseFailure.TooShort);
        late.Message.ShouldContain("39 s and a request may take 40 s");

        _leases.OnRenew = () => { };
        await AdvanceAsync(LeaseTerms.RenewEvery);
        lease.RequireForRequest();
    }

    [Fact]
    public async Task A_process_that_stood_still_may_not_send_on_what_it_remembers()
    {
        await using var lease = await TakeAsync();
        _leases.OnRenew = () => throw new StoreException(StoreFailure.Busy, "Still waking up.");

        await AdvanceAsync(Terms.Term * 10);

        lease.Remaining.ShouldBe(TimeSpan.Zero);
        Should.Throw<LeaseException>(lease.RequireForRequest).Failure.ShouldBe(LeaseFailure.TooShort);
    }

    [Fact]
    public async Task A_lease_that_was_taken_over_is_lost_for_good_and_the_store_hears_when_nobody_works_under_it_any_more()
    {
        var lease = await TakeAsync();
        _leases.OnRenew = () => throw new LeaseException(LeaseFailure.Lost, "Taken over.");
        await AdvanceAsync(LeaseTerms.RenewEvery);

        Should.Throw<LeaseException>(lease.RequireForRequest).Failure.ShouldBe(LeaseFailure.Lost);
        await AdvanceAsync(Terms.Term);
        _leases.Renewals.ShouldBe(1);
        _leases.Released.ShouldBe(0);
        await lease.DisposeAsync();
        _leases.Released.ShouldBe(1);
    }

    [Fact]
    public async Task A_clock_on_the_wall_that_is_set_back_changes_nothing_of_what_is_left()
    {
        await using var lease = await TakeAsync();
        _leases.OnRenew = () => throw new StoreException(StoreFailure.Busy, "");
        await AdvanceAsync(TimeSpan.FromSeconds(12));

        _time.WallIsOffBy = TimeSpan.FromHours(-1);

        lease.Remaining.ShouldBe(Terms.Term - TimeSpan.FromSeconds(12));
        lease.RequireForRequest();
        await AdvanceAsync(TimeSpan.FromSeconds(7));
        Should.Throw<LeaseException>(lease.RequireForRequest).Failure.ShouldBe(LeaseFailure.TooShort);
    }

    [Fact]
    public async Task A_machine_that_was_suspended_sends_nothing_before_the_store_says_that_the_lease_still_holds()
    {
        await using var lease = await TakeAsync();

        // The clock that nobody can set stands still meanwhile, and no timer runs.
        _time.WallIsOffBy = TimeSpan.FromMinutes(10);

        lease.Remaining.ShouldBe(TimeSpan.Zero);
        Should.Throw<LeaseException>(lease.RequireForRequest).Failure.ShouldBe(LeaseFailure.TooShort);
        await AdvanceAsync(LeaseTerms.RenewEvery);
        lease.RequireForRequest();
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(-11)]
    [InlineData(0)]
    [InlineData(10)]
    public async Task A_clock_on_the_wall_that_is_set_back_or_a_little_forward_holds(int seconds)
    {
        await using var lease = await TakeAsync();
        _leases.Taker.ShouldBe(new LeaseTaker("test", null, Practice.CloseTime));
        await AdvanceAsync(TimeSpan.FromMinutes(1));

        _time.WallIsOffBy = TimeSpan.FromSeconds(seconds);
        await AdvanceAsync(TimeSpan.FromMinutes(1));

        lease.ClockHoldsSince.ShouldBe(DateTimeOffset.MinValue);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(300)]
    public async Task A_clock_on_the_wall_that_is_set_forward_holds_from_then_on_and_the_store_is_told(int seconds)
    {
        await using var lease = await TakeAsync();
        await AdvanceAsync(TimeSpan.FromMinutes(1));

        _time.WallIsOffBy = TimeSpan.FromSeconds(seconds);
        await AdvanceAsync(LeaseTerms.RenewEvery);
        var seen = _time.GetUtcNow();

        lease.ClockHoldsSince.ShouldBe(seen);
        _leases.Renewed!.ClockHoldsSince.ShouldBe(seen);
        await AdvanceAsync(TimeSpan.FromHours(1));
        lease.ClockHoldsSince.ShouldBe(seen, "it runs on evenly");
        _leases.Renewed!.ClockHoldsSince.ShouldBe(seen);

        _time.WallIsOffBy += TimeSpan.FromSeconds(seconds);
        lease.ClockHoldsSince.ShouldBe(_time.GetUtcNow(), "set once more, and nobody waits for the renewal to see it");
    }

    [Fact]
    public async Task An_error_of_the_database_that_nobody_translates_ends_no_renewal_and_keeps_no_lease()
    {
        var lease = await TakeAsync();
        _leases.OnRenew = () => throw new OddDatabaseException("Out of memory.");
        await AdvanceAsync(LeaseTerms.RenewEvery);
        _leases.OnRenew = () => { };
        await AdvanceAsync(LeaseTerms.RenewEvery);

        lease.Remaining.ShouldBe(Terms.Term);
        await lease.DisposeAsync();
        _leases.Released.ShouldBe(1);
    }

    [Fact]
    public async Task A_clock_that_begins_anew_holds_from_the_answer_on_because_others_may_have_recorded_until_then()
    {
        _leases.OnTake = taker =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return taker.Now;
        };
        await using var lease = await TakeAsync();
        lease.ClockHoldsSince.ShouldBe(_time.GetUtcNow());
    }

    private Task<HeldLease> TakeAsync() => HeldLease.TakeAsync(_leases, "test", Terms, place: null, _time, default);

    // The renewal runs on when its time has come; it awaits nothing real.
    private async Task AdvanceAsync(TimeSpan by)
    {
        _time.Advance(by);
        for (var i = 0; i < 20; i++)
            await Task.Yield();
    }

    /// <summary>A clock on the wall that can be set beside one that nobody can set.</summary>
    private sealed class TwoClocks() : FakeTimeProvider(Practice.CloseTime)
    {
        public TimeSpan WallIsOffBy { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + WallIsOffBy;

        // The base would count by the clock on the wall.
        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }

    private sealed class OddDatabaseException(string message) : DbException(message);

    private sealed class ScriptedLeases : ILeaseStore
    {
        /// <summary>Since when the clock of the lease holds that is taken.</summary>
        public Func<LeaseTaker, DateTimeOffset> OnTake { get; set; } = _ => default;

        public Action OnRenew { get; set; } = () => { };

        public int Renewals { get; private set; }

        public int Released { get; private set; }

        public LeaseTaker? Taker { get; private set; }

        public Lease? Renewed { get; private set; }

        public Task<Lease> TakeLeaseAsync(LeaseTaker taker, TimeSpan term, CancellationToken cancellation)
        {
            Taker = taker;
            return Task.FromResult(new Lease(taker.Owner, 1, default, OnTake(taker)));
        }

        public Task<Lease> RenewLeaseAsync(Lease lease, TimeSpan term, CancellationToken cancellation)
        {
            Renewals++;
            OnRenew();
            Renewed = lease;
            return Task.FromResult(lease);
        }

        public Task ReleaseLeaseAsync(Lease lease, CancellationToken cancellation)
        {
            Released++;
            return Task.CompletedTask;
        }
    }
}
