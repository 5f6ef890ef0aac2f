using System.Diagnostics.Metrics;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Telemetry;

/// <summary>
/// What stands, for each tenant: read from the pictures that the workers leave behind, so that a scrape asks no database. Ages are told
/// by the clock of the moment; counts are those after the last pass.
/// </summary>
public sealed class TenantGauges
{
    private static readonly Outcome[] Outcomes = Enum.GetValues<Outcome>();

    private readonly Meter _meter;
    private readonly Func<IEnumerable<WorkerStatus>> _statuses;
    private readonly TimeProvider _time;

    private TenantGauges(Meter meter, Func<IEnumerable<WorkerStatus>> statuses, TimeProvider time) =>
        (_meter, _statuses, _time) = (meter, statuses, time);

    public static void Create(BridgeMeter meter, Func<IEnumerable<WorkerStatus>> statuses, TimeProvider time)
    {
        var gauges = new TenantGauges(meter.Meter, statuses, time);
        gauges.CreateOfWork();
        gauges.CreateOfRecords();
        gauges.CreateOfLedger();
    }

    private void CreateOfWork()
    {
        Gauge("ccm.sync.lag", "s", "Time since the last pass that went through; none while paused.",
            (status, now) => status.IsPaused ? null : (long)status.Lag(now).TotalSeconds);
        Gauge("ccm.tenant.paused", "{tenant}", "1 while the tenant is paused.", (status, _) => status.IsPaused ? 1 : 0);
        Gauge("ccm.encounters.silence", "s", "Practice time (Monday to Friday, 08:00 to 18:00) since an Encounter was new or changed.",
            (status, now) => (long?)status.Silence(now)?.TotalSeconds);
        OfFigures("ccm.sync.incomplete", "{type}", "Resource types whose last read may be incomplete.", figures => figures.IncompleteTypes);
        OfFigures("ccm.months.in-review", "{month}", "Months that wait for a complete read or a person.", figures => figures.MonthsInReview);
    }

    private void CreateOfRecords()
    {
        OfFigures("ccm.gaps.open", "{resource}", "Stored resources that cannot be read.", figures => figures.Gaps);
        OfFigures("ccm.patients.dirty", "{patient}", "Patients who changed since their assessment of the current month, or have none.", figures => figures.DirtyPatients);
        _meter.CreateObservableGauge(
            "ccm.patients.assessed",
            () => _statuses().Where(status => status.Figures is not null).SelectMany(status => Outcomes.Select(outcome => new Measurement<long>(
                status.Figures!.Assessed.GetValueOrDefault(outcome),
                BridgeMeter.Tenant(status.Tenant),
                new(BridgeMeter.OutcomeLabel, outcome.ToString().ToLowerInvariant())))),
            "{patient}",
            "Patients with an assessment of the current month, by outcome.");
    }

    private void CreateOfLedger()
    {
        OfFigures("ccm.outbox.depth", "{resource}", "Claims and ChargeItems that are planned, sending or in doubt.", figures => figures.Outbox.Depth);
        Gauge("ccm.outbox.age", "s", "Age of the oldest of them; 0 when there is none.", (status, now) => Age(status.Figures, figures => figures.Outbox.OldestSince ?? now, now));
        OfFigures("ccm.outbox.attempts", "{attempt}", "Most times that any one of them was sent.", figures => figures.Outbox.MostAttempts);
        OfFigures("ccm.claims.in-doubt", "{resource}", "Claims and ChargeItems of which nobody can tell whether the EHR has them.", figures => figures.Outbox.InDoubt);
        OfFigures("ccm.claims.quarantined", "{resource}", "Claims and ChargeItems that were set aside for a person.", figures => figures.Quarantined);
        OfFigures("ccm.claims.half-written", "{bill}", "Bills whose Claim is in the EHR while a ChargeItem of theirs is not, for longer than a quarter of an hour.", figures => figures.HalfWritten);
        OfFigures("ccm.claims.drift", "{resource}", "Claims and ChargeItems about which the EHR and the ledger disagreed when they were last compared.", figures => figures.Drift);
        OfFigures("ccm.claims.held", "{resource}", "Claims and ChargeItems that wait for a person before they are planned.", figures => figures.Held);
        OfFigures("ccm.claims.rejected", "{resource}", "Claims and ChargeItems that the EHR refused for good.", figures => figures.Rejected);
        Gauge("ccm.audit.age", "s", "Time since the newest record of the append-only history of the ledger.", (status, now) => Age(status.Figures, figures => figures.LastAudit, now));
    }

    private static long? Age(TenantFigures? figures, Func<TenantFigures, DateTimeOffset?> since, DateTimeOffset now) =>
        figures is not null && since(figures) is { } instant ? Math.Max(0, (long)(now - instant).TotalSeconds) : null;

    private void OfFigures(string name, string unit, string description, Func<TenantFigures, long> value) =>
        Gauge(name, unit, description, (status, _) => status.Figures is { } figures ? value(figures) : null);

    private void Gauge(string name, string unit, string description, Func<WorkerStatus, DateTimeOffset, long?> value) =>
        _meter.CreateObservableGauge(name, () => Measure(value), unit, description);

    private IEnumerable<Measurement<long>> Measure(Func<WorkerStatus, DateTimeOffset, long?> value)
    {
        var now = _time.GetUtcNow();
        foreach (var status in _statuses())
        {
            if (value(status, now) is { } measured)
                yield return new Measurement<long>(measured, BridgeMeter.Tenant(status.Tenant));
        }
    }
}
