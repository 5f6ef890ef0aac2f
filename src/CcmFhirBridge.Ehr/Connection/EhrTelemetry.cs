using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>
/// What the requests of one tenant's gateway are measured as. Labels and tags are the tenant's slug, a method, a FHIR type and a class of
/// status, all from closed lists: an address holds what is asked for, so none is ever named.
/// </summary>
internal sealed class EhrTelemetry : IDisposable
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string Name = "CcmFhirBridge.Ehr";

    private const string TenantLabel = "tenant";

    private static readonly ActivitySource Activities = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly ConcurrentDictionary<EhrTelemetry, Func<double>> Budgets = new();
    private static readonly HashSet<string> Types = [.. EhrTypes.All, "metadata"];

    private static readonly Counter<long> Requests =
        Meter.CreateCounter<long>("ccm.ehr.requests", "{request}", "Requests sent to the EHR, each attempt counted.");

    private static readonly Counter<long> Retries =
        Meter.CreateCounter<long>("ccm.ehr.retries", "{request}", "Reads that were tried again, by why.");

    private readonly string _tenant;

    static EhrTelemetry() => Meter.CreateObservableGauge(
        "ccm.ehr.budget.used", Measure, "1", "Share of the requests a minute that the tenant allows, used in the last minute.");

    /// <summary>The measures of one tenant, until disposed.</summary>
    /// <param name="tenant">Slug.</param>
    /// <param name="budgetUsed">Share of the budget used now, 0 to 1.</param>
    public EhrTelemetry(string tenant, Func<double> budgetUsed)
    {
        _tenant = tenant;
        Budgets[this] = budgetUsed;
    }

    /// <summary>A span around one request; it says what kind of thing was asked for, never which.</summary>
    public Activity? Begin(HttpMethod method, Uri address)
    {
        var span = Activities.StartActivity(method == HttpMethod.Get ? "ccm.ehr.read" : "ccm.ehr.send", ActivityKind.Client);
        span?.SetTag(TenantLabel, _tenant)
            .SetTag("http.request.method", method.Method)
            .SetTag("fhir.type", Array.Find(address.Segments, segment => Types.Contains(segment.TrimEnd('/')))?.TrimEnd('/') ?? "other");
        return span;
    }

    public void Answered(Activity? span, HttpMethod method, HttpStatusCode? status)
    {
        var outcome = OutcomeOf(status);
        Requests.Add(1, new(TenantLabel, _tenant), new("method", method.Method), new("outcome", outcome));
        if (status is { } known)
            span?.SetTag("http.response.status_code", (int)known);
        if (outcome is not ("2xx" or "3xx" or "404"))
            span?.SetStatus(ActivityStatusCode.Error, outcome);
    }

    public void TriedAgain(HttpStatusCode? status) =>
        Retries.Add(1, new(TenantLabel, _tenant), new KeyValuePair<string, object?>("outcome", OutcomeOf(status)));

    public void Dispose() => Budgets.TryRemove(this, out _);

    private static IEnumerable<Measurement<double>> Measure() => Budgets
        .GroupBy(budget => budget.Key._tenant, StringComparer.Ordinal)
        .Select(tenant => new Measurement<double>(tenant.Max(budget => budget.Value()), new KeyValuePair<string, object?>(TenantLabel, tenant.Key)));

    private static string OutcomeOf(HttpStatusCode? status) => (int?)status switch
    {
        null => "no-answer",
        // Asked before every first send, and the answer hoped for.
        404 => "404",
        429 => "429",
        >= 200 and < 300 => "2xx",
        >= 300 and < 400 => "3xx",
        >= 400 and < 500 => "4xx",
        _ => "5xx",
    };
}
