using System.CommandLine;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Months;

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
            await using var session = CommandHome.Open(call, environment, tenant);
            using var alone = dry ? null : await session.LockAsync(cancellation);
            if (!dry)
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
            var release = await session.Release().RunAsync(asked, dry, cancellation);
            var writeBack = dry ? null : await session.WriteBackAsync(environment.User, asked, cancellation);
            if (call.GetValue(GlobalOptions.Json))
                ReleaseOutput.WriteJson(environment.Out, session.Tenant.Slug, release, writeBack);
            else
                ReleaseOutput.Write(new ReportConsole(environment.Out, environment.Colour), release, writeBack);
            return dry ? ExitCode.Done : MonthClosing.ExitCodeOf(release, writeBack);
        });
        return command;
    }
}
