using System.CommandLine;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Commands;

/// <summary><c>sync</c>: reads the EHR into the tenant's store.</summary>
internal static class SyncCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var full = new Option<bool>("--full") { Description = "Read everything again, and notice what was deleted." };
        var accept = new Option<bool>("--accept-deletions") { Description = "With --full: believe a read that shows far less than the one before." };
        var command = new Command("sync", "Read what changed in the EHR since the last sync; the first time, everything.") { tenant, full, accept };
        command.SetAction(async (call, cancellation) =>
        {
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            await using var hold = await session.HoldAsync(environment.User, cancellation);
            var report = await session.Sync(call.GetValue(accept)).RunAsync(call.GetValue(full), ReadProgress.To(environment), cancellation);
            if (call.GetValue(GlobalOptions.Json))
                SyncReportOutput.WriteJson(environment.Out, session.Tenant.Slug, report);
            else
                SyncReportOutput.WriteTable(new ReportConsole(environment.Out, environment.Colour), report);
            return report.Doubts.Count > 0 || report.Types.Any(type => type.PossiblyIncomplete) ? ExitCode.Partial : ExitCode.Done;
        });
        return command;
    }
}

/// <summary>Tells a person at a terminal how far a read is; silent otherwise.</summary>
internal sealed class ReadProgress(TextWriter error) : IProgress<TypeSync>
{
    public static ReadProgress? To(CommandEnvironment environment) => environment.ShowsProgress ? new ReadProgress(environment.Error) : null;

    public void Report(TypeSync value) => error.WriteLine($"  {value.ResourceType}: {value.Read} read");
}
