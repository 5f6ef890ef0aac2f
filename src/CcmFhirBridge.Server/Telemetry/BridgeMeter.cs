using System.Diagnostics;
using System.Diagnostics.Metrics;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Telemetry;

/// <summary>
/// Our own metrics and spans. The labels are the tenant's slug and a failure kind, both from closed lists, so the number of series is
/// bounded; nothing that was read from an EHR becomes a label.
/// </summary>
public sealed class BridgeMeter
{
    public const string Name = "CcmFhirBridge";
    public const string TenantLabel = "tenant";
    public const string KindLabel = "kind";

    public static readonly ActivitySource Activities = new(Name);

    private readonly Meter _meter;
    private readonly Counter<long> _resources;
    private readonly Counter<long> _changed;
    private readonly Counter<long> _gaps;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _confirmed;
    private readonly Gauge<long> _held;
    private readonly Gauge<long> _inDoubt;
    private readonly Counter<long> _failures;

    public BridgeMeter(IMeterFactory factory)
    {
        _meter = factory.Create(Name);
        _resources = _meter.CreateCounter<long>("ccm.sync.resources", "{resource}", "Resources received from the EHR.");
        _changed = _meter.CreateCounter<long>("ccm.sync.changed", "{resource}", "Resources that were new, different or gone.");
        _gaps = _meter.CreateCounter<long>("ccm.sync.gaps", "{gap}", "Resources or parts of them that could not be read.");
        _sent = _meter.CreateCounter<long>("ccm.claims.sent", "{body}", "Bodies sent to the EHR.");
        _confirmed = _meter.CreateCounter<long>("ccm.claims.confirmed", "{line}", "Lines that the EHR has been seen to hold.");
        _held = _meter.CreateGauge<long>("ccm.claims.held", "{line}", "Lines that wait for a person.");
        _inDoubt = _meter.CreateGauge<long>("ccm.claims.in_doubt", "{line}", "Lines of which nobody can tell whether the EHR has them.");
        _failures = _meter.CreateCounter<long>("ccm.worker.failures", "{pass}", "Passes that failed, by kind.");
    }

    public void Synced(string tenant, TenantPass pass)
    {
        var label = Tenant(tenant);
        _resources.Add(pass.Read, label);
        _changed.Add(pass.Changed, label);
        _gaps.Add(pass.Gaps, label);
    }

    public void WroteBack(string tenant, WriteBackPass pass)
    {
        var label = Tenant(tenant);
        _sent.Add(pass.Sent, label);
        _confirmed.Add(pass.Confirmed, label);
        _held.Record(pass.Held, label);
        _inDoubt.Record(pass.InDoubt, label);
    }

    public void Failed(string tenant, FailureKind kind) =>
        _failures.Add(1, Tenant(tenant), new KeyValuePair<string, object?>(KindLabel, kind.Code));

    /// <summary>Whole seconds since the last pass of each worker that went through.</summary>
    public void ObserveLag(Func<IEnumerable<WorkerStatus>> statuses, TimeProvider time) => _meter.CreateObservableGauge(
        "ccm.sync.lag",
        () => statuses().Select(status => new Measurement<long>((long)status.Lag(time.GetUtcNow()).TotalSeconds, Tenant(status.Tenant))),
        "s",
        "Time since the last pass that went through.");

    private static KeyValuePair<string, object?> Tenant(string slug) => new(TenantLabel, slug);
}
