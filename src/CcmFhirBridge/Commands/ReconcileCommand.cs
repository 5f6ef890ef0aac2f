using System.CommandLine;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Reconciling;

namespace CcmFhirBridge.Commands;

/// <summary><c>reconcile</c>: the ledger and the EHR compared both ways; drift is told, never overwritten.</summary>
internal static class ReconcileCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var month = CommandHome.MonthOption();
        var adopt = new Option<bool>("--adopt") { Description = "The ledger was lost: take what is ours in the EHR and unknown to the ledger as confirmed, so that it is not billed again." };
        var by = new Option<string?>("--by") { Description = "Who says that it was lost; the account that runs this when not given.", HelpName = "NAME" };
        var command = new Command("reconcile", "Compare the ledger with what the EHR has of a month, both ways. Writes nothing into the EHR.") { tenant, month, adopt, by };
        command.SetAction(async (call, cancellation) =>
        {
            var asked = CommandHome.Month(call.GetRequiredValue(month));
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            // Held even when it only looks: beside a pass it would see bills half written and ask the EHR more often than it allows.
            await using var hold = await session.HoldAsync(environment.User, cancellation);
            var word = call.GetValue(adopt) ? new AdoptionWord(hold.Lease, call.GetValue(by) ?? environment.User) : null;
            var report = await session.ReconcileAsync(asked, word, cancellation);
            if (call.GetValue(GlobalOptions.Json))
                ReconcileOutput.WriteJson(environment.Out, session.Tenant.Slug, report);
            else
                ReconcileOutput.Write(new ReportConsole(environment.Out, environment.Colour), session.Tenant.Slug, report);
            return report.Findings.Any(finding => finding.Kind == DriftKind.Duplicate) ? ExitCode.Integrity
                : report.IsClean ? ExitCode.Done
                : ExitCode.Partial;
        });
        return command;
    }
}
