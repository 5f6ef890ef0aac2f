using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Reconciling;
using CcmFhirBridge.Server.Telemetry;
using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace CcmFhirBridge.Server.Tests.Telemetry;

/// <summary>OpenTelemetry listens to meters by name, and so to those of every other service in this process: these tests run alone.</summary>
[CollectionDefinition(nameof(MetricsEndpointTests), DisableParallelization = true)]
[Collection(nameof(MetricsEndpointTests))]
public sealed partial class MetricsEndpointTests
{
    [Fact]
    public async Task Everything_that_is_measured_stands_in_the_scrape_under_the_tenant()
    {
        var well = new RecordedRuns(Tenants.Make("well", firstMonth: "2026-04"))
        {
            OnSync = _ => Task.FromResult(new TenantPass(11, 7, 3) { Types = [new TypePass("Encounter", 11, 3)] }),
            OnWriteBack = _ => Task.FromResult(new WriteBackPass(Sent: 9, Confirmed: 5, Held: 0, InDoubt: 0)),
            OnFigures = month => Some.Figures(month) with
            {
                DirtyPatients = 21,
                Outbox = new OutboxFigures { Planned = 4, InDoubt = 2, MostAttempts = 3, OldestSince = Some.Morning.AddHours(-1) },
                Quarantined = 31,
                Held = 32,
                Rejected = 33,
                HalfWritten = 35,
                Comparisons = [new MonthComparison { Month = month, At = Some.Morning, Findings = 36 }],
                Gaps = 34,
                IncompleteTypes = 1,
            },
        };
        var dead = new RecordedRuns(Tenants.Make("dead")) { OnSync = _ => throw new EhrException(EhrFailure.Unreachable, "Nobody answers.") };
        await using var server = await RunningServer.StartAsync(well, dead);
        await server.CountedAsync();

        // A scrape is kept for a moment, so one of a moment ago may be shown again.
        var scrape = "";
        await Eventually.ShouldHoldAsync(async () => (scrape = await ScrapeAsync(server)).Contains("ccm_worker_failures", StringComparison.Ordinal), "the scrape to be new");

        foreach (var expected in new[]
        {
            "ccm_sync_resources_total{tenant=well,type=Encounter} 11", "ccm_sync_gaps_total{tenant=well,type=Encounter} 3", "ccm_sync_changed_total{tenant=well} 7",
            "ccm_sync_lag_seconds{tenant=well} 0", "ccm_sync_lag_seconds{tenant=dead} 0", "ccm_sync_incomplete{tenant=well} 1", "ccm_tenant_paused{tenant=well} 0",
            "ccm_encounters_silence_seconds{tenant=well} 0", "ccm_gaps_open{tenant=well} 34", "ccm_months_in_review{tenant=well} 0",
            "ccm_patients_dirty{tenant=well} 21", "ccm_patients_assessed{outcome=bill,tenant=well} 7", "ccm_patients_assessed{outcome=hold,tenant=well} 0",
            "ccm_outbox_depth{tenant=well} 6", "ccm_outbox_age_seconds{tenant=well} 3600", "ccm_outbox_age_seconds{tenant=dead} 0", "ccm_outbox_attempts{tenant=well} 3",
            "ccm_claims_confirmed_total{tenant=well} 10", "ccm_claims_sent_total{tenant=well} 18", "ccm_claims_in_doubt{tenant=well} 2",
            "ccm_claims_quarantined{tenant=well} 31", "ccm_claims_held{tenant=well} 32", "ccm_claims_rejected{tenant=well} 33", "ccm_claims_half_written{tenant=well} 35", "ccm_claims_drift{tenant=well} 36", "ccm_audit_age_seconds{tenant=well} 1296000",
            "ccm_pass_duration_seconds_count{outcome=ok,tenant=well} 1", "ccm_pass_duration_seconds_count{outcome=failed,tenant=dead} 1",
            "ccm_assess_duration_seconds_count{tenant=well} 2", "ccm_worker_failures_total{kind=ehr-unreachable,tenant=dead} 1",
        })
        {
            scrape.ShouldContain(expected + "\n");
        }
    }

    [Fact]
    public async Task Every_tenant_that_one_process_may_serve_has_series_of_its_own()
    {
        await using var server = await RunningServer.StartAsync(new RecordedRuns(Tenants.Make()));
        var meter = server.App.Services.GetRequiredService<BridgeMeter>();
        var types = EhrTypes.InOrder.Select(type => new TypePass(type, 1, 1)).ToImmutableArray();
        // With the one that runs, as many as there may be.
        const int Last = BridgeServer.MostTenants - 2;
        for (var tenant = 0; tenant <= Last; tenant++)
            meter.Synced($"practice-{tenant}", new TenantPass(13, 0, 13) { Types = types });

        var scrape = "";
        await Eventually.ShouldHoldAsync(async () => (scrape = await ScrapeAsync(server)).Contains($"ccm_sync_resources_total{{tenant=practice-{Last},type=Claim}} 1", StringComparison.Ordinal), "the last tenant to be in the scrape");
        scrape.ShouldContain($"ccm_sync_gaps_total{{tenant=practice-{Last},type=Practitioner}} 1");
        scrape.ShouldNotContain("otel_metric_overflow");
    }

    [Fact]
    public async Task No_label_is_outside_the_list_and_the_answer_is_plain_text()
    {
        await using var server = await RunningServer.StartAsync(new RecordedRuns(Tenants.Make()));
        await server.CountedAsync();

        var (response, text) = await server.GetAsync("/metrics");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        Series().Matches(text).Where(series => series.Value.StartsWith("ccm_", StringComparison.Ordinal))
            .SelectMany(series => series.Groups["label"].Captures.Select(label => label.Value)).Distinct()
            .ShouldBeSubsetOf(["tenant", "type", "kind", "outcome", "method", "le", "otel_scope_name"]);
    }

    // The name of the meter says nothing here, and the order of labels is the exporter's.
    private static async Task<string> ScrapeAsync(RunningServer server) => Series().Replace((await server.GetAsync("/metrics")).Text, series => $"{series.Groups["name"].Value}{{{string.Join(',', series.Groups["label"].Captures
        .Zip(series.Groups["value"].Captures, (label, value) => $"{label.Value}={value.Value}")
        .Where(label => !label.StartsWith("otel_", StringComparison.Ordinal)).Order(StringComparer.Ordinal))}}}");

    [GeneratedRegex("(?m)^(?<name>[a-z_]+)\\{((?<label>[a-zA-Z_]+)=\"(?<value>[^\"]*)\",?)*\\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Series();
}
