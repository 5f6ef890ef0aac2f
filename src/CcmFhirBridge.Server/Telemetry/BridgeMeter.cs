using System.Diagnostics;
using System.Diagnostics.Metrics;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Telemetry;

/// <summary>
/// Our own metrics and spans of the passes. The labels are the tenant's slug, a FHIR type, an outcome and a failure kind, all from closed
/// lists, so the number of series is bounded; nothing that was read from an EHR becomes a label.
/// </summary>
public sealed class BridgeMeter
{
    public const string Name = "CcmFhirBridge";
    public const string TenantLabel = "tenant";
    public const string KindLabel = "kind";
    public const string TypeLabel = "type";
    public const string OutcomeLabel = "outcome";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly double[] Seconds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200];

    private readonly Meter _meter;
    public const string Resources = "ccm.sync.resources";
    public const string Gaps = "ccm.sync.gaps";

    private readonly Counter<long> _resources;
    private readonly Counter<long> _changed;
    private readonly Counter<long> _gaps;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _confirmed;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _passes;
    private readonly Histogram<double> _assessments;

    public BridgeMeter(IMeterFactory factory)
    {
        _meter = factory.Create(Name);
        _resources = _meter.CreateCounter<long>(Resources, "{resource}", "Resources received from the EHR, by type.");
        _changed = _meter.CreateCounter<long>("ccm.sync.changed", "{resource}", "Resources that were new, different or gone.");
        _gaps = _meter.CreateCounter<long>(Gaps, "{gap}", "Resources that came and could not be read, by type.");
        _sent = _meter.CreateCounter<long>("ccm.claims.sent", "{resource}", "Requests that create something in the EHR.");
        _confirmed = _meter.CreateCounter<long>("ccm.claims.confirmed", "{resource}", "Claims and ChargeItems that the EHR has been seen to hold.");
        _failures = _meter.CreateCounter<long>("ccm.worker.failures", "{pass}", "Passes that failed, by kind.");
        _passes = Duration("ccm.pass.duration", "Length of a pass: sync, assess, close and write back.");
        _assessments = Duration("ccm.assess.duration", "Length of assessing one month of a tenant.");
    }

    internal Meter Meter => _meter;

    public void Synced(string tenant, TenantPass pass)
    {
        var label = Tenant(tenant);
        foreach (var type in pass.Types)
        {
            var ofType = new KeyValuePair<string, object?>(TypeLabel, type.ResourceType);
            _resources.Add(type.Read, label, ofType);
            _gaps.Add(type.Gaps, label, ofType);
        }

        _changed.Add(pass.Changed, label);
    }

    public void WroteBack(string tenant, WriteBackPass pass)
    {
        var label = Tenant(tenant);
        _sent.Add(pass.Sent, label);
        _confirmed.Add(pass.Confirmed, label);
    }

    public void Assessed(string tenant, TimeSpan took) => _assessments.Record(took.TotalSeconds, Tenant(tenant));

    public void Passed(string tenant, TimeSpan took, bool failed) =>
        _passes.Record(took.TotalSeconds, Tenant(tenant), new KeyValuePair<string, object?>(OutcomeLabel, failed ? "failed" : "ok"));

    public void Failed(string tenant, FailureKind kind) =>
        _failures.Add(1, Tenant(tenant), new KeyValuePair<string, object?>(KindLabel, kind.Code));

    internal static KeyValuePair<string, object?> Tenant(string slug) => new(TenantLabel, slug);

    private Histogram<double> Duration(string name, string description) => _meter.CreateHistogram(
        name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
}
