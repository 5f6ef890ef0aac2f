using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Claims.Profiles;
using CcmFhirBridge.Claims.Tests.Testing;
using CcmFhirBridge.Domain.Metrics;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Testing;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace CcmFhirBridge.Claims.Tests.Bodies;

public sealed class MeasureReportBuilderTests
{
    private static readonly ServiceMonth April = new(2026, 4);

    private static ProgrammeMetrics Figures => new()
    {
        Month = April,
        Metrics =
        [
            new("billed", "Patients whose month is a bill.", MetricUnit.Patients, 39, null, 39),
            new("billing-rate", "Billed of the enrolled.", MetricUnit.Percent, 39, 57, 68.42m),
            new("minutes", "Counted minutes of everybody.", MetricUnit.Minutes, 1820.15m, null, 1820.15m),
            new("revenue", "Allowed amount of the billed months, an estimate.", MetricUnit.Dollars, 3499.38m, null, 3499.38m),
            new("complex-share", "Complex base codes of the base codes of the billed months.", MetricUnit.Percent, 0, 0, null),
            new("revenue-per-billed", "The same for each billed patient.", MetricUnit.Dollars, null, 39, null),
        ],
        HoldsByReason = [new("time.open-ended", 2), new("visit.initiating", 1)],
        BlocksByReason = [],
        ExcludedByReason = [new("stay", 60)],
        NearMisses = [],
    };

    [Fact]
    public void The_report_of_a_month() =>
        Golden.ShouldMatch(CanonicalJson.Write(MeasureReportBuilder.Build(Requests.Tenant(), Figures, new DateTimeOffset(2026, 5, 5, 12, 0, 0, TimeSpan.Zero))), "measure-report");

    [Fact]
    public void It_is_a_MeasureReport_as_FHIR_has_it() =>
        // The strict reader refuses what lacks a required element or has a wrong code.
        FhirJsonDeserializer.STRICT.Deserialize<MeasureReport>(Encoding.UTF8.GetString(CanonicalJson.Write(MeasureReportBuilder.Build(Requests.Tenant(), Figures, DateTimeOffset.UnixEpoch)))).Group.Count.ShouldBe(6);

    [Fact]
    public void Every_figure_is_in_the_code_system_and_in_the_measure_with_its_definition()
    {
        var system = BridgePackage.CodeSystems().Single(candidate => candidate.Url == Canonicals.CcmMetric);
        var metrics = new ProgrammeTally(April, rules: null).ToMetrics().Metrics;
        system.Concept.Where(concept => concept.Code is not ("holds-by-reason" or "blocks-by-reason" or "reason")).Select(concept => (concept.Code!, concept.Definition!))
            .ShouldBe(metrics.Select(metric => (metric.Id, metric.Definition)));
        system.Count.ShouldBe(system.Concept.Count);
        using var measure = JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "../../../fhir-profiles/measures/Measure-ccm-programme.json")));
        measure.RootElement.GetProperty("url").GetString().ShouldBe(Canonicals.ProgrammeMeasure);
        measure.RootElement.GetProperty("group").EnumerateArray().Select(group => group.GetProperty("code").GetProperty("coding")[0].GetProperty("code").GetString())
            .ShouldBe(system.Concept.Select(concept => concept.Code).Where(code => code != "reason"));
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
