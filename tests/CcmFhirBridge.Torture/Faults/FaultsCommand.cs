using System.CommandLine;
using CcmFhirBridge.Torture.Faults.Mistakes;

namespace CcmFhirBridge.Torture.Faults;

/// <summary>The <c>faults</c> command.</summary>
internal static class FaultsCommand
{
    public static Command Create(Option<string> size, Option<int> seed, Option<string> store)
    {
        var kind = new Option<string>("--kind") { Description = "Only this kind of fault.", HelpName = "NAME" };
        kind.AcceptOnlyFromAmong([.. FaultKinds.All.Select(each => each.Name)]);
        var rung = new Option<string>("--rung") { Description = "Only this way of writing.", HelpName = "NAME" };
        rung.AcceptOnlyFromAmong(AttackedPractice.Ladder);
        var mistake = new Option<string>("--mistake") { Description = "Only look for this deliberate mistake.", HelpName = "NAME" };
        mistake.AcceptOnlyFromAmong([.. Mistake.All.Select(each => each.Name)]);
        var command = new Command(
            "faults", "Every kind of fault of an EHR and of the wire to it, on every way of writing, over real HTTP; --kind, --rung, --seed and --store without --size replay one run.")
        {
            size, seed, store, kind, rung, mistake,
        };
        command.SetAction((call, cancellation) =>
        {
            var (kinds, rungs) = (FaultKinds.All.ToList(), Enumerable.Range(0, AttackedPractice.Ladder.Length).ToList());
            if (call.GetValue(kind) is { } named)
                kinds.RemoveAll(each => each.Name != named);
            if (call.GetValue(rung) is { } step)
                rungs.RemoveAll(each => AttackedPractice.Ladder[each] != step);
            var attack = new FaultAttack(call.GetValue(seed), kinds, rungs, AttackStores.Parse(call.GetValue(store)!), Console.Out);
            var wrong = Mistake.All.FirstOrDefault(each => each.Name == call.GetValue(mistake));
            if (kinds.Count == 1 && rungs.Count == 1 && call.GetResult(size) is not { Implicit: false })
                return attack.ReplayAsync(wrong, cancellation);
            return wrong is not null ? attack.FindAsync([wrong], cancellation)
                : attack.RunAsync(call.GetValue(size) == "full" ? FaultAttack.Whole : 1, withMistakes: kinds.Count > 1, cancellation);
        });
        return command;
    }
}
