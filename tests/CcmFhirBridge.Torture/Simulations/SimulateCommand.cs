using System.CommandLine;
using CcmFhirBridge.Torture.Simulations.Bugs;

namespace CcmFhirBridge.Torture.Simulations;

/// <summary>The <c>simulate</c> command.</summary>
internal static class SimulateCommand
{
    public static Command Create(Option<string> size, Option<int> seed)
    {
        var bug = new Option<string>("--bug") { Description = "Only look for this deliberate bug.", HelpName = "NAME" };
        bug.CompletionSources.Add([.. DeliberateBugs.All.Select(each => each.Name)]);
        var histories = PartOption.Create("--histories", "histories");
        var command = new Command(
            "simulate", "Histories of two workers on one thread and a clock of ours, all from seeds, judged by the EHR's own history; --seed alone tells one in full.")
        {
            size, seed, bug, histories,
        };
        command.SetAction((call, cancellation) =>
        {
            var many = call.GetValue(histories) ?? (call.GetValue(size) == "full" ? SimulationAttack.Whole : SimulationAttack.Slice);
            var attack = new SimulationAttack(call.GetValue(seed), many, Console.Out);
            var replays = call.GetResult(seed) is { Implicit: false } && call.GetResult(size) is not { Implicit: false } && call.GetValue(histories) is null;
            return replays ? attack.ReplayAsync(call.GetValue(bug))
                : call.GetValue(bug) is { } name ? attack.FindAsync(name, cancellation)
                : attack.RunAsync(cancellation);
        });
        return command;
    }
}
