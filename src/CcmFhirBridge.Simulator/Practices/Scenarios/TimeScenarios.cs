namespace CcmFhirBridge.Simulator.Practices.Scenarios;

/// <summary>Stories about how much time there is and how it was written down.</summary>
internal static class TimeScenarios
{
    private static readonly EntryStyle Uncounted = new() { Counts = false };

    public static IEnumerable<Scenario> All { get; } =
    [
        Scenario.Bill("typical-20-to-39", 24, 0, (1201, 2399), Plain),
        Scenario.Bill("typical-40-to-59", 14, 1, (2401, 3599), Plain),
        Scenario.Bill("typical-60-and-more", 8, 2, (3601, 4799), Plain),
        Scenario.None("no-activity", 8, (0, 0), (_, _, _) => { }),
        Scenario.None("little-activity", 5, (300, 1100), Plain),
        Scenario.Bill("exactly-20-minutes", 1, 0, (1200, 1200), Plain),
        Scenario.None("one-second-under-20-minutes", 2, (1199, 1199), Plain),
        Scenario.Bill("one-second-under-40-minutes", 1, 0, (2399, 2399), Plain),
        Scenario.Bill("exactly-40-minutes", 1, 1, (2400, 2400), Plain),
        Scenario.Bill("exactly-60-minutes", 1, 2, (3600, 3600), Plain),
        Scenario.Bill("surplus-85-minutes", 1, 2, (5100, 5100), Plain),
        Scenario.Bill("length-shorter-than-period", 1, 0, (1500, 2300), LengthShorter),
        Scenario.Bill("start-and-length-only", 1, 0, (1500, 2300), StartAndLength),
        Scenario.Bill("across-the-last-midnight", 1, 0, (1300, 1700), AcrossMidnight),
        Scenario.Bill("next-month-in-utc", 1, 0, (1300, 2300), NextMonthInUtc),
        Scenario.Bill("one-nurse-overlaps-herself", 1, 0, (1600, 2300), OverlapsHerself),
        Scenario.Stopped("open-ended-entry", "hold", "time.open-ended",
            (desk, chart, seconds) => Beside(desk, chart, seconds, 900, Uncounted with { NoEnd = true })),
        Scenario.Stopped("date-only-entry", "hold", "time.date-only",
            (desk, chart, seconds) => Beside(desk, chart, seconds, 900, Uncounted with { DateOnly = true })),
        Scenario.Stopped("five-hour-entry", "hold", "time.too-long", (desk, chart, seconds) => Beside(desk, chart, seconds, 18_000, Uncounted)),
    ];

    private static void Plain(Desk desk, Chart chart, int seconds) => desk.Spread(chart, seconds);

    private static void Beside(Desk desk, Chart chart, int seconds, int other, EntryStyle style)
    {
        desk.Log(chart, other, style: style);
        desk.Spread(chart, seconds);
    }

    private static void LengthShorter(Desk desk, Chart chart, int seconds)
    {
        var slot = desk.Calendar.Take(desk.Staff.Clinical, desk.FreeDays(chart), 1500);
        desk.Write(chart, slot, new EntryStyle { Length = 600 }, countedSeconds: 600);
        desk.Spread(chart, seconds - 600);
    }

    private static void StartAndLength(Desk desk, Chart chart, int seconds)
    {
        var slot = desk.Calendar.Take(desk.Staff.Clinical, desk.FreeDays(chart), 900);
        desk.Write(chart, slot, new EntryStyle { NoEnd = true, Length = 900 });
        desk.Spread(chart, seconds - 900);
    }

    private static void AcrossMidnight(Desk desk, Chart chart, int seconds)
    {
        var slot = desk.Calendar.TakeMidnight(desk.Staff.Clinical, secondsBefore: 600, secondsAfter: 1200);
        desk.Write(chart, slot, countedSeconds: 600);
        desk.Spread(chart, seconds - 600, day => day != desk.Month.Last);
    }

    private static void NextMonthInUtc(Desk desk, Chart chart, int seconds)
    {
        desk.Write(chart, desk.Calendar.TakeLastEvening(desk.Staff.Clinical, 720), new EntryStyle { InUtc = true });
        desk.Spread(chart, seconds - 720, day => day != desk.Month.Last);
    }

    private static void OverlapsHerself(Desk desk, Chart chart, int seconds)
    {
        var whole = desk.Calendar.Take(desk.Staff.Clinical, desk.FreeDays(chart), 1500);
        desk.Write(chart, whole with { End = whole.Start.AddSeconds(1200) });
        desk.Write(chart, whole with { Start = whole.Start.AddSeconds(300) }, countedFrom: whole.Start.AddSeconds(1200), countedSeconds: 300);
        if (seconds > 1500)
            desk.Spread(chart, seconds - 1500);
    }
}
