using System.CommandLine;
using System.Globalization;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Commands;

/// <summary><c>month show|close|reopen</c>.</summary>
internal static class MonthCommand
{
    public static Command Create(CommandEnvironment environment) => new("month", "Show a service month, close it, or open it again.")
    {
        Show(environment),
        Close(environment),
        Reopen(environment),
    };

    private static Command Show(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var month = CommandHome.MonthOption();
        var command = new Command("show", "Show where a month stands: outcomes, codes, amounts, and what the ledger holds.") { tenant, month };
        command.SetAction(async (call, cancellation) =>
        {
            var asked = CommandHome.Month(call.GetRequiredValue(month));
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            await session.Assessments().RunAsync(asked, cancellation);
            var overview = await session.OverviewAsync(asked, cancellation);
            if (call.GetValue(GlobalOptions.Json))
                MonthOutput.WriteJson(environment.Out, session.Tenant.Slug, overview);
            else
                MonthOutput.WriteTables(new ReportConsole(environment.Out, environment.Colour), session.Tenant.Slug, overview);
            return overview.Broken.IsEmpty ? ExitCode.Done : ExitCode.Integrity;
        });
        return command;
    }

    private static Command Close(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var month = CommandHome.MonthOption();
        var command = new Command(
            "close", "Read everything again, assess everybody, and let leave what the tenant's settings let leave. Safe to repeat.") { tenant, month };
        command.SetAction(async (call, cancellation) =>
        {
            var asked = CommandHome.Month(call.GetRequiredValue(month));
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            var report = await MonthClosing.RunAsync(session, asked, environment.User, ReadProgress.To(environment), cancellation);
            if (call.GetValue(GlobalOptions.Json))
                ReleaseOutput.WriteJson(environment.Out, session.Tenant.Slug, report);
            else
                Tell(environment, session.Tenant, report);
            return report is { Sending: { } sending, Close.Sync: not { Doubts.Count: > 0 } } ? MonthClosing.ExitCodeOf(sending) : ExitCode.Partial;
        });
        return command;
    }

    private static Command Reopen(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var month = CommandHome.MonthArgument();
        var reason = new Option<string>("--reason") { Description = "Why it is opened again; kept for ever.", HelpName = "TEXT", Required = true };
        var by = new Option<string?>("--by") { Description = "Who opens it; the account that runs this when not given.", HelpName = "NAME" };
        var command = new Command("reopen", "Open a closed month again, for a reason: nothing of it leaves until it is closed again. Safe to repeat.") { month, reason, by, tenant };
        command.SetAction(async (call, cancellation) =>
        {
            var asked = CommandHome.Month(call.GetRequiredValue(month));
            if (string.IsNullOrWhiteSpace(call.GetRequiredValue(reason)))
                throw new UsageException("--reason is empty. Say why the month is opened again.");
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            await using var hold = await session.HoldAsync(environment.User, cancellation);
            var report = await session.Reopening().RunAsync(asked, hold.Lease, call.GetValue(by) ?? environment.User, call.GetRequiredValue(reason), cancellation);
            if (call.GetValue(GlobalOptions.Json))
                MonthOutput.WriteJson(environment.Out, session.Tenant.Slug, report);
            else
                MonthOutput.Write(new ReportConsole(environment.Out, environment.Colour), session.Tenant.Slug, report);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Tell(CommandEnvironment environment, Tenant tenant, ClosingReport report)
    {
        var console = new ReportConsole(environment.Out, environment.Colour);
        var month = report.Close.Month.Month;
        switch (report.Close.Result)
        {
            case CloseResult.TooEarly:
                console.Line(string.Create(CultureInfo.InvariantCulture,
                    $"{month} can be closed from {tenant.TimeZone.ToLocal(report.Close.ClosesAt):yyyy-MM-dd HH:mm} in {tenant.TimeZone.Id} on. Until then 'ccm-bridge plan' shows what would leave."));
                return;
            case CloseResult.Incomplete:
                console.Line($"{month} stays in review: {report.Close.Month.Reason}");
                return;
            case CloseResult.InReview:
                console.Line($"{month} is read and assessed: {Outcomes(report)}.");
                console.Line($"It waits for a person. To look at it: ccm-bridge plan --tenant {tenant.Slug} --month {month}");
                console.Line($"Then, to let it leave: ccm-bridge release --tenant {tenant.Slug} --month {month}");
                return;
            case CloseResult.AlreadyClosed:
                console.Line($"{month} was closed before; nothing was read again.");
                break;
            default:
                console.Line($"{month} is closed: {Outcomes(report)}.");
                break;
        }

        ReleaseOutput.Write(console, report.Sending!);
    }

    private static string Outcomes(ClosingReport report) => string.Join(", ", new[] { Outcome.Bill, Outcome.Hold, Outcome.Block, Outcome.None }
        .Select(outcome => $"{report.Close.Assessed!.ByOutcome.GetValueOrDefault(outcome)} {Words.Of(outcome)}"));
}
