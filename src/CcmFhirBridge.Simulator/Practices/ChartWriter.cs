using System.Globalization;
using System.Text.Json.Nodes;

namespace CcmFhirBridge.Simulator.Practices;

/// <summary>Turns a chart into its resources.</summary>
internal static class ChartWriter
{
    private static readonly string[] Given = ["Alma", "Bruno", "Carla", "Dario", "Edna", "Floyd", "Greta", "Harold", "Ines", "Jonas", "Klara", "Leon", "Mabel", "Norris", "Opal", "Percy"];
    private static readonly string[] Family = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper", "Larch", "Maple", "Oak", "Pine", "Rowan", "Sorrel"];
    private static readonly string[] Streets = ["Example Lane", "Sample Street", "Mockingbird Court", "Placeholder Avenue", "Invented Way"];

    public static IEnumerable<JsonObject> Write(Chart chart, Desk desk)
    {
        yield return Patient(chart);
        for (var i = 0; i < chart.Problems.Count; i++)
            yield return Condition(chart, i);
        yield return PastIllness(chart);
        if (chart.Payer is { } payer)
            yield return Coverage(chart, payer);
        if (chart.Consent != ConsentShape.Missing)
            yield return ConsentWriter.Write(chart);
        if (chart.HasPlan)
            yield return PlanWriter.Write(chart);
        if (chart.HasVisit)
            yield return InitiatingVisit(chart, desk);
        foreach (var resource in chart.Resources)
            yield return resource;
        foreach (var resource in NoiseWriter.Write(chart, desk))
            yield return resource;
    }

    /// <summary>A face-to-face visit that is billed on its own.</summary>
    public static JsonObject Visit(Chart chart, string id, Slot slot, JsonObject coding, bool discussed)
    {
        var visit = new JsonObject { ["resourceType"] = "Encounter", ["id"] = id };
        if (discussed)
            visit["extension"] = new JsonArray(Fhir.Flag(Fhir.Extension("ccm-discussed"), true));
        visit["status"] = "finished";
        visit["class"] = Fhir.Coding(Fhir.Terminology + "v3-ActCode", "AMB", "ambulatory");
        visit["type"] = new JsonArray(Fhir.Concept(coding));
        visit["subject"] = Fhir.Reference(chart.PatientReference);
        visit["participant"] = new JsonArray(new JsonObject
        {
            ["type"] = new JsonArray(Fhir.Concept(Fhir.Terminology + "v3-ParticipationType", "PPRF", "primary performer")),
            ["individual"] = Fhir.Reference(slot.Who.Reference),
        });
        visit["period"] = Fhir.Period(slot.Start, slot.End);
        visit["serviceProvider"] = Fhir.Reference("Organization/lakeside");
        return visit;
    }

    /// <summary>A claim of the same practice for another service.</summary>
    public static JsonObject OtherClaim(Chart chart, JsonObject code, DateOnly day) => new()
    {
        ["resourceType"] = "Claim",
        ["id"] = chart.NextId("claim"),
        ["status"] = "active",
        ["type"] = Fhir.Concept(Fhir.Terminology + "claim-type", "professional"),
        ["use"] = "claim",
        ["patient"] = Fhir.Reference(chart.PatientReference),
        ["created"] = Fhir.Day(day),
        ["provider"] = Fhir.Reference("Organization/lakeside"),
        ["priority"] = Fhir.Concept(Fhir.Terminology + "processpriority", "normal"),
        ["careTeam"] = new JsonArray(new JsonObject { ["sequence"] = 1, ["provider"] = Fhir.Reference(chart.Billing.Reference) }),
        ["insurance"] = new JsonArray(new JsonObject { ["sequence"] = 1, ["focal"] = true, ["coverage"] = Fhir.Reference($"Coverage/cov-{chart.Key}") }),
        ["item"] = new JsonArray(new JsonObject
        {
            ["sequence"] = 1,
            ["careTeamSequence"] = new JsonArray(1),
            ["productOrService"] = Fhir.Concept(code),
            ["servicedDate"] = Fhir.Day(day),
            ["quantity"] = new JsonObject { ["value"] = 1 },
        }),
    };

    private static JsonObject Patient(Chart chart)
    {
        var dice = chart.Dice;
        var female = dice.Chance(55);
        var patient = new JsonObject
        {
            ["resourceType"] = "Patient",
            ["id"] = chart.PatientId,
            ["meta"] = new JsonObject { ["tag"] = new JsonArray(Fhir.Coding(Fhir.Terminology + "v3-ActReason", "HTEST", "test health data")) },
            ["identifier"] = new JsonArray(Fhir.Identifier(Fhir.Mrn, "LK" + chart.Key), Fhir.Identifier(Fhir.Mbi, MemberId(chart.Number))),
            ["active"] = true,
            ["name"] = new JsonArray(new JsonObject
            {
                ["use"] = "official",
                ["family"] = dice.Pick(Family) + "-Synth",
                ["given"] = new JsonArray(dice.Pick(Given)),
            }),
            ["telecom"] = new JsonArray(new JsonObject { ["system"] = "phone", ["value"] = $"555-01{chart.Number % 100:D2}" }),
            ["gender"] = female ? "female" : "male",
            ["birthDate"] = Fhir.Day(chart.Month.First.AddYears(-dice.Between(66, 94)).AddDays(-dice.Between(1, 360))),
        };
        if (chart.Death is { } death)
            patient["deceasedDateTime"] = Fhir.Time(death);
        patient["address"] = new JsonArray(new JsonObject
        {
            ["line"] = new JsonArray($"{dice.Between(1, 999)} {dice.Pick(Streets)}"),
            ["city"] = "Lakeside",
            ["state"] = "NY",
            ["postalCode"] = "12345",
        });
        patient["generalPractitioner"] = new JsonArray(Fhir.Reference(chart.Billing.Reference));
        patient["managingOrganization"] = Fhir.Reference("Organization/lakeside");
        return patient;
    }

