using System.Diagnostics.Metrics;
using CcmFhirBridge.Server.Telemetry;
using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Server.Tests.Telemetry;

public sealed class BridgeMeterTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly BridgeMeter _meter;

    public BridgeMeterTests() => _meter = new BridgeMeter(Factory);

    private IMeterFactory Factory => _services.GetRequiredService<IMeterFactory>();

    [Theory]
    [InlineData("ccm.sync.resources", 11, "type=Encounter")]
    [InlineData("ccm.sync.changed", 7, null)]
    [InlineData("ccm.sync.gaps", 3, "type=Encounter")]
    [InlineData("ccm.claims.sent", 9, null)]
    [InlineData("ccm.claims.confirmed", 5, null)]
    public void Each_count_lands_in_its_metric_under_the_tenant(string metric, long expected, string? label)
    {
        using var seen = new MetricCollector<long>(Factory, BridgeMeter.Name, metric);

        _meter.Synced("lakeside", new TenantPass(Read: 11, Changed: 7, Gaps: 3) { Types = [new TypePass("Encounter", 11, 3)] });
        _meter.WroteBack("lakeside", new WriteBackPass(Sent: 9, Confirmed: 5, Held: 4, InDoubt: 2));

        var measured = seen.GetMeasurementSnapshot().ShouldHaveSingleItem();
        measured.Value.ShouldBe(expected);
        measured.Tags.Select(tag => $"{tag.Key}={tag.Value}").Order().ShouldBe(new[] { "tenant=lakeside", label }.OfType<string>());
    }

    [Fact]
    public void The_lag_of_a_tenant_is_whole_seconds_since_its_last_success()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 20, 12, 0, 0, TimeSpan.Zero));
        var status = new WorkerStatus { Tenant = "lakeside", Every = TimeSpan.FromMinutes(5), StartedAt = time.GetUtcNow(), LastSuccess = time.GetUtcNow() };
        TenantGauges.Create(_meter, () => [status], time);
        using var seen = new MetricCollector<long>(Factory, BridgeMeter.Name, "ccm.sync.lag");

        time.Advance(TimeSpan.FromMilliseconds(90_900));
        seen.RecordObservableInstruments();

        seen.LastMeasurement.ShouldNotBeNull().Value.ShouldBe(90);
    }

    [Fact]
    public void A_clock_set_back_makes_no_negative_lag()
    {
        var now = new DateTimeOffset(2026, 5, 20, 12, 0, 0, TimeSpan.Zero);
        var status = new WorkerStatus { Tenant = "lakeside", Every = TimeSpan.FromMinutes(5), StartedAt = now, LastSuccess = now };

        status.Lag(now.AddHours(-1)).ShouldBe(TimeSpan.Zero);
    }

    public void Dispose() => _services.Dispose();
}
