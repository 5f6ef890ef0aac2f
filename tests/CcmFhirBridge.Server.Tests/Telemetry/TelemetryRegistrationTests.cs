using CcmFhirBridge.Server.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CcmFhirBridge.Server.Tests.Telemetry;

public sealed class TelemetryRegistrationTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("http://127.0.0.1:4317")]
    public async Task The_bridge_listens_to_its_own_spans_and_metrics_with_and_without_an_exporter(string? endpoint)
    {
        await using var services = Build(endpoint);

        services.GetRequiredService<MeterProvider>().ShouldNotBeNull();
        services.GetRequiredService<TracerProvider>().ShouldNotBeNull();
        using var span = BridgeMeter.Activities.StartActivity("ccm.pass");
        span.ShouldNotBeNull().IsAllDataRequested.ShouldBeTrue();
    }

    [Theory]
    [InlineData("localhost:4317")]
    [InlineData("collector")]
    public void An_endpoint_that_is_no_address_is_refused_with_an_example(string endpoint) =>
        Should.Throw<FormatException>(() => Build(endpoint)).Message.ShouldContain("http://localhost:4317");

    private static ServiceProvider Build(string? endpoint) => new ServiceCollection()
        .AddLogging()
        .AddSingleton<IConfiguration>(Configuration(endpoint))
        .AddBridgeTelemetry(Configuration(endpoint))
        .BuildServiceProvider();

    private static IConfigurationRoot Configuration(string? endpoint) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { [TelemetryRegistration.EndpointKey] = endpoint })
        .Build();
}
