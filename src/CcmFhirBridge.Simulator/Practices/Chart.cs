using System.Globalization;
using System.Text.Json.Nodes;

namespace CcmFhirBridge.Simulator.Practices;

/// <summary>How a chart documents consent.</summary>
internal enum ConsentShape
{
    Given,
    Missing,
    Withdrawn,
    Rejected,
}

/// <summary>One patient as the scenario wants it: defaults make a patient who bills, a scenario changes what its story needs.</summary>
internal sealed class Chart
{
    public Chart(int number, Dice dice, Staff staff, PracticeMonth month)
    {
        Key = number.ToString("D5", CultureInfo.InvariantCulture);
        (Number, Dice, Month) = (number, dice, month);
        Billing = dice.Pick(staff.Billers);
        VisitDay = PracticeMonth.Weekday(month.Previous.First.AddDays(-dice.Between(20, 240)));
        ConsentGiven = month.At(VisitDay, 16, dice.Between(0, 59));
        PlanDay = VisitDay.AddDays(dice.Between(0, 5));
        CoverageStart = month.First.AddYears(-dice.Between(1, 8));
        Problems = Usual(dice);
        PriorMonth = dice.Chance(50);
    }

    public int Number { get; }

    public string Key { get; }

    public Dice Dice { get; }

    public PracticeMonth Month { get; }

    public StaffMember Billing { get; }

    public string PatientId => "pt-" + Key;

    public string PatientReference => "Patient/" + PatientId;

    public List<Problem> Problems { get; set; }

    public DateOnly VisitDay { get; }

    public bool HasVisit { get; set; } = true;

    public ConsentShape Consent { get; set; } = ConsentShape.Given;

    public DateTimeOffset ConsentGiven { get; set; }

    public DateTimeOffset? ConsentEnded { get; set; }

    public bool HasPlan { get; set; } = true;

    public DateOnly PlanDay { get; set; }

    /// <summary>Day of the decision making that the codes wait for; null when they wait for none.</summary>
    public DateOnly? DecisionDay { get; set; }

    /// <summary>Day of the visit of the month.</summary>
    public DateOnly PlanningDay { get; set; }

    public bool Attested { get; set; } = true;

    /// <summary>SOPT code of the coverage; null for no Coverage at all.</summary>
    public string? Payer { get; set; } = "121";

    public DateOnly CoverageStart { get; }

    public DateOnly? CoverageEnd { get; set; }

    public DateTimeOffset? Death { get; set; }

    /// <summary>There are CCM entries in the month before.</summary>
    public bool PriorMonth { get; set; }

    /// <summary>Days on which the patient already has an entry; a second one on the same day is always scripted.</summary>
    public HashSet<DateOnly> UsedDays { get; } = [];

    /// <summary>Resources besides the base chart: entries, visits, other services.</summary>
    public List<JsonObject> Resources { get; } = [];

    /// <summary>Seconds that count, as the scenario table says, with the moment they start.</summary>
    public List<(DateTimeOffset Start, int Seconds)> Counted { get; } = [];

    public string NextId(string prefix)
    {
        var number = Resources.Count + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}-{Key}-{number:D2}");
    }

    private static List<Problem> Usual(Dice dice)
    {
        var core = dice.Shuffle(Ailment.Core).Take(dice.Between(2, 3)).Select(ailment => new Problem(ailment, WithIcd: true, WithSnomed: dice.Chance(60)));
        var further = dice.Shuffle(Ailment.Further).Take(dice.Between(0, 3))
            .Select(ailment => new Problem(ailment, WithIcd: dice.Chance(80), WithSnomed: true));
        return [.. core, .. further];
    }
}
