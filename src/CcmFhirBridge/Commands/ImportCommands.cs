using System.CommandLine;
using System.Globalization;
using CcmFhirBridge.Configuration;
using CcmFhirBridge.Configuration.PublicLists;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary><c>rules import-pfs</c>, <c>rules import-ncci</c> and <c>codes import</c>: published lists into the home folder, after a look at what they change.</summary>
internal static class ImportCommands
{
    public static Command FeeSchedules(CommandEnvironment environment)
    {
        var qualifying = new Option<bool>("--qualifying") { Description = "The file is the one of qualifying participants: its conversion factor is added to the quarter that is loaded." };
        return Import(
            environment, "import-pfs", "Import CMS's relative value file (PPRRVU) or cost indices of localities (GPCI). Shows what would change; --apply does it.", [qualifying],
            (call, files, rules, from) => [.. files.Select(file => ListReader.FeeSchedule(file, rules.Pack, from, call.GetValue(qualifying)))]);
    }

    public static Command Edits(CommandEnvironment environment) => Import(
        environment, "import-ncci", "Import CMS's claim edits: pairs of codes (PTP, all parts at once), most units (MUE), add-ons (AOC). Shows what would change; --apply does it.", [],
        static (_, files, rules, from) => ListReader.Edits(files, rules.Pack, from));

    public static Command Codes(CommandEnvironment environment) => new("codes", "Lists of chronic conditions.")
    {
        Import(
            environment, "import", "Import AHRQ's chronic condition indicator (CCIR) or CMS's warehouse conditions (CCW). Shows what would change; --apply does it.", [],
            static (_, files, _, from) => [.. files.Select(file => ListReader.ChronicConditions(file, from))]),
    };

    private static Command Import(
        CommandEnvironment environment, string name, string description, Option[] more, Func<ParseResult, PublicFile[], HomeRules, DateOnly?, IReadOnlyList<ImportedList>> read)
    {
        var files = new Argument<string[]>("FILE") { Description = "File as it was published, unpacked.", Arity = ArgumentArity.OneOrMore };
        var from = new Option<string?>("--from") { Description = "First day of the quarter, where the file does not say it.", HelpName = "YYYY-MM-DD" };
        var apply = new Option<bool>("--apply") { Description = "Write into the home folder; without it nothing is changed." };
        var command = new Command(name, description) { files, from, apply };
        foreach (var option in more)
            command.Add(option);
        command.SetAction(async (call, cancellation) =>
        {
            var home = CommandHome.Of(call, environment);
            var rules = HomeRules.Read(home);
            var lists = read(call, [.. call.GetRequiredValue(files).Select(file => PublicFile.Read(environment.PathOf(file)))], rules, Day(call.GetValue(from)));
            RefuseOlder(home, lists);
            var after = HomeRules.With(home, lists);
            var changes = lists.Select(list => (list, ListChange.Between(list, rules.Pack, after))).ToArray();
            var effects = await ImportEffects.FindAsync(home, rules.Pack, after, environment.Time, cancellation);
            var applied = call.GetValue(apply);
            if (applied)
                HomeRules.Write(home, lists);
            ImportOutput.Write(environment, call.GetValue(GlobalOptions.Json), changes, effects, after.Version, applied);
            return ExitCode.Done;
        });
        return command;
    }

    // A list that carries its own history is replaced whole, so an older one would forget what is known.
    private static void RefuseOlder(BridgeHome home, IReadOnlyList<ImportedList> lists)
    {
        foreach (var list in lists)
        {
            if (HomeRules.ReleaseOf(home, list.Name) is { } loaded && loaded > list.From)
            {
                throw new ConfigurationException(
                    [new ConfigurationProblem(list.Name, 1, "list.quarter", FormattableString.Invariant($"the list is that of {list.From:yyyy-MM-dd}, and that of {loaded:yyyy-MM-dd} is loaded. Name the newer one, or remove rules/{list.Name} from the home folder first."))]);
            }
        }
    }

    private static DateOnly? Day(string? text) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new UsageException($"'{text}' is not a day. Write it as YYYY-MM-DD.");
}
