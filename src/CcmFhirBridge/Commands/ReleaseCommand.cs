using System.CommandLine;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary><c>release</c>: a person's recorded word that a month, or one patient of it, may leave; then it leaves.</summary>
internal static class ReleaseCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var month = CommandHome.MonthOption();
        var patient = new Option<string?>("--patient") { Description = "Only this patient; with --reason also before the month's day of release.", HelpName = "ID" };
        var reason = new Option<string?>("--reason") { Description = "Why; recorded with the release.", HelpName = "TEXT" };
        var by = new Option<string?>("--by") { Description = "Who releases; the account that runs this when not given.", HelpName = "NAME" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would leave; record and send nothing." };
        var command = new Command("release", "Release a month that was read and assessed, and write it back. Safe to repeat.") { tenant, month, patient, reason, by, dryRun };
        command.SetAction(async (call, cancellation) =>
        {
            var asked = CommandHome.Month(call.GetRequiredValue(month));
            var dry = call.GetValue(dryRun);
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            await using var hold = dry ? null : await session.HoldAsync(environment.User, cancellation);
            if (hold is not null)
            {
                await session.Store.RecordReleaseAsync(
                    new ReleaseDecision(
                        asked,
                        call.GetValue(patient) is { } one ? CommandHome.Patient(one) : null,
                        call.GetValue(by) ?? environment.User,
                        environment.Time.GetUtcNow(),
                        call.GetValue(reason)),
                    cancellation);
            }

            await session.Assessments().RunAsync(asked, cancellation);
            if (hold is null)
            {
                Tell(call, environment, session, await session.Release().RunAsync(asked, lease: null, cancellation), sending: null);
                return ExitCode.Done;
            }

            var sending = await MonthClosing.SendAsync(session, asked, hold.Lease, cancellation);
            Tell(call, environment, session, sending.Release, sending);
            return MonthClosing.ExitCodeOf(sending);
        });
        return command;
    }

    private static void Tell(
        ParseResult call, CommandEnvironment environment, TenantSession session, ReleaseReport release, SendingReport? sending)
    {
        var console = new ReportConsole(environment.Out, environment.Colour);
        if (call.GetValue(GlobalOptions.Json))
            ReleaseOutput.WriteJson(environment.Out, session.Tenant.Slug, release, sending);
        else if (sending is null)
            ReleaseOutput.Write(console, release);
        else
            ReleaseOutput.Write(console, sending);
    }
}
