using System.CommandLine;

namespace CcmFhirBridge.Commands;

/// <summary>The command line as a whole: what there is, and how a call ends.</summary>
internal static class BridgeCommands
{
    public static RootCommand Root(CommandEnvironment environment)
    {
        var root = new RootCommand(
            "Reads a practice's CCM work from its EHR, decides what it supports and why, and writes Claim and ChargeItem back exactly once.")
        {
            GlobalOptions.Json,
            GlobalOptions.Home,
            DemoCommand.Create(environment),
            SimulateEhrCommand.Create(environment),
            TenantCommand.Create(environment),
            DoctorCommand.Create(environment),
            RunCommand.Create(environment),
            StatusCommand.Create(environment),
            SyncCommand.Create(environment),
            AssessCommand.Create(environment),
            ExplainCommand.Create(environment),
            PlanCommand.Create(environment),
            DecideCommand.Create(environment),
            MonthCommand.Create(environment),
            ReleaseCommand.Create(environment),
            CorrectionsCommand.Create(environment),
            OutboxCommand.Create(environment),
            ReconcileCommand.Create(environment),
            ExchangeCommand.Create(environment),
            ClientCommand.Create(environment),
            AuditCommand.Create(environment),
            CalcCommand.Create(environment),
            MetricsCommand.Create(environment),
            RulesCommand.Create(environment),
            ProfilesCommand.Create(environment),
            ImportCommands.Codes(environment),
            VersionCommand.Create(environment),
        };
        return root;
    }

    /// <summary>Runs one call; never throws, always answers with an exit code of <see cref="ExitCode"/>.</summary>
    public static async Task<int> RunAsync(string[] arguments, CommandEnvironment environment, CancellationToken cancellation)
    {
        var parsed = Root(environment).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var line in ParseProblems.Of(parsed))
                await environment.Error.WriteLineAsync("ccm-bridge: " + line);
            await environment.Error.WriteLineAsync("Try 'ccm-bridge --help', or '--help' after a command.");
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    Output = environment.Out,
                    Error = environment.Error,
                    ProcessTerminationTimeout = RunCommand.DrainTimeOf(parsed) + TimeSpan.FromSeconds(5),
                },
                cancellation);
        }
#pragma warning disable CA1031 // The edge of the process: every failure becomes one line and an exit code here.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            var (code, lines) = FailureMapping.Map(failure);
            foreach (var line in lines)
                await environment.Error.WriteLineAsync("ccm-bridge: " + line);
            return code;
        }
    }
}
