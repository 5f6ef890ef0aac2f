namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>The other tests hold deploy/ against the scrape, so nothing that is measured may be absent from it.</summary>
public sealed class ScrapedMetricsTests(ScrapedMetrics scraped)
{
    [Fact]
    public void Every_instrument_of_ours_is_in_the_scrape()
    {
        scraped.Instruments.ShouldNotBeEmpty();

        scraped.Instruments
            .Select(instrument => instrument.Replace('.', '_').Replace('-', '_'))
            .Where(instrument => !scraped.Names.Any(name => name.StartsWith(instrument, StringComparison.Ordinal)))
            .ShouldBeEmpty("let it happen in ScrapedMetrics, or dashboards and alerts cannot be held against it");
    }

    [Fact]
    public void Every_metric_of_ours_stands_under_its_tenant() =>
        scraped.Names.Where(name => name.StartsWith("ccm_", StringComparison.Ordinal))
            .Where(name => !scraped.LabelsOf(name).Contains("tenant", StringComparer.Ordinal))
            .ShouldBeEmpty();
}
