using System.Collections.Concurrent;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Server.Fhir;
using CcmFhirBridge.Server.Workers;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Desks;

/// <summary>The desks of all tenants that are served. One is opened when it is first asked for, and anew once the settings of its tenant changed.</summary>
public sealed class TenantDesks(TenantWorkerHost workers, ITenantSource source) : IAsyncDisposable
{
    private static readonly TimeSpan s_untilFirstLook = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Place> _places = new(StringComparer.Ordinal);

    /// <summary>The settings of a tenant that is served now; null for any other slug.</summary>
    public Tenant? Settings(string slug) => workers.Statuses.FirstOrDefault(status => status.Tenant == slug)?.Settings;

    /// <summary>Lends the desk of a tenant until the answer is disposed; null when no such tenant is served. No tenant waits for the store of another.</summary>
    /// <exception cref="Pipeline.StoreException">The tenant's store cannot be opened.</exception>
    public async Task<LentDesk?> LendAsync(string slug, CancellationToken cancellation)
    {
        // Only what is or was a tenant has a place: slugs of somebody's choice leave nothing behind.
        if (!_places.TryGetValue(slug, out var place))
        {
            if (Settings(slug) is null)
                return null;
            place = _places.GetOrAdd(slug, static _ => new Place());
        }

        await place.Opening.WaitAsync(cancellation);
        try
        {
            var settings = Settings(slug);
            if (place.Seat is { } seat && !ReferenceEquals(seat.Desk.Tenant, settings))
            {
                place.Seat = null;
                await seat.LeaveAsync();
            }

            if (settings is null)
                return null;
            place.Seat ??= new Seat(await source.DeskOfAsync(settings, cancellation));
            return place.Seat.Lend();
        }
        finally
        {
            place.Opening.Release();
        }
    }

    /// <summary>Lends the desk of a tenant, or says why there is none. In its first moments a service does not know its tenants yet; who asks then should ask again.</summary>
    /// <exception cref="FhirProblem">404, or 503 before the first look.</exception>
    /// <exception cref="Pipeline.StoreException">The tenant's store cannot be opened.</exception>
    internal async Task<LentDesk> RequireAsync(string slug, CancellationToken cancellation)
    {
        // Asked before: a look between the two questions makes a 404 of a tenant that it just found.
        var hasLooked = workers.HasLooked;
        return await LendAsync(slug, cancellation) ?? throw (hasLooked
            ? FhirProblem.NotFound("There is no such tenant.")
            : new FhirProblem(StatusCodes.Status503ServiceUnavailable, OperationOutcome.IssueType.Transient, "The service has just started and does not know its tenants yet; ask again.")
            {
                RetryAfter = s_untilFirstLook,
            });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var place in _places.Values)
        {
            if (place.Seat is { } seat)
                await seat.LeaveAsync();
            place.Opening.Dispose();
        }

        _places.Clear();
    }

    private sealed class Place
    {
        /// <summary>Held by who opens or changes the seat.</summary>
        public SemaphoreSlim Opening { get; } = new(1, 1);

        public Seat? Seat { get; set; }
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
