using System.Text.Json.Nodes;

namespace CcmFhirBridge.Simulator.Practices;

/// <summary>What every chart holds besides: it must change nothing.</summary>
internal static class NoiseWriter
{
    public static IEnumerable<JsonObject> Write(Chart chart, Desk desk)
    {
        var dice = chart.Dice;
        var number = 0;
        foreach (var days in OtherVisitDays(chart, desk))
        {
            number++;
            var slot = desk.Calendar.Take(desk.Staff.Billers, days, 60 * dice.Between(10, 25));
            yield return ChartWriter.Visit(chart, $"other-{chart.Key}-{number}", slot, Fhir.Coding(Fhir.Snomed, "185349003", "Check-up"), discussed: false);
        }
        yield return Observation(chart, "bp", "8480-6", "Systolic pressure", dice.Between(110, 165), "mm[Hg]");
        if (dice.Chance(50))
            yield return Observation(chart, "weight", "29463-7", "Body weight", dice.Between(52, 118), "kg");
    }

    private static IEnumerable<IReadOnlyList<DateOnly>> OtherVisitDays(Chart chart, Desk desk)
    {
        if (chart.Dice.Chance(40))
            yield return [.. chart.Month.Previous.BusinessDays.Where(day => day > chart.VisitDay)];
        if (chart.Dice.Chance(25) && chart.Death is null)
            yield return desk.FreeDays(chart);
    }

    private static JsonObject Observation(Chart chart, string name, string code, string label, int value, string unit) => new()
    {
        ["resourceType"] = "Observation",
        ["id"] = $"obs-{chart.Key}-{name}",
        ["status"] = "final",
        ["category"] = new JsonArray(Fhir.Concept(Fhir.Terminology + "observation-category", "vital-signs")),
        ["code"] = Fhir.Concept("http://loinc.org", code, label),
        ["subject"] = Fhir.Reference(chart.PatientReference),
        ["effectiveDateTime"] = Fhir.Time(chart.Month.At(chart.VisitDay, 9, 30)),
        ["valueQuantity"] = new JsonObject { ["value"] = value, ["unit"] = unit, ["system"] = "http://unitsofmeasure.org", ["code"] = unit },
    };
}
