using System.Text.Json.Nodes;

namespace CcmFhirBridge.Simulator.Practices.Scenarios;

/// <summary>Stories about what else happened: a hospital stay, a death, other services.</summary>
internal static class EventScenarios
{
    private static readonly EntryStyle Uncounted = new() { Counts = false };

    public static IEnumerable<Scenario> All { get; } =
    [
        Scenario.Bill("hospital-stay", 2, 0, (1500, 2300), HospitalStay),
        Scenario.Bill("death-midway", 1, 0, (1300, 1990), Death),
        Scenario.Bill("transitional-care-billed", 2, 0, (1500, 2300), (desk, chart, seconds) =>
        {
            var slot = desk.Calendar.Take([chart.Billing], desk.FreeDays(chart), 1800);
            chart.UsedDays.Add(desk.Month.DayOf(slot.Start));
            chart.Resources.Add(ChartWriter.Visit(chart, chart.NextId("visit"), slot, Fhir.Coding(Fhir.Cpt, "99495"), discussed: false));
            desk.Spread(chart, seconds);
        }),
        Scenario.Stopped("principal-care-billed", "block", "other-service.pcm", Billed(Fhir.Cpt, "99426")),
        Scenario.Stopped("advanced-primary-care-billed", "block", "other-service.apcm", Billed(Fhir.Hcpcs, "G0557")),
    ];

    private static void HospitalStay(Desk desk, Chart chart, int seconds)
    {
        var from = desk.Month.First.AddDays(9);
        var to = from.AddDays(4);
        chart.Resources.Add(new JsonObject
        {
            ["resourceType"] = "Encounter",
            ["id"] = chart.NextId("stay"),
            ["status"] = "finished",
            ["class"] = Fhir.Coding(Fhir.Terminology + "v3-ActCode", "IMP", "inpatient encounter"),
            ["subject"] = Fhir.Reference(chart.PatientReference),
            ["period"] = Fhir.Period(desk.Month.At(from, 2, 15), desk.Month.At(to, 22, 40)),
        });
        desk.Log(chart, 1200, day => day >= from && day <= to, Uncounted);
        desk.Spread(chart, seconds, day => day < from || day > to);
    }

    private static void Death(Desk desk, Chart chart, int seconds)
    {
        var day = desk.Month.First.AddDays(16);
        chart.Death = desk.Month.At(day, 4, 20);
        desk.Spread(chart, seconds, candidate => candidate < day);
        desk.Log(chart, 1080, candidate => candidate > day, Uncounted);
    }

    private static Action<Desk, Chart, int> Billed(string system, string code) => (desk, chart, seconds) =>
    {
        chart.Resources.Add(ChartWriter.OtherClaim(chart, Fhir.Coding(system, code), desk.Month.First.AddDays(20)));
        desk.Spread(chart, seconds);
    };
}
