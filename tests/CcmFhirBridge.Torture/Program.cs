using System.CommandLine;
using CcmFhirBridge.Torture;

// A child is the product itself on a standing clock; everything else is the attack.
if (args is ["child", var now, .. var command])
    return await ChildProcess.RunAsync(now, command);

var size = new Option<string>("--size") { Description = "ci: a slice for the gate; full: the whole attack.", DefaultValueFactory = _ => "ci" };
size.AcceptOnlyFromAmong("ci", "full");
var seed = new Option<int>("--seed") { Description = "Seed that replays a run.", DefaultValueFactory = _ => 1 };
var kill = new Command("kill", "kill -9 in the middle of a close, restart, and count the claims in the EHR's own history.") { size, seed };
kill.SetAction((call, cancellation) =>
    new KillAttack(call.GetValue(seed), call.GetValue(size) == "full" ? 200 : 12, Console.Out).RunAsync(cancellation));
return await new RootCommand("Attacks on the promise that every claim is written exactly once.") { kill }.Parse(args).InvokeAsync();
