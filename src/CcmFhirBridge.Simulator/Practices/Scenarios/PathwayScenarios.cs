using System.Text.Json.Nodes;

namespace CcmFhirBridge.Simulator.Practices.Scenarios;

/// <summary>Stories about whose time it was and what was decided: the practitioner's own pathway, complex care, planning at the visit.</summary>
internal static class PathwayScenarios
{
    // Enough days for everybody's visit, and enough left for the time that comes after it.
    private const int VisitDays = 9;

    public static IEnumerable<Scenario> All { get; } =
    [
        Scenario.Bill("practitioner-30-to-59", 3, Promise.Practitioner(0), (1800, 3599), ByPractitioner),
        Scenario.Bill("practitioner-60-to-89", 1, Promise.Practitioner(1), (3600, 5399), ByPractitioner),
        Scenario.Bill("practitioner-one-second-under-30", 1, Promise.Staff(0), (1799, 1799), ByPractitioner),
        Scenario.Held("practitioner-third-further-block", "units.mue", Promise.Practitioner(3), (7200, 8900), ByPractitioner),
        Scenario.Bill("practitioner-helps-staff", 2, Promise.Staff(1), (2400, 2999), (desk, chart, seconds) =>
        {
            desk.Log(chart, 900, who: chart.Billing);
            desk.Spread(chart, seconds - 900);
        }),
        Scenario.Held("both-pathways-stand", "pathway.choice", Promise.Staff(0), (3300, 4100), (desk, chart, seconds) =>
        {
            desk.Log(chart, 1800, who: chart.Billing, style: new EntryStyle { OtherPathway = true });
            desk.Spread(chart, seconds - 1800);
        }),
        Scenario.Bill("complex-60-to-89", 3, Promise.Complex(0), (3600, 5399), (desk, chart, seconds) => Decided(desk, chart, seconds, "moderate")),
        Scenario.Bill("complex-90-to-119", 1, Promise.Complex(1), (5400, 7199), (desk, chart, seconds) => Decided(desk, chart, seconds, "high")),
        Scenario.Bill("complex-decided-on-the-last-day", 1, Promise.Complex(0), (3600, 5000), (desk, chart, seconds) =>
        {
            var last = desk.Month.BusinessDays[^1];
            Decide(desk, chart, "high", day => day == last);
            chart.DecisionDay = last;
            desk.Spread(chart, seconds, day => day < last);
        }),
        Scenario.Bill("decision-making-under-60-minutes", 1, Promise.Staff(1), (2401, 3599), (desk, chart, seconds) => Decided(desk, chart, seconds, "high")),
        Scenario.Bill("low-decision-making", 1, Promise.Staff(2), (3600, 4700), (desk, chart, seconds) => Decided(desk, chart, seconds, "low")),
        Scenario.Bill("extended-planning-at-the-visit", 1, Promise.Staff(0) with { WithPlanning = true }, (1500, 2300), Planned),
        Scenario.Bill("extended-planning-billed-before", 1, Promise.Staff(0), (1500, 2300), (desk, chart, seconds) =>
        {
            Planned(desk, chart, seconds);
            chart.Resources.Add(ChartWriter.OtherClaim(chart, Fhir.Coding(Fhir.Hcpcs, "G0506"), desk.Month.First.AddMonths(-7)));
        }),
    ];

    private static void ByPractitioner(Desk desk, Chart chart, int seconds) => desk.Spread(chart, seconds, who: chart.Billing);

    private static void Decided(Desk desk, Chart chart, int seconds, string level)
    {
        var last = desk.Month.BusinessDays[VisitDays - 1];
        Decide(desk, chart, level, day => day <= last);
        desk.Spread(chart, seconds, day => day > last);
    }

    private static void Decide(Desk desk, Chart chart, string level, Func<DateOnly, bool> wanted)
    {
        var visit = Visit(desk, chart, wanted, "99214");
        visit["extension"] = new JsonArray(new JsonObject { ["url"] = Fhir.Extension("ccm-mdm"), ["valueCode"] = level });
    }

    // The visit comes before the first entry, or it would not be the initiating one.
    private static void Planned(Desk desk, Chart chart, int seconds)
    {
        var last = desk.Month.BusinessDays[VisitDays - 1];
        chart.PriorMonth = false;
        var visit = Visit(desk, chart, day => day <= last, "99215");
        visit["extension"] = new JsonArray(Fhir.Flag(Fhir.Extension("ccm-discussed"), true), Fhir.Flag(Fhir.Extension("ccm-extended-planning"), true));
        desk.Spread(chart, seconds, day => day > last);
    }

    private static JsonObject Visit(Desk desk, Chart chart, Func<DateOnly, bool> wanted, string code)
    {
        var slot = desk.Calendar.Take([chart.Billing], desk.FreeDays(chart, wanted), 1500);
        chart.PlanningDay = desk.Month.DayOf(slot.Start);
        chart.UsedDays.Add(chart.PlanningDay);
        var visit = ChartWriter.Visit(chart, chart.NextId("visit"), slot, Fhir.Coding(Fhir.Cpt, code), discussed: false);
        chart.Resources.Add(visit);
        return visit;
    }
}
