using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Storage;

/// <summary>Who works for the tenant: one row, whose fence only rises.</summary>
public abstract partial class SqlTenantStore
{
    private sealed class LeaseRow
    {
        public string Owner { get; init; } = "";

        public long Fence { get; init; }

        public long Expires { get; init; }

        public long ClockSince { get; init; }
    }

    private const long NoFence = 0;

    private long _leaseFence;

    // Whoever took the tenant through this store works under it, whatever it changes; who never took it is a person's word or a client's call.
    private long? LeaseFence => Interlocked.Read(ref _leaseFence) is not NoFence and var fence ? fence : null;

    public async Task<Lease> TakeLeaseAsync(LeaseTaker taker, TimeSpan term, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(taker);
        ArgumentException.ThrowIfNullOrEmpty(taker.Owner);
        var lease = await CommitAsync(
            async session =>
            {
                var now = await LeaseTimeAsync(session);
                var expires = now + term;
                var row = await session.FirstAsync<LeaseRow>(
                    """
                    INSERT INTO lease (tenant, owner, fence, expires, place, clock_since) VALUES (@Tenant, @Owner, 1, @expires, @place, 0)
                    ON CONFLICT (tenant) DO UPDATE SET
                      owner = excluded.owner, fence = lease.fence + 1, expires = excluded.expires, place = excluded.place,
                      clock_since = CASE WHEN lease.place = excluded.place AND lease.place <> '' THEN lease.clock_since ELSE @clock END
                    WHERE lease.owner = '' OR lease.expires <= @now OR (lease.place = excluded.place AND lease.place <> '')
                    RETURNING owner AS Owner, fence AS Fence, expires AS Expires, clock_since AS ClockSince
                    """,
                    new { Tenant, taker.Owner, expires = expires.UtcTicks, now = now.UtcTicks, place = taker.Place ?? "", clock = taker.Now.UtcTicks });
                CrashPoint.Reach(CrashPoint.LeaseWritten);
                return row is not null ? new Lease(row.Owner, row.Fence, Instant(row.Expires), Instant(row.ClockSince)) : throw await HeldAsync(session, now);
            },
            cancellation);
        Interlocked.Exchange(ref _leaseFence, lease.Fence);
        return lease;
    }

    public Task<Lease> RenewLeaseAsync(Lease lease, TimeSpan term, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return CommitAsync(
            async session =>
            {
                var renewed = lease with { Expires = await LeaseTimeAsync(session) + term };
                var rows = await session.ExecuteAsync(
                    // A database that was restored gives the same fences again, to others.
                    "UPDATE lease SET expires = @expires, clock_since = @clock WHERE tenant = @Tenant AND fence = @Fence AND owner = @Owner",
                    new { Tenant, lease.Fence, lease.Owner, expires = renewed.Expires.UtcTicks, clock = renewed.ClockHoldsSince.UtcTicks });
                return rows == 1
                    ? renewed
                    : throw new LeaseException(LeaseFailure.Lost, $"The lease on tenant {Tenant} with fence {lease.Fence} is no longer held. Nothing was changed.");
            },
            cancellation);
    }

    public async Task ReleaseLeaseAsync(Lease lease, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(lease);
        await CommitAsync(
            session => session.ExecuteAsync(
                "UPDATE lease SET owner = '', expires = 0 WHERE tenant = @Tenant AND fence = @Fence", new { Tenant, lease.Fence }),
            cancellation);
        Interlocked.CompareExchange(ref _leaseFence, NoFence, lease.Fence);
    }

    // In the transaction of the change that carries the fence. Time is not asked: what nobody has taken over is still the owner's to record.
    private async Task CheckFenceAsync(Session session, long fence)
    {
        var newest = await session.ScalarAsync<long?>("SELECT fence FROM lease WHERE tenant = @Tenant AND owner <> ''", new { Tenant });
        if (newest != fence)
            throw new StaleFenceException($"Tenant {Tenant} is worked for under {(newest is null ? "no lease" : $"fence {newest}")}, not {fence}. Nothing was changed.");
    }

    private async Task<LeaseException> HeldAsync(Session session, DateTimeOffset now)
    {
        var row = await session.FirstAsync<LeaseRow>(
            "SELECT owner AS Owner, fence AS Fence, expires AS Expires FROM lease WHERE tenant = @Tenant", new { Tenant });
        var expires = Instant(row?.Expires ?? 0);
        return new LeaseException(LeaseFailure.Held, $"Tenant {Tenant} is worked for by '{row?.Owner}' until {expires:u} at least. Call from there, let it end, or stop it.")
        {
            EndsIn = expires - now,
        };
    }
}