    private static JsonObject Condition(Chart chart, int index)
    {
        var problem = chart.Problems[index];
        var codings = new List<JsonObject>();
        if (problem.WithIcd)
            codings.Add(Fhir.Coding(Fhir.Icd, problem.Ailment.Icd, problem.Ailment.Label));
        if (problem.WithSnomed)
            codings.Add(Fhir.Coding(Fhir.Snomed, problem.Ailment.Snomed, problem.Ailment.Label));
        return new JsonObject
        {
            ["resourceType"] = "Condition",
            ["id"] = ConditionId(chart, index),
            ["clinicalStatus"] = Fhir.Concept(Fhir.Terminology + "condition-clinical", "active"),
            ["verificationStatus"] = Fhir.Concept(Fhir.Terminology + "condition-ver-status", problem.Verification),
            ["category"] = new JsonArray(Fhir.Concept(Fhir.Terminology + "condition-category", "problem-list-item")),
            ["code"] = Fhir.Concept([.. codings]),
            ["subject"] = Fhir.Reference(chart.PatientReference),
            ["onsetDateTime"] = Fhir.Day(chart.Month.First.AddYears(-chart.Dice.Between(1, 12)).AddDays(-chart.Dice.Between(0, 200))),
            ["recordedDate"] = Fhir.Day(chart.VisitDay),
        };
    }

    public static string ConditionId(Chart chart, int index) => string.Create(CultureInfo.InvariantCulture, $"cond-{chart.Key}-{index + 1}");

    /// <summary>An acute illness that is over: never a chronic condition.</summary>
    private static JsonObject PastIllness(Chart chart) => new()
    {
        ["resourceType"] = "Condition",
        ["id"] = $"cond-{chart.Key}-past",
        ["clinicalStatus"] = Fhir.Concept(Fhir.Terminology + "condition-clinical", "resolved"),
        ["verificationStatus"] = Fhir.Concept(Fhir.Terminology + "condition-ver-status", "confirmed"),
        ["category"] = new JsonArray(Fhir.Concept(Fhir.Terminology + "condition-category", "problem-list-item")),
        ["code"] = Fhir.Concept(Fhir.Icd, "J20.9", "Acute bronchitis"),
        ["subject"] = Fhir.Reference(chart.PatientReference),
        ["recordedDate"] = Fhir.Day(chart.VisitDay),
    };

    private static JsonObject Coverage(Chart chart, string payer)
    {
        var period = new JsonObject { ["start"] = Fhir.Day(chart.CoverageStart) };
        if (chart.CoverageEnd is { } end)
            period["end"] = Fhir.Day(end);
        return new JsonObject
        {
            ["resourceType"] = "Coverage",
            ["id"] = $"cov-{chart.Key}",
            ["status"] = "active",
            ["type"] = Fhir.Concept("https://nahdo.org/sopt", payer, payer == "121" ? "Medicare fee for service" : "Medicare Advantage"),
            ["subscriberId"] = MemberId(chart.Number),
            ["beneficiary"] = Fhir.Reference(chart.PatientReference),
            ["relationship"] = Fhir.Concept(Fhir.Terminology + "subscriber-relationship", "self"),
            ["period"] = period,
            ["payor"] = new JsonArray(Fhir.Reference(payer == "121" ? "Organization/medicare" : "Organization/advantage-plan")),
            ["order"] = 1,
        };
    }

    private static JsonObject InitiatingVisit(Chart chart, Desk desk)
    {
        var code = chart.Dice.Pick<string>(["99213", "99214", "99214", "99215", "G0439"]);
        var days = Enumerable.Range(0, 4).Select(after => PracticeMonth.Weekday(chart.VisitDay.AddDays(-after))).ToList();
        var slot = desk.Calendar.Take([chart.Billing], [.. days.Distinct()], 60 * chart.Dice.Between(15, 40));
        var system = code[0] == 'G' ? Fhir.Hcpcs : Fhir.Cpt;
        return Visit(chart, $"init-{chart.Key}", slot, Fhir.Coding(system, code), discussed: true);
    }

    /// <summary>The shape of a Medicare number; its second letter is one that real ones never have.</summary>
    private static string MemberId(int number)
    {
        var letters = "ACDEFGHJKM";
        var digits = number.ToString("D8", CultureInfo.InvariantCulture);
        return $"1S{digits[0]}{digits[1]}{letters[digits[2] - '0']}{digits[3]}{digits[4]}{letters[digits[5] - '0']}Y{digits[6]}{digits[7]}";
    }
}
