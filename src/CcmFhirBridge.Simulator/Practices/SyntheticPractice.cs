using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Practices.Scenarios;

namespace CcmFhirBridge.Simulator.Practices;

/// <summary>
/// Invents a practice. Each patient's outcome is drawn first, from the scenario table; then resources are written that must lead there.
/// It knows nothing of the product's rules, so that it can disagree with them.
/// </summary>
public static class SyntheticPractice
{
    public static GeneratedPractice Generate(PracticeOptions options)
    {
        var month = new PracticeMonth(options.Month, TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone));
        var staff = Staff.For(options.Patients);
        var desk = new Desk(month, staff, new StaffCalendar(month, Dice.For(options.Seed, -1)));
        var resources = PracticeWriter.Write(staff).ToList();
        var truth = new List<PatientTruth>();
        var number = 0;
        foreach (var scenario in ScenarioTable.Cast(options.Patients, Dice.For(options.Seed, -2)))
        {
            var charts = Enumerable.Range(number + 1, scenario.Patients).Select(next => new Chart(next, Dice.For(options.Seed, next), staff, month)).ToArray();
            number += charts.Length;
            var seconds = charts[0].Dice.Between(scenario.Seconds.From, scenario.Seconds.To);
            scenario.Write(desk, charts, seconds);
            foreach (var chart in charts)
            {
                WritePriorMonth(chart, desk);
                resources.AddRange(ChartWriter.Write(chart, desk));
                truth.Add(TruthOf(chart, scenario, seconds));
            }
        }
        return new GeneratedPractice(
            [.. resources.Select(Freeze).OrderBy(resource => resource.Type, StringComparer.Ordinal).ThenBy(resource => resource.Id, StringComparer.Ordinal)],
            truth,
            baseUrl => TenantFile.Write(staff, month, options.TimeZone, baseUrl));
    }

    private static void WritePriorMonth(Chart chart, Desk desk)
    {
        if (!chart.PriorMonth)
            return;
        var days = chart.Dice.Shuffle(chart.Month.Previous.BusinessDays).Take(8).ToList();
        for (var i = chart.Dice.Between(1, 3); i > 0; i--)
        {
            var slot = desk.Calendar.Take(desk.Staff.Clinical, [.. days.Where(day => !chart.UsedDays.Contains(day))], chart.Dice.Between(300, 900));
            desk.Write(chart, slot, new EntryStyle { Counts = false });
        }
    }

    private static PatientTruth TruthOf(Chart chart, Scenario scenario, int seconds)
    {
        var lines = new List<TruthLine>();
        var promise = scenario.Promise;
        if (promise.Codes.Count > 0)
        {
            var day = DateOfService(chart, promise.ReachedAt);
            lines.AddRange(promise.Codes.Select(line => new TruthLine(line.Code, line.Units, day)));
        }
        if (promise.WithPlanning)
            lines.Add(new TruthLine("G0506", 1, chart.PlanningDay));
        return new PatientTruth(chart.PatientReference, chart.Month.Name, scenario.Name, scenario.Outcome, lines, seconds, scenario.Reason);
    }

    /// <summary>The day on which the last unit was reached, or that of the care plan or of the decision making if that is later.</summary>
    private static DateOnly DateOfService(Chart chart, int reachedAt)
    {
        var left = reachedAt;
        foreach (var (start, seconds) in chart.Counted.OrderBy(piece => piece.Start))
        {
            left -= seconds;
            if (left > 0)
                continue;
            var day = chart.Month.DayOf(start);
            if (chart.DecisionDay > day)
                day = chart.DecisionDay.Value;
            return chart.HasPlan && chart.PlanDay > day ? chart.PlanDay : day;
        }
        throw new InvalidOperationException("The scenario wrote less time than its table says.");
    }

    private static GeneratedResource Freeze(JsonObject resource) =>
        new((string)resource["resourceType"]!, (string)resource["id"]!, Json.Bytes(resource));
}
