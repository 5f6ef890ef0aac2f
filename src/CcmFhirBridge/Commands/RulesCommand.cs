using System.CommandLine;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Outputs;

namespace CcmFhirBridge.Commands;

/// <summary><c>rules show|diff|lint</c>: what the rule pack says, what changed in it, and whether it is sound.</summary>
internal static class RulesCommand
{
    public static Command Create(CommandEnvironment environment) => new("rules", "Show the rules of a month, what changed between two, and check a rule pack.")
    {
        Show(environment),
        Diff(environment),
        Lint(environment),
    };

    private static Option<string?> Pack() => new("--pack") { Description = "Folder of a rule pack; the one that travels with the product when not given.", HelpName = "DIR" };

    private static IReadOnlyDictionary<string, byte[]> Files(CommandEnvironment environment, string? folder) =>
        folder is null ? EmbeddedRulePacks.UsMedicareCcmFiles() : RulePackFolder.Read(environment.PathOf(folder));

    private static Command Show(CommandEnvironment environment)
    {
        var pack = Pack();
        var on = new Option<string?>("--on") { Description = "Service month; the newest that is verified when not given.", HelpName = "YYYY-MM" };
        var code = new Option<string?>("--code") { Description = "Only this code.", HelpName = "CODE" };
        var command = new Command("show", "Show the rules in force in a month with their sources. A month without rules: 3.") { on, code, pack };
        command.SetAction(call =>
        {
            var rules = RulePackReader.Read(Files(environment, call.GetValue(pack)));
            var month = call.GetValue(on) is { } text ? CommandHome.Month(text) : ServiceMonth.Of(rules.VerifiedThrough);
            var json = call.GetValue(GlobalOptions.Json);
            if (rules.InForce(month) is not { } inForce)
            {
                RulesOutput.WriteNone(environment, json, rules, month);
                return ExitCode.Partial;
            }

            var only = call.GetValue(code);
            if (only is not null && inForce.Find(only) is null)
                throw new UsageException($"{only} is not in force in {month}. In force are: {string.Join(", ", inForce.Codes.Select(known => known.Code))}.");
            RulesOutput.WriteMonth(environment, json, rules, inForce, only);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Diff(CommandEnvironment environment)
    {
        var pack = Pack();
        var from = new Argument<string>("FROM") { Description = "YYYY-MM, or YYYY for the December of the year." };
        var to = new Argument<string>("TO") { Description = "YYYY-MM, or YYYY for the December of the year." };
        var command = new Command("diff", "Show what came, went and changed between two months.") { from, to, pack };
        command.SetAction(call =>
        {
            var rules = RulePackReader.Read(Files(environment, call.GetValue(pack)));
            var before = CommandHome.RulesOf(rules, call.GetRequiredValue(from));
            var after = CommandHome.RulesOf(rules, call.GetRequiredValue(to));
            RulesOutput.WriteChanges(environment, call.GetValue(GlobalOptions.Json), before, after, RuleChange.Between(before, after));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Lint(CommandEnvironment environment)
    {
        var pack = Pack();
        var command = new Command("lint", "Check a rule pack: every mistake with file, line and the fix. A pack with a mistake is never used: 2.") { pack };
        command.SetAction(call =>
        {
            RulesOutput.WriteLint(environment, call.GetValue(GlobalOptions.Json), RulePackLint.Of(Files(environment, call.GetValue(pack))));
            return ExitCode.Done;
        });
        return command;
    }
}
