namespace CcmFhirBridge.Simulator.Practices.Scenarios;

/// <summary>Stories about consent, conditions, care plan, payer and visit.</summary>
internal static class RecordScenarios
{
    private static readonly EntryStyle Uncounted = new() { Counts = false };

    public static IEnumerable<Scenario> All { get; } =
    [
        Scenario.Bill("consent-after-part-of-the-time", 2, 0, (1300, 1990), (desk, chart, seconds) => ConsentMidway(desk, chart, seconds, before: 900)),
        Scenario.None("consent-leaves-too-little", 1, (400, 1000), (desk, chart, seconds) => ConsentMidway(desk, chart, seconds, before: 1300)),
        Scenario.Bill("consent-withdrawn-midway", 1, 0, (1300, 1990), WithdrawnMidway),
        Scenario.Stopped("consent-missing", "block", "consent.active", Plain(chart => chart.Consent = ConsentShape.Missing)) with { Weight = 4 },
        Scenario.Stopped("consent-withdrawn-before", "block", "consent.active", Plain(chart =>
        {
            chart.Consent = ConsentShape.Withdrawn;
            chart.ConsentEnded = chart.Month.At(chart.Month.Previous.First.AddDays(9), 15);
            chart.PriorMonth = false;
        })),
        Scenario.Stopped("consent-rejected", "block", "consent.active", Plain(chart =>
        {
            chart.Consent = ConsentShape.Rejected;
            chart.PriorMonth = false;
        })),
        Scenario.Stopped("one-condition-group", "block", "conditions.two-groups", Plain(chart =>
            chart.Problems = [new(Ailment.Diabetes, true, true), new(Ailment.DiabeticKidney, true, false)])) with { Weight = 2 },
        Scenario.Stopped("second-condition-refuted", "block", "conditions.two-groups", Plain(chart =>
            chart.Problems = [new(Ailment.Hypertension, true, true), new(Ailment.Diabetes, true, true, "refuted")])),
        Scenario.Bill("snomed-only-conditions", 2, 0, (1500, 2300), Plain(chart =>
            chart.Problems = [new(Ailment.Diabetes, false, true), new(Ailment.Hypertension, false, true)])),
        Scenario.Stopped("no-care-plan", "block", "care-plan.in-force", Plain(chart => chart.HasPlan = false)) with { Weight = 3 },
        Scenario.Bill("care-plan-starts-midway", 1, 0, (1300, 2300), PlanMidway),
        Scenario.Stopped("attestation-missing", "hold", "attestation.duration-and-risk", Plain(chart => chart.Attested = false)) with { Weight = 3 },
        Scenario.Stopped("no-initiating-visit", "hold", "visit.initiating", Plain(chart => chart.HasVisit = false)) with { Weight = 3 },
        Scenario.Stopped("no-coverage", "hold", "coverage.medicare-part-b", Plain(chart => chart.Payer = null)) with { Weight = 2 },
        Scenario.Stopped("coverage-ended", "block", "coverage.medicare-part-b", Plain(chart => chart.CoverageEnd = chart.Month.Previous.First.AddDays(-1))),
        Scenario.Stopped("medicare-advantage", "hold", "coverage.payer-rules", Plain(chart => chart.Payer = "112")) with { Weight = 3 },
    ];

    private static Action<Desk, Chart, int> Plain(Action<Chart> change) => (desk, chart, seconds) =>
    {
        change(chart);
        desk.Spread(chart, seconds);
    };

    private static void ConsentMidway(Desk desk, Chart chart, int seconds, int before)
    {
        var day = Middle(desk);
        chart.ConsentGiven = desk.Month.At(day, 12);
        chart.PriorMonth = false;
        desk.Spread(chart, before, candidate => candidate < day, Uncounted);
        desk.Spread(chart, seconds, candidate => candidate > day);
    }

    private static void WithdrawnMidway(Desk desk, Chart chart, int seconds)
    {
        var day = Middle(desk);
        chart.Consent = ConsentShape.Withdrawn;
        chart.ConsentEnded = desk.Month.At(day, 12);
        desk.Spread(chart, seconds, candidate => candidate < day);
        desk.Spread(chart, 900, candidate => candidate > day, Uncounted);
    }

    private static void PlanMidway(Desk desk, Chart chart, int seconds)
    {
        chart.PriorMonth = false;
        chart.PlanDay = desk.Month.First.AddDays(21);
        desk.Spread(chart, seconds, candidate => candidate < chart.PlanDay);
    }

    private static DateOnly Middle(Desk desk) => desk.Month.First.AddDays(14);
}
