namespace CcmFhirBridge.Simulator.Practices.Scenarios;

/// <summary>Stories about who did what, for whom.</summary>
internal static class PeopleScenarios
{
    private static readonly EntryStyle Uncounted = new() { Counts = false };

    public static IEnumerable<Scenario> All { get; } =
    [
        Scenario.Bill("front-desk-entry", 2, 0, (1500, 2300), (desk, chart, seconds) =>
        {
            desk.Log(chart, 900, style: Uncounted, who: Staff.FrontDesk);
            desk.Spread(chart, seconds);
        }),
        Scenario.Bill("scheduling-activity", 2, 0, (1500, 2300), (desk, chart, seconds) =>
        {
            desk.Log(chart, 900, style: Uncounted with { Activity = "scheduling" });
            desk.Spread(chart, seconds);
        }),
        Scenario.Bill("other-programme-entry", 2, 0, (1500, 2300), (desk, chart, seconds) =>
        {
            desk.Log(chart, 1200, style: Uncounted with { Program = "rpm" });
            desk.Spread(chart, seconds);
        }),
        Scenario.Stopped("unknown-performer", "hold", "time.unknown-performer", (desk, chart, seconds) =>
        {
            desk.Log(chart, 1500, style: Uncounted, who: Staff.Unknown);
            desk.Spread(chart, seconds);
        }),
        Scenario.Bill("two-nurses-at-once", 1, 0, (1800, 2300), TwoNursesAtOnce),
        new("one-nurse-two-patients", 1, "bill", null, Promise.Staff(0), (1500, 1900), (desk, charts, seconds) => Shared(desk, charts, seconds, together: 600)) { Patients = 2 },
        new("one-nurse-two-patients-loses-a-unit", 1, "hold", "time.staff-elsewhere", Promise.Staff(0), (2150, 2390),
            (desk, charts, seconds) => Shared(desk, charts, seconds, together: 720)) { Patients = 2 },
    ];

    private static void TwoNursesAtOnce(Desk desk, Chart chart, int seconds)
    {
        var (first, second) = desk.Calendar.TakeTogether(desk.Staff.Clinical, desk.FreeDays(chart), 1200);
        desk.Write(chart, first);
        desk.Write(chart, second, Uncounted);
        desk.Spread(chart, seconds - 1200);
    }

    /// <summary>One call with two patients on the line: each gets half of its seconds.</summary>
    private static void Shared(Desk desk, Chart[] charts, int seconds, int together)
    {
        var days = desk.FreeDays(charts[0]).Intersect(desk.FreeDays(charts[1])).ToList();
        var call = desk.Calendar.Take(desk.Staff.Clinical, days, together);
        foreach (var chart in charts)
        {
            desk.Write(chart, call, countedSeconds: together / 2);
            desk.Spread(chart, seconds - (together / 2));
        }
    }
}
