using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using CcmFhirBridge.Pipeline.Tests.Months;
using CcmFhirBridge.Pipeline.WritingBack;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.WritingBack;

/// <summary>
/// One machine sends, dies, and another takes over whose clock is minutes apart. What the EHR has had no time to show is not sent again: the
/// settle time runs by the clock that both share.
/// </summary>
public sealed class ClocksApartTests : AprilOfAPractice
{
    private static readonly TimeSpan s_settle = SettleTime.Of(Practice.Tenant.Ehr);

    private readonly FakeEhr _ehr = new();

    [Theory]
    [InlineData(0, 5)]
    [InlineData(-5, 0)]
    [InlineData(-5, 5)]
    [InlineData(5, -5)]
    public async Task What_one_machine_sent_is_not_sent_again_by_another_before_it_had_its_time(int senders, int takers)
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        _ehr.Faults.Enqueue(Fault.RequestLost);
        (await WriteAsync(senders)).Unknown.ShouldBe(1);

        _time.Advance(s_settle - TimeSpan.FromSeconds(1));
        (await WriteAsync(takers)).ShouldBe(new WriteBackReport { Unknown = 1, Waiting = 2 });
        _ehr.Copies.ShouldBeEmpty();

        _time.Advance(TimeSpan.FromSeconds(1));
        (await WriteAsync(takers)).Confirmed.ShouldBe(3);
        _ledger.All.Single(entry => entry.Code is null).Attempts.ShouldBe(2);
    }

    // The machine's clock is so many minutes ahead of the one of the leases.
    private Task<WriteBackReport> WriteAsync(int minutes)
    {
        var machine = new FakeTimeProvider(_time.GetUtcNow().AddMinutes(minutes));
        return new WriteBackRun(_ledger, _ehr, _bodies, Practice.Tenant, machine, s_settle, _store).InTurnAsync(new LeaseApart(_ledger.Lease(), TimeSpan.FromMinutes(-minutes)));
    }

    private sealed record LeaseApart(ILease Lease, TimeSpan ClockAhead) : ILease
    {
        public long Fence => Lease.Fence;

        public void RequireForRequest() => Lease.RequireForRequest();
    }
}
