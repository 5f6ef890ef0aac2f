using System.CommandLine;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Ehr.Populations;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary><c>assess</c>: the whole decision over files, without server or store (DESIGN §6).</summary>
internal static class AssessCommand
{
    private static readonly string[] Formats = ["ndjson", "table", "csv"];

    public static Command Create(CommandEnvironment environment)
    {
        var input = new Option<string[]>("--input") { Description = "Bulk Data folders, NDJSON (also .gz), single resources or Bundles.", HelpName = "PATH", AllowMultipleArgumentsPerToken = true, Required = true };
        var tenant = GlobalOptions.Tenant();
        var month = CommandHome.MonthOption();
        var output = new Option<string>("--output") { Description = "File to write to; - is standard output.", HelpName = "FILE", DefaultValueFactory = _ => "-" };
        var format = new Option<string>("--format") { Description = "ndjson, table or csv.", DefaultValueFactory = _ => "ndjson" };
        format.AcceptOnlyFromAmong(Formats);
        var explain = new Option<bool>("--explain") { Description = "Add every time entry and every rule value read to the NDJSON." };
        var decided = new Option<string?>("--decisions") { Description = "Decisions of people, one JSON object a line, as 'decide list --json' writes them.", HelpName = "FILE" };
        var memory = new Option<string>("--memory") { Description = "Memory for facts; above it they go to a temporary folder.", HelpName = "SIZE", DefaultValueFactory = _ => "512MiB" };
        var command = new Command("assess", "Decide a month over files: one line a patient, no server, no store.") { input, tenant, month, output, format, explain, decided, memory };
        command.SetAction(async (call, cancellation) =>
        {
            var asked = CommandHome.Month(call.GetRequiredValue(month));
            var limit = MemorySize.Parse(call.GetValue(memory)!);
            var home = CommandHome.Of(call, environment);
            var practice = TenantSelection.Load(home, call.GetRequiredValue(tenant), environment.Folder, resolveSecrets: false);
            var rules = HomeRules.Read(home).Pack;
            var byPayer = RulesByPayer.Of(rules, practice, asked);
            var read = call.GetValue(decided) is { } file ? DecisionFile.Read(environment.PathOf(file)) : [];
            var decisions = read.ToLookup(decision => decision.Patient, StringComparer.Ordinal);
            var lines = AssessmentLines.For(call.GetValue(format)!, call.GetValue(explain));
            var tally = new AssessmentTally();
            var run = new PopulationRun(
                new DefaultResourceMapping(practice), (byPayer.Extended ?? rules.InForce(rules.FirstMonth)!).Conditions, new PopulationOptions { MemoryLimit = limit });

            var target = call.GetValue(output)!;
            await using var destination = new OutputTarget(target, environment);
            lines.WriteHeader(destination.Stream);
            var report = run.Run(
                [.. call.GetRequiredValue(input).Select(environment.PathOf)],
                (record, line) =>
                {
                    var assessment = Assessor.Assess(
                        record with { Decisions = [.. decisions[record.Patient.Key]] }, byPayer.For(record, practice, asked), practice, asked, ProductVersion.Text);
                    tally.Add(assessment);
                    lines.Write(assessment, line);
                },
                destination.Stream,
                cancellation);
            await destination.CompleteAsync(cancellation);
            PopulationOutput.Write(environment.Error, report, tally, rules, asked, read.Count);
            return ExitCode.Done;
        });
        return command;
    }
}
