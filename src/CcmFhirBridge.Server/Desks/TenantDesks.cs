using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Desks;

/// <summary>The desks of all tenants that are served. One is opened when it is first asked for, and anew once the settings of its tenant changed.</summary>
public sealed class TenantDesks(TenantWorkerHost workers, ITenantSource source) : IAsyncDisposable
{
    private readonly Dictionary<string, Seat> _seats = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _opening = new(1, 1);

    /// <summary>The settings of a tenant that is served now; null for any other slug.</summary>
    public Tenant? Settings(string slug) => workers.Statuses.FirstOrDefault(status => status.Tenant == slug)?.Settings;

    /// <summary>Lends the desk of a tenant until the answer is disposed; null when no such tenant is served.</summary>
    /// <exception cref="Pipeline.StoreException">The tenant's store cannot be opened.</exception>
    public async Task<LentDesk?> LendAsync(string slug, CancellationToken cancellation)
    {
        await _opening.WaitAsync(cancellation);
        try
        {
            var settings = Settings(slug);
            var seat = _seats.GetValueOrDefault(slug);
            if (seat is not null && !ReferenceEquals(seat.Desk.Tenant, settings))
            {
                _seats.Remove(slug);
                await seat.LeaveAsync();
                seat = null;
            }

            if (settings is null)
                return null;
            if (seat is null)
                _seats[slug] = seat = new Seat(await source.DeskOfAsync(settings, cancellation));
            return seat.Lend();
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var seat in _seats.Values)
            await seat.LeaveAsync();
        _seats.Clear();
        _opening.Dispose();
    }

    // Open as long as somebody uses it, although others get a newer one by now.
    internal sealed class Seat(ITenantDesk desk)
    {
        private int _users = 1;

        public ITenantDesk Desk { get; } = desk;

        public LentDesk Lend()
        {
            Interlocked.Increment(ref _users);
            return new LentDesk(this);
        }

        public ValueTask LeaveAsync() => Interlocked.Decrement(ref _users) == 0 ? Desk.DisposeAsync() : ValueTask.CompletedTask;
    }
}

/// <summary>A desk for the time of one request.</summary>
public sealed class LentDesk : IAsyncDisposable
{
    private readonly TenantDesks.Seat _seat;

    internal LentDesk(TenantDesks.Seat seat) => _seat = seat;

    public ITenantDesk Desk => _seat.Desk;

    public ValueTask DisposeAsync() => _seat.LeaveAsync();
}
