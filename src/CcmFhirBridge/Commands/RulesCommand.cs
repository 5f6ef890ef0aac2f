using System.CommandLine;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Outputs;

namespace CcmFhirBridge.Commands;

/// <summary><c>rules show|diff|lint|import-pfs|import-ncci</c>: what the rule pack says, what changed in it, whether it is sound, and Medicare's published lists.</summary>
internal static class RulesCommand
{
    public static Command Create(CommandEnvironment environment) => new("rules", "Show the rules of a month, what changed between two, check a rule pack, and import Medicare's published lists.")
    {
        Show(environment),
        Diff(environment),
        Lint(environment),
        ImportCommands.FeeSchedules(environment),
        ImportCommands.Edits(environment),
    };

    private static Option<string?> Pack() => new("--pack") { Description = "Folder of a rule pack, or file of a payer's overlay; the pack in use when not given: what travels with the product, with the lists of the home folder.", HelpName = "PATH" };

    private static RulePack Read(ParseResult call, CommandEnvironment environment, string? named) => OverlayOf(environment, named) is { } overlay
        ? RulePackReader.ReadOverlay(EmbeddedRulePacks.UsMedicareCcm(), overlay, named!)
        : named is null ? HomeRules.Read(CommandHome.Of(call, environment)).Pack : RulePackReader.Read(RulePackFolder.Read(environment.PathOf(named)));

    private static RulePackLint LintOf(CommandEnvironment environment, string? named) => OverlayOf(environment, named) is { } overlay
        ? RulePackLint.OfOverlay(overlay, named!)
        : RulePackLint.Of(named is null ? EmbeddedRulePacks.UsMedicareCcmFiles() : RulePackFolder.Read(environment.PathOf(named)));

    // A pack is a folder, so a file is the overlay of a payer.
    private static byte[]? OverlayOf(CommandEnvironment environment, string? named) =>
        named is not null && File.Exists(environment.PathOf(named)) ? RulePackFolder.ReadFile(environment.PathOf(named), named) : null;

    private static Command Show(CommandEnvironment environment)
    {
        var pack = Pack();
        var on = new Option<string?>("--on") { Description = "Service month; the newest that is verified when not given.", HelpName = "YYYY-MM" };
        var code = new Option<string?>("--code") { Description = "Only this code.", HelpName = "CODE" };
        var tenant = new Option<string?>("--tenant") { Description = "With --payer: the practice whose payer it is.", HelpName = "SLUG" };
        var payer = new Option<string?>("--payer") { Description = "With --tenant: show the rules of this payer, a class such as medicare-advantage or a reference such as Organization/acme.", HelpName = "PAYER" };
        var command = new Command("show", "Show the rules in force in a month with their sources. A month without rules: 3.") { on, code, pack, tenant, payer };
        command.SetAction(call =>
        {
            var rules = PayerRules.Find(call, environment, call.GetValue(tenant), call.GetValue(payer), call.GetValue(pack)) ?? Read(call, environment, call.GetValue(pack));
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
            var own = HomeRules.Read(CommandHome.Of(call, environment));
            RulesOutput.WriteMonth(environment, json, rules, inForce, only, own.Pack.Version == rules.Version ? own.Files : []);
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
            var rules = Read(call, environment, call.GetValue(pack));
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
        var command = new Command("lint", "Check a rule pack or a payer's overlay: every mistake with file, line and the fix. What has a mistake is never used: 2.") { pack };
        command.SetAction(call =>
        {
            RulesOutput.WriteLint(environment, call.GetValue(GlobalOptions.Json), LintOf(environment, call.GetValue(pack)));
            return ExitCode.Done;
        });
        return command;
    }
}
