using System.CommandLine;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Corrections;

namespace CcmFhirBridge.Commands;

/// <summary><c>corrections list|approve|done</c>: claims that have left and no longer say what the record says.</summary>
internal static class CorrectionsCommand
{
    public static Command Create(CommandEnvironment environment) => new("corrections", "Claims that have left and need correcting, with what to do and by when.")
    {
        List(environment),
        Approve(environment),
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
            var takeBacks = await session.Store.TakeBacksAsync(cancellation);
            var shown = corrections.Where(status => status.IsOpen || status.IsOnItsWay || call.GetValue(all)).ToList();
            if (call.GetValue(GlobalOptions.Json))
                CorrectionOutput.WriteJson(environment.Out, session.Tenant.Slug, shown, takeBacks);
            else
                CorrectionOutput.Write(new ReportConsole(environment.Out, environment.Colour), session.Tenant.Slug, shown, takeBacks);
            return corrections.Any(status => status.IsOpen || status.IsOnItsWay) ? ExitCode.Partial : ExitCode.Done;
        });
        return command;
    }

    private static Command Approve(CommandEnvironment environment)
    {
        var id = new Argument<string>("ID") { Description = "Id of the correction, as 'corrections list' shows it." };
        var reason = new Option<string>("--reason") { Description = "Why; kept with the claim.", HelpName = "TEXT", Required = true };
        var number = new Option<string?>("--payer-claim") { Description = "The payer's number of the claim that is corrected, which most payers want; the last one that came with an answer when not given.", HelpName = "NUMBER" };
        var by = new Option<string?>("--by") { Description = "Who approves; the account that runs this when not given.", HelpName = "NAME" };
        var tenant = GlobalOptions.Tenant();
        var command = new Command(
            "approve", "Correct a claim whose payer takes it by a replacement or a void: take it back in the EHR and send the later revision. Safe to repeat.")
        {
            id, reason, number, by, tenant,
        };
        command.SetAction(async (call, cancellation) =>
        {
            if (string.IsNullOrWhiteSpace(call.GetRequiredValue(reason)))
                throw new UsageException("--reason is empty. Say why.");
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            await using var hold = await session.HoldAsync(environment.User, cancellation);
            var word = new ApprovalWord(call.GetValue(by) ?? environment.User, call.GetRequiredValue(reason), call.GetValue(number));
            await session.ApproveCorrectionAsync(call.GetRequiredValue(id), word, hold.Lease, cancellation);
            var written = await session.WriteBackAsync(hold.Lease, released: null, cancellation);
            var status = (await session.Corrections().RunAsync(cancellation)).First(each => each.Correction.Id == call.GetRequiredValue(id));
            if (call.GetValue(GlobalOptions.Json))
                CorrectionOutput.WriteJson(environment.Out, session.Tenant.Slug, [status], await session.Store.TakeBacksAsync(cancellation));
            else
                await environment.Out.WriteLineAsync($"{status.Correction.Id} is {CorrectionOutput.State(status)} since {status.Last.At:u} by {status.Last.By}: {status.Last.Reason}");
            return status.IsOnItsWay || !written.IsSettled ? ExitCode.Partial : ExitCode.Done;
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
                CorrectionOutput.WriteJson(environment.Out, session.Tenant.Slug, [settled], []);
            else
                await environment.Out.WriteLineAsync($"{settled.Correction.Id} is done since {settled.Last.At:u} by {settled.Last.By}: {settled.Last.Reason}");
            return ExitCode.Done;
        });
        return command;
    }
}
