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
    private const int SecondsAUnit = 1200;

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
        if (scenario.Units.Base > 0)
        {
            var day = DateOfService(chart, scenario.Units.Base + scenario.Units.AddOn);
            lines.Add(new TruthLine("99490", scenario.Units.Base, day));
            if (scenario.Units.AddOn > 0)
                lines.Add(new TruthLine("99439", scenario.Units.AddOn, day));
        }
        return new PatientTruth(chart.PatientReference, chart.Month.Name, scenario.Name, scenario.Outcome, lines, seconds, scenario.Reason);
    }

    /// <summary>The day on which the last unit was reached, or the care plan's day if that is later.</summary>
    private static DateOnly DateOfService(Chart chart, int units)
    {
        var left = units * SecondsAUnit;
        foreach (var (start, seconds) in chart.Counted.OrderBy(piece => piece.Start))
        {
            left -= seconds;
            if (left > 0)
                continue;
            var day = chart.Month.DayOf(start);
            return chart.HasPlan && chart.PlanDay > day ? chart.PlanDay : day;
        }
        throw new InvalidOperationException("The scenario wrote less time than its table says.");
    }

    private static GeneratedResource Freeze(JsonObject resource) =>
        new((string)resource["resourceType"]!, (string)resource["id"]!, Json.Bytes(resource));
}
