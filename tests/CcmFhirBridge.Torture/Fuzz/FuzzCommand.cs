using System.CommandLine;
using CcmFhirBridge.Testing.Postgres;
using CcmFhirBridge.Torture.Fuzz.Mistakes;

namespace CcmFhirBridge.Torture.Fuzz;

/// <summary>The <c>fuzz</c> command.</summary>
internal static class FuzzCommand
{
    public static Command Create(Option<string> size, Option<int> seed, Option<string> store)
    {
        var request = new Option<int?>("--request") { Description = "Only send this request of the run, and tell what comes back.", HelpName = "NUMBER" };
        var mistake = new Option<string>("--mistake") { Description = "Only look for this deliberate mistake.", HelpName = "NAME" };
        mistake.AcceptOnlyFromAmong([.. FuzzMistake.All.Select(static each => each.Name)]);
        var command = new Command(
            "fuzz", "Random requests to the tenants' FHIR endpoints and their door, of three tenants whose patients are marked, on SQLite and where there is one on PostgreSQL.")
        {
            size, seed, store, request, mistake,
        };
        command.SetAction((call, cancellation) =>
        {
            var wrong = FuzzMistake.All.FirstOrDefault(each => each.Name == call.GetValue(mistake));
            var attack = new FuzzAttack(call.GetValue(seed), call.GetValue(size) == "full" ? FuzzAttack.Whole : FuzzAttack.Slice, StoresOf(call.GetValue(store)!), Console.Out);
            return call.GetValue(request) is { } number ? attack.ReplayAsync(number, wrong, cancellation)
                : wrong is not null ? attack.FindAsync([wrong], cancellation)
                : attack.RunAsync(cancellation);
        });
        return command;
    }

    private static AttackStores StoresOf(string word) => word == AttackStores.Both && PostgresServer.Shared is null ? AttackStores.Parse("sqlite") : AttackStores.Parse(word);
}
