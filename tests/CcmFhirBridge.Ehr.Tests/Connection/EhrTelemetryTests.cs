using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline.Leases;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Ehr.Tests.Connection;

public sealed class EhrTelemetryTests
{
    private const string Mark = "qvxcanary";

    [Fact]
    public async Task Requests_and_retries_are_counted_by_tenant_method_and_class_of_answer()
    {
        using var seen = new Measurements("counted");
        await using var gateway = Gateway("counted", HttpStatusCode.TooManyRequests, HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity, null);

        await gateway.GetAsync(gateway.Origins.Below("Patient"), "GET Patient", fresh: false, default);
        await gateway.SendAsync(HttpMethod.Post, gateway.Origins.Below("Claim"), "{}"u8.ToArray(), null, new OwnLease(), default);
        await Should.ThrowAsync<HttpRequestException>(() => gateway.SendAsync(HttpMethod.Put, gateway.Origins.Below("Claim/1"), "{}"u8.ToArray(), null, new OwnLease(), default));

        seen.Counted.ShouldBe(
            [
                "ccm.ehr.requests method=GET outcome=429 tenant=counted: 1",
                "ccm.ehr.retries outcome=429 tenant=counted: 1",
                "ccm.ehr.requests method=GET outcome=2xx tenant=counted: 1",
                "ccm.ehr.requests method=POST outcome=4xx tenant=counted: 1",
                "ccm.ehr.requests method=PUT outcome=no-answer tenant=counted: 1",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task The_budget_is_the_share_of_the_last_minute_and_goes_with_the_connection()
    {
        using var seen = new Measurements("budgeted");
        await using (var gateway = Gateway("budgeted", HttpStatusCode.OK))
        {
            await gateway.GetAsync(gateway.Origins.Below("Patient"), "GET Patient", fresh: false, default);
            seen.Observe().ShouldBe([0.25]);
        }

        seen.Observe().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_span_says_what_kind_of_thing_was_asked_for_and_never_which()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EhrTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.GetTagItem("tenant") as string == "traced")
                    spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var gateway = Gateway("traced", HttpStatusCode.OK, HttpStatusCode.Forbidden);

        await gateway.GetAsync(gateway.Origins.Below($"Encounter/{Mark}?subject={Mark}"), "GET Encounter", fresh: false, default);
        await gateway.GetAsync(gateway.Origins.Below($"{Mark}"), "GET Encounter", fresh: false, default);

        spans.Select(span => $"{span.OperationName}: {string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))} {span.Status} {span.StatusDescription}".TrimEnd())
            .ShouldBe([
                "ccm.ehr.read: tenant=traced http.request.method=GET fhir.type=Encounter http.response.status_code=200 Unset",
                "ccm.ehr.read: tenant=traced http.request.method=GET fhir.type=other http.response.status_code=403 Error 4xx",
            ]);
    }

    private static EhrGateway Gateway(string slug, params HttpStatusCode?[] answers) =>
        new(Tenant(slug), new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.Zero }, new GatewayLimits { FirstBackoff = TimeSpan.Zero }, new Answers(answers));

    private static Tenant Tenant(string slug) => new()
    {
        Slug = slug,
        Name = Mark,
        TimeZone = PracticeTimeZone.Find("America/New_York"),
        Revision = "sha256:0",
        Ehr = new EhrSettings { BaseUrl = new Uri("https://ehr.example/fhir"), RequestsPerMinute = 4 },
        Billing = new BillingSettings { Organization = new BillingOrganization("Lakeside", "1234567893", "123456789", null, null) },
        Policy = new TenantPolicy(),
    };

    private sealed class OwnLease : ILease
    {
        public long Fence => 1;

        public DateTimeOffset ClockHoldsSince => DateTimeOffset.MinValue;

        public void RequireForRequest()
        {
        }
    }

    private sealed class Answers(params HttpStatusCode?[] statuses) : HttpMessageHandler
    {
        private readonly Queue<HttpStatusCode?> _statuses = new(statuses);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            _statuses.Dequeue() is { } status
                ? Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent("{}", Encoding.UTF8, "application/fhir+json") })
                : throw new HttpRequestException("cut");
    }

    /// <summary>What the Ehr meter says of one tenant; other tests measure at the same time.</summary>
    private sealed class Measurements : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<string> _counted = new();
        private readonly ConcurrentQueue<double> _observed = new();

        public Measurements(string tenant)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == EhrTelemetry.Name)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                var labels = tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}").ToList();
                if (labels.Contains("tenant=" + tenant))
                    _counted.Enqueue($"{instrument.Name} {string.Join(' ', labels)}: {value}");
            });
            _listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
            {
                if (tags.ToArray().Any(tag => tag.Value as string == tenant))
                    _observed.Enqueue(value);
            });
            _listener.Start();
        }

        public IReadOnlyList<string> Counted => [.. _counted];

        public IReadOnlyList<double> Observe()
        {
            _observed.Clear();
            _listener.RecordObservableInstruments();
            return [.. _observed];
        }

        public void Dispose() => _listener.Dispose();
    }
}
