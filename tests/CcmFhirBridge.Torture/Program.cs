using System.CommandLine;
using CcmFhirBridge.Torture.Children;
using CcmFhirBridge.Torture.Crashes;
using CcmFhirBridge.Torture.Kills;

// A child is the product itself on a clock of the attack's; everything else is the attack.
if (args is [ChildProcess.Child, .. var order] && order.Length > ChildOrder.Words)
    return await ChildProcess.BecomeAsync(ChildOrder.Parse(order), order[ChildOrder.Words..]);

var size = new Option<string>("--size") { Description = "ci: a slice for the gate; full: the whole attack.", DefaultValueFactory = _ => "ci" };
size.AcceptOnlyFromAmong("ci", "full");
var seed = new Option<int>("--seed") { Description = "Seed that replays a run.", DefaultValueFactory = _ => 1 };
var point = new Option<string>("--point") { Description = "Only this crash point.", HelpName = "NAME" };
var kill = new Command("kill", "kill -9 in the middle of a close, restart, and count the claims in the EHR's own history.") { size, seed };
kill.SetAction((call, cancellation) =>
    new KillAttack(call.GetValue(seed), call.GetValue(size) == "full" ? 200 : 12, Console.Out).RunAsync(cancellation));
var crash = new Command("crash", "Die at each crash point that the product names, restart, and count the claims in the EHR's own history.") { size, seed, point };
crash.SetAction((call, cancellation) =>
    new CrashAttack(call.GetValue(seed), call.GetValue(size) == "full", call.GetValue(point), Console.Out).RunAsync(cancellation));
return await new RootCommand("Attacks on the promise that every claim is written exactly once.") { kill, crash }.Parse(args).InvokeAsync();
