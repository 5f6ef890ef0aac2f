using System.CommandLine;
using CcmFhirBridge.Outputs;

namespace CcmFhirBridge.Commands;

/// <summary><c>corrections list|done</c>: claims that have left and no longer say what the record says.</summary>
internal static class CorrectionsCommand
{
    public static Command Create(CommandEnvironment environment) => new("corrections", "Claims that have left and need correcting, with what to do and by when.")
    {
        List(environment),
        Done(environment),
    };

    private static Command List(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var all = new Option<bool>("--all") { Description = "Also what is done, and what is gone because the record agrees again." };
        var command = new Command("list", "Look through the closed months and list what needs correcting. Sends nothing; safe to repeat.") { tenant, all };
        command.SetAction(async (call, cancellation) =>
        {
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            var corrections = await session.CorrectionsAsync(cancellation);
            var shown = corrections.Where(status => status.IsOpen || call.GetValue(all)).ToList();
            if (call.GetValue(GlobalOptions.Json))
                CorrectionOutput.WriteJson(environment.Out, session.Tenant.Slug, shown);
            else
                CorrectionOutput.Write(new ReportConsole(environment.Out, environment.Colour), session.Tenant.Slug, shown);
            return corrections.Any(status => status.IsOpen) ? ExitCode.Partial : ExitCode.Done;
        });
        return command;
    }

    private static Command Done(CommandEnvironment environment)
    {
        var id = new Argument<string>("ID") { Description = "Id of the correction, as 'corrections list' shows it." };
        var reason = new Option<string>("--reason") { Description = "What was done, such as the number of the reopening.", HelpName = "TEXT", Required = true };
        var by = new Option<string?>("--by") { Description = "Who did it; the account that runs this when not given.", HelpName = "NAME" };
        var tenant = GlobalOptions.Tenant();
        var command = new Command("done", "Record that a person did what a correction asks for. Safe to repeat.") { id, reason, by, tenant };
        command.SetAction(async (call, cancellation) =>
        {
            if (string.IsNullOrWhiteSpace(call.GetRequiredValue(reason)))
                throw new UsageException("--reason is empty. Say what was done.");
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            var settled = await session.SettleCorrectionAsync(
                call.GetRequiredValue(id), call.GetValue(by) ?? environment.User, call.GetRequiredValue(reason), cancellation);
            if (call.GetValue(GlobalOptions.Json))
                CorrectionOutput.WriteJson(environment.Out, session.Tenant.Slug, [settled]);
            else
                await environment.Out.WriteLineAsync($"{settled.Correction.Id} is done since {settled.Last.At:u} by {settled.Last.By}: {settled.Last.Reason}");
            return ExitCode.Done;
        });
        return command;
    }
}
