using System.Text.Json.Nodes;

namespace CcmFhirBridge.Simulator.Practices;

/// <summary>How an entry is written down.</summary>
internal sealed record EntryStyle
{
    public static readonly EntryStyle Usual = new();

    public string? Activity { get; init; }

    public string? Program { get; init; }

    /// <summary>The entry counts towards the month.</summary>
    public bool Counts { get; init; } = true;

    /// <summary>The seconds count, and for another pathway than the one that the codes are of.</summary>
    public bool OtherPathway { get; init; }

    /// <summary>Times are written in UTC.</summary>
    public bool InUtc { get; init; }

    public bool NoEnd { get; init; }

    public bool DateOnly { get; init; }

    /// <summary><c>length</c> in seconds instead of what the slot says.</summary>
    public int? Length { get; init; }
}

/// <summary>Where entries of care management are planned and written.</summary>
internal sealed class Desk(PracticeMonth month, Staff staff, StaffCalendar calendar)
{
    private static readonly string[] Activities =
    [
        "medication-management", "care-coordination", "patient-communication", "caregiver-communication", "patient-education",
        "record-review", "symptom-monitoring", "documentation", "transition-management",
    ];

    public PracticeMonth Month => month;

    public Staff Staff => staff;

    public StaffCalendar Calendar => calendar;

    /// <summary>Free weekdays of the month for this patient.</summary>
    public IReadOnlyList<DateOnly> FreeDays(Chart chart, Func<DateOnly, bool>? wanted = null) =>
        [.. month.BusinessDays.Where(day => !chart.UsedDays.Contains(day) && (wanted is null || wanted(day)))];

    /// <summary>So many seconds in several entries on as many days, all of which count unless the style says otherwise.</summary>
    public void Spread(Chart chart, int seconds, Func<DateOnly, bool>? wanted = null, EntryStyle? style = null, StaffMember? who = null)
    {
        foreach (var part in Parts(chart.Dice, seconds))
            Log(chart, part, wanted, style, who);
    }

    /// <summary>One entry on a free day, by a member of the clinical staff unless somebody is named.</summary>
    public void Log(Chart chart, int seconds, Func<DateOnly, bool>? wanted = null, EntryStyle? style = null, StaffMember? who = null) =>
        Write(chart, calendar.Take(who is null ? staff.Clinical : [who], FreeDays(chart, wanted), seconds), style);

    public void Write(Chart chart, Slot slot, EntryStyle? style = null, int? countedSeconds = null, DateTimeOffset? countedFrom = null)
    {
        var shape = style ?? EntryStyle.Usual;
        var day = month.DayOf(slot.Start);
        chart.UsedDays.Add(day);
        if (shape is { Counts: true, OtherPathway: false })
            chart.Counted.Add((countedFrom ?? slot.Start, countedSeconds ?? (int)(slot.End - slot.Start).TotalSeconds));
        var encounter = new JsonObject
        {
            ["resourceType"] = "Encounter",
            ["id"] = chart.NextId("ccm"),
            ["status"] = "finished",
            ["class"] = Fhir.Coding(Fhir.Terminology + "v3-ActCode", "VR", "virtual"),
            ["type"] = Types(chart, shape),
            ["subject"] = Fhir.Reference(chart.PatientReference),
            ["participant"] = new JsonArray(Participant(chart, slot, shape)),
            ["period"] = Period(slot, shape),
        };
        var seconds = shape.Length ?? (int)(slot.End - slot.Start).TotalSeconds;
        if (shape.Length is not null || (!shape.NoEnd && !shape.DateOnly && chart.Dice.Chance(30)))
            encounter["length"] = new JsonObject { ["value"] = seconds, ["unit"] = "s", ["system"] = "http://unitsofmeasure.org", ["code"] = "s" };
        encounter["serviceProvider"] = Fhir.Reference("Organization/lakeside");
        chart.Resources.Add(encounter);
    }

    private static JsonArray Types(Chart chart, EntryStyle style)
    {
        var types = new JsonArray(Fhir.Concept(Fhir.Activity, style.Activity ?? chart.Dice.Pick(Activities)));
        if (style.Program is not null)
            types.Add((JsonNode)Fhir.Concept(Fhir.Program, style.Program));
        else if (chart.Dice.Chance(30))
            types.Add((JsonNode)Fhir.Concept(Fhir.Program, "ccm"));
        return types;
    }

    private static JsonObject Participant(Chart chart, Slot slot, EntryStyle style)
    {
        var participant = new JsonObject
        {
            ["type"] = new JsonArray(Fhir.Concept(Fhir.Terminology + "v3-ParticipationType", "PPRF", "primary performer")),
            ["individual"] = Fhir.Reference(slot.Who.Reference),
        };
        if (style == EntryStyle.Usual && chart.Dice.Chance(20))
            participant["period"] = Fhir.Period(slot.Start, slot.End);
        return participant;
    }

    private JsonObject Period(Slot slot, EntryStyle style)
    {
        if (style.DateOnly)
        {
            var day = Fhir.Day(month.DayOf(slot.Start));
            return new JsonObject { ["start"] = day, ["end"] = day };
        }
        return style.InUtc
            ? Fhir.Period(slot.Start.ToUniversalTime(), slot.End.ToUniversalTime())
            : Fhir.Period(slot.Start, style.NoEnd ? null : slot.End);
    }

    /// <summary>Three to some thirty minutes each; the sum is exact to the second.</summary>
    private static List<int> Parts(Dice dice, int seconds)
    {
        var count = Math.Clamp(seconds / 900 + dice.Between(0, 1), 1, 6);
        var parts = new List<int>();
        var left = seconds;
        for (var open = count; open > 1; open--)
        {
            var even = left / open;
            var part = dice.Between(even * 7 / 10, even * 13 / 10);
            parts.Add(part);
            left -= part;
        }
        parts.Add(left);
        return parts;
    }
}
