using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Telemetry;
using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Auditing;

/// <summary>
/// Requests of nobody we know, and what was no ground for a token, counted: the first of a minute has a row of its own, and the others of that minute share one that says how
/// many they were. Whoever hammers at the door fills no disk.
/// </summary>
internal sealed class RefusedAccesses(TenantDesks desks, TimeProvider time, ILogger<RefusedAccesses> log) : BackgroundService
{
    private static readonly TimeSpan s_together = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _counted = new(0, 1);
    private Dictionary<Refusal, long> _more = [];

    /// <summary>Counts one; true when it is the first of its minute, which has to be told by itself.</summary>
    public bool IsFirst(Refusal refusal)
    {
        lock (_gate)
        {
            if (_more.TryGetValue(refusal, out var count))
            {
                _more[refusal] = count + 1;
                return false;
            }

            if (_more.Count == 0 && _counted.CurrentCount == 0)
                _counted.Release();
            _more[refusal] = 0;
            return true;
        }
    }

    /// <summary>What the trail is told of it.</summary>
    public static AuditRecord Record(DateTimeOffset at, Refusal refusal) => new AuditRecord
    {
        At = at,
        Kind = AuditKinds.Access,
        Agent = AccessAudit.Anonymous,
        Action = refusal.Action,
        Outcome = AuditOutcomes.Refused,
    }.With(AuditDetails.Status, refusal.Status);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TellAsync();
    }

    public override void Dispose()
    {
        _counted.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _counted.WaitAsync(stoppingToken);
            await Task.Delay(s_together, time, stoppingToken);
            await TellAsync();
        }
    }

    private async Task TellAsync()
    {
        Dictionary<Refusal, long> counted;
        lock (_gate)
            (counted, _more) = (_more, []);
        foreach (var (refusal, more) in counted.Where(static entry => entry.Value > 0))
        {
            try
            {
                await using var lent = await desks.LendAsync(refusal.Tenant, CancellationToken.None);
                if (lent is not null)
                    await lent.Desk.Audit.AppendAsync([Record(time.GetUtcNow(), refusal).With(AuditDetails.Times, more)], CancellationToken.None);
            }
#pragma warning disable CA1031 // The edge of a loop that has to go on: whatever keeps one tenant's number from being told must not end the service.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                // The first of them was told before it was answered; of the others the number is lost.
                log.RefusalsNotTold(refusal.Tenant, more, FailureKind.Of(failure).Code);
            }
        }
    }
}
