using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Workers;

/// <summary>
/// The workers that run now, one a slug. Only the host's loop fills the seats; anybody may read where the workers stand. The successor of a
/// worker begins when that one has ended, so that no tenant is ever worked for twice.
/// </summary>
internal sealed class WorkerSeats(Func<Tenant, WorkerStatus?, bool, TenantWorker> make, ILogger log)
{
    // Also of seats that are empty by now, while their worker ends.
    private readonly Dictionary<string, Task> _ends = new(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, Seat> _seats = ImmutableSortedDictionary.Create<string, Seat>(StringComparer.Ordinal);
    private bool _filled;

    public ImmutableArray<WorkerStatus> Statuses => [.. Volatile.Read(ref _seats).Values.Select(seat => seat.Worker.Status)];

    /// <summary>Starts, replaces, pauses, resumes and stops workers until they are those that are wanted.</summary>
    public void Fill(ImmutableArray<TenantToRun> wanted)
    {
        var seats = _seats;
        foreach (var slug in seats.Keys.Except(wanted.Select(entry => entry.Tenant.Slug)))
        {
            log.TenantRemoved(slug);
            seats[slug].Stop();
            seats = seats.Remove(slug);
        }

        foreach (var (tenant, pause) in wanted)
        {
            var seat = seats.GetValueOrDefault(tenant.Slug);
            if (seat is null || seat.Tenant != tenant)
                seats = seats.SetItem(tenant.Slug, Begin(tenant, pause, seat));
            else
                seat.Worker.Pause(pause);
        }

        _filled = true;
        Volatile.Write(ref _seats, seats);
    }

    /// <summary>Stops every worker and waits until all have ended.</summary>
    public Task StopAllAsync()
    {
        foreach (var seat in _seats.Values)
            seat.Stop();
        return Task.WhenAll(_ends.Values);
    }

    private Seat Begin(Tenant tenant, TenantPause? pause, Seat? before)
    {
        if (before is not null)
            log.TenantChanged(tenant.Slug);
        else if (_filled)
            log.TenantAdded(tenant.Slug);
        before?.Stop();
        var worker = make(tenant, before?.Worker.Status, !_filled);
        worker.Pause(pause);
        var stop = new CancellationTokenSource();
        var earlier = _ends.GetValueOrDefault(tenant.Slug, Task.CompletedTask);
        // On the pool from its first step: a tenant whose code blocks its thread holds back nobody else's start.
        _ends[tenant.Slug] = Task.Run(() => SitAsync(worker, earlier, stop), CancellationToken.None);
        return new Seat(tenant, worker, stop);
    }

    private static async Task SitAsync(TenantWorker worker, Task earlier, CancellationTokenSource stop)
    {
        // How its predecessor ended is that one's matter.
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await worker.RunAsync(stop.Token);
    }

    private sealed record Seat(Tenant Tenant, TenantWorker Worker, CancellationTokenSource Source)
    {
        public void Stop() => Source.Cancel();
    }
}
