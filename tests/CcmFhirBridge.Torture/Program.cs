using System.CommandLine;
using CcmFhirBridge.Torture;
using CcmFhirBridge.Torture.Children;
using CcmFhirBridge.Torture.Crashes;
using CcmFhirBridge.Torture.Faults;
using CcmFhirBridge.Torture.Fuzz;
using CcmFhirBridge.Torture.Kills;
using CcmFhirBridge.Torture.Outages;
using CcmFhirBridge.Torture.Peers;
using CcmFhirBridge.Torture.Simulations;
using CcmFhirBridge.Torture.Takeovers;
using CcmFhirBridge.Torture.Validators;

// A child is the product itself on a clock of the attack's; everything else is the attack.
if (args is [ChildProcess.Child, .. var order] && order.Length > ChildOrder.Words)
    return await ChildProcess.BecomeAsync(ChildOrder.Parse(order), order[ChildOrder.Words..]);

var size = new Option<string>("--size") { Description = "ci: a slice for the gate; full: the whole attack.", DefaultValueFactory = _ => "ci" };
size.AcceptOnlyFromAmong("ci", "full");
var seed = new Option<int>("--seed") { Description = "Seed that replays a run.", DefaultValueFactory = _ => 1 };
var store = new Option<string>("--store") { Description = "What the attacked homes are stored in.", DefaultValueFactory = _ => AttackStores.Both };
store.AcceptOnlyFromAmong(AttackStores.Words);
var point = new Option<string>("--point") { Description = "Only this crash point.", HelpName = "NAME" };
var kills = PartOption.Create("--kills", "kills");
var kill = new Command("kill", "kill -9 in the middle of a close, restart, and count the claims in the EHR's own history.") { size, seed, store, kills };
kill.SetAction((call, cancellation) =>
    new KillAttack(call.GetValue(seed), call.GetValue(kills) ?? (call.GetValue(size) == "full" ? 2_000 : 16), AttackStores.Parse(call.GetValue(store)!), Console.Out).RunAsync(cancellation));
var crash = new Command("crash", "Die at each crash point that the product names, restart, and count the claims in the EHR's own history.") { size, seed, store, point };
crash.SetAction((call, cancellation) =>
    new CrashAttack(call.GetValue(seed), call.GetValue(size) == "full", call.GetValue(point), AttackStores.Parse(call.GetValue(store)!), Console.Out).RunAsync(cancellation));
var takeover = new Command("takeover", "Three services on one PostgreSQL: kill, stop or cut off the one that works, and count the claims in the EHR's own history.") { size, seed };
takeover.SetAction((call, cancellation) =>
    new TakeoverAttack(call.GetValue(seed), call.GetValue(size) == "full" ? 10 : 1, Console.Out).RunAsync(cancellation));
var peer = new Command("peer", "Read, close, be killed, close again and reconcile against a FHIR server that nobody here wrote (Medplum's; needs node and npm).") { size, seed };
peer.SetAction((call, cancellation) => new PeerAttack(call.GetValue(seed), call.GetValue(size) == "full" ? 400 : 40, Console.Out).RunAsync(cancellation));
var outage = new Command("outage", "An EHR that is out for an hour while a month is written back: how much more it is asked, and whether every claim is there once.") { size, seed };
outage.SetAction((call, cancellation) => new OutageAttack(call.GetValue(seed), call.GetValue(size) == "full" ? 400 : 80, Console.Out).RunAsync(cancellation));
var validators = new Command("validators", "Our FHIR package, its examples and what the bridge writes, before validators that nobody here wrote (needs node and npm).") { size, seed };
validators.SetAction((call, cancellation) => new ValidatorRun(call.GetValue(seed), call.GetValue(size) == "full" ? 400 : 60, Console.Out).RunAsync(cancellation));
var simulate = SimulateCommand.Create(size, seed);
var faults = FaultsCommand.Create(size, seed, store);
var fuzz = FuzzCommand.Create(size, seed, store);
return await new RootCommand("Attacks on the promise that every claim is written exactly once.") { kill, crash, takeover, simulate, faults, fuzz, peer, outage, validators }.Parse(args).InvokeAsync();
