using CcmFhirBridge.Domain.Metrics;
using CcmFhirBridge.Domain.Tenants;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Claims.Bodies;

/// <summary>The figures of a programme's month as a MeasureReport: a summary without any patient in it.</summary>
public static class MeasureReportBuilder
{
    private const string PopulationSystem = "http://terminology.hl7.org/CodeSystem/measure-population";
    private const string InitialPopulation = "initial-population";

    /// <summary>The report.</summary>
    /// <param name="tenant">The practice.</param>
    /// <param name="metrics">Its figures.</param>
    /// <param name="at">When they were worked out.</param>
    public static MeasureReport Build(Tenant tenant, ProgrammeMetrics metrics, DateTimeOffset at)
    {
        var report = new MeasureReport
        {
            Status = MeasureReport.MeasureReportStatus.Complete,
            Type = MeasureReport.MeasureReportType.Summary,
            Measure = Canonicals.ProgrammeMeasure,
            DateElement = FhirElements.Instant(tenant, at),
            Reporter = FhirElements.Practice(tenant.Billing.Organization),
            Period = FhirElements.Days(metrics.Month.FirstDay, metrics.Month.LastDay),
        };
        foreach (var metric in metrics.Metrics)
            report.Group.Add(GroupOf(metric));
        report.Group.Add(GroupOf("holds-by-reason", "Patients who are held, by rule.", metrics.HoldsByReason));
        report.Group.Add(GroupOf("blocks-by-reason", "Patients who are never billed, by rule.", metrics.BlocksByReason));
        report.Group.RemoveAll(static group => group.MeasureScore is null && group.Population.Count == 0 && group.Stratifier.Count == 0);
        return report;
    }

    private static MeasureReport.GroupComponent GroupOf(Metric metric)
    {
        var group = new MeasureReport.GroupComponent
        {
            Code = FhirElements.Concept(Canonicals.CcmMetric, metric.Id, metric.Definition),
            MeasureScore = metric.Value is { } value ? new Quantity { Value = value, Unit = UnitOf(metric.Unit), System = Canonicals.Ucum, Code = CodeOf(metric.Unit) } : null,
        };
        if (metric is { Unit: MetricUnit.Percent, Numerator: { } part, Denominator: { } whole })
        {
            group.Population.Add(PopulationOf("denominator", whole));
            group.Population.Add(PopulationOf("numerator", part));
        }
        else if (metric is { Unit: MetricUnit.Patients, Value: { } patients })
        {
            group.Population.Add(PopulationOf(InitialPopulation, patients));
        }

        return group;
    }

    private static MeasureReport.GroupComponent GroupOf(string id, string definition, IReadOnlyList<ReasonCount> reasons)
    {
        var group = new MeasureReport.GroupComponent { Code = FhirElements.Concept(Canonicals.CcmMetric, id, definition) };
        if (reasons.Count == 0)
            return group;
        group.Stratifier.Add(new MeasureReport.StratifierComponent
        {
            Code = [FhirElements.Concept(Canonicals.CcmMetric, "reason")],
            Stratum =
            [
                .. reasons.Select(static reason => new MeasureReport.StratifierGroupComponent
                {
                    Value = new CodeableConcept { Text = reason.Reason },
                    Population = [new MeasureReport.StratifierGroupPopulationComponent { Code = FhirElements.Concept(PopulationSystem, InitialPopulation), Count = reason.Count }],
                }),
            ],
        });
        return group;
    }

    private static MeasureReport.PopulationComponent PopulationOf(string code, decimal count) =>
        new() { Code = FhirElements.Concept(PopulationSystem, code), Count = (int)count };

    private static string UnitOf(MetricUnit unit) => unit switch
    {
        MetricUnit.Percent => "%",
        MetricUnit.Minutes => "min",
        MetricUnit.Dollars => "US dollars",
        _ => "patients",
    };

    // UCUM has no currency; an annotation is its way to count things.
    private static string CodeOf(MetricUnit unit) => unit switch
    {
        MetricUnit.Percent => "%",
        MetricUnit.Minutes => "min",
        MetricUnit.Dollars => "{USD}",
        _ => "{patient}",
    };
}
