namespace CcmFhirBridge.Simulator.Practices.Scenarios;

/// <summary>All stories, and how a practice is made of them.</summary>
internal static class ScenarioTable
{
    public static readonly IReadOnlyList<Scenario> All =
        [.. TimeScenarios.All, .. PeopleScenarios.All, .. RecordScenarios.All, .. EventScenarios.All, .. PathwayScenarios.All];

    /// <summary>Each story once as far as there are patients, the rest by weight, in random order.</summary>
    public static IReadOnlyList<Scenario> Cast(int patients, Dice dice)
    {
        var cast = new List<Scenario>();
        var left = patients;
        foreach (var scenario in All.Where(scenario => scenario.Patients <= left))
        {
            if (scenario.Patients > left)
                continue;
            cast.Add(scenario);
            left -= scenario.Patients;
        }
        var weights = All.Sum(scenario => scenario.Weight * scenario.Patients);
        var share = left;
        foreach (var scenario in All)
        {
            for (var i = 0; i < share * scenario.Weight / weights; i++)
            {
                cast.Add(scenario);
                left -= scenario.Patients;
            }
        }
        for (; left > 0; left--)
            cast.Add(All[0]);
        return dice.Shuffle(cast);
    }
}
