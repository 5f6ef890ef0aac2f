using System.CommandLine;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Commands;

/// <summary><c>plan</c>: the dry run of a release; nothing is written, neither in the store's ledger nor in the EHR.</summary>
internal static class PlanCommand
{
    private const int Shown = 20;

    public static Command Create(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var month = CommandHome.MonthOption();
        var command = new Command("plan", "Show what would be sent for a month and what stops the rest. Writes no claim.") { tenant, month };
        command.SetAction(async (call, cancellation) =>
        {
            var asked = CommandHome.Month(call.GetRequiredValue(month));
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            await session.Assessments().RunAsync(asked, cancellation);
            var report = await session.Release().RunAsync(asked, lease: null, cancellation);
            if (call.GetValue(GlobalOptions.Json))
            {
                ReleaseOutput.WriteJson(environment.Out, session.Tenant.Slug, report, sending: null);
                return ExitCode.Done;
            }

            var console = new ReportConsole(environment.Out, environment.Colour);
            console.Table(
                [new("Patient"), new("Status"), new("Lines"), new("Charge", Right: true), new("Claim"), new("Why", NoWrap: false)],
                report.Patients.Where(patient => patient.Status != ReleaseStatus.NotBillable).Select(patient => (IReadOnlyList<string>)
                [
                    patient.Patient, ReleaseOutput.Word(patient.Status), Words.Lines(patient.Lines), Words.Money(patient.Charge),
                    patient.Identifier ?? "–", ReleaseOutput.Why(patient),
                ]));
            TellOthers(console, await session.OverviewAsync(asked, cancellation));
            console.Line($"Dry run: {Words.Count(report.Count(ReleaseStatus.Planned), "claim")} would be planned, charge {Words.Money(report.ChargePlanned)}. Nothing was written.");
            return ExitCode.Done;
        });
        return command;
    }

    // They are in no plan, and somebody may have to do something about them.
    private static void TellOthers(ReportConsole console, MonthOverview overview)
    {
        foreach (var outcome in (Outcome[])[Outcome.Hold, Outcome.Block])
        {
            var patients = overview.Patients.Where(patient => patient.Outcome == outcome).Select(patient => patient.Patient).ToList();
            if (patients.Count > 0)
            {
                console.Line($"Not in the plan, {Words.Of(outcome)}: {Words.Count(patients.Count, "patient")} ('explain' says why): "
                    + string.Join(", ", patients.Take(Shown)) + (patients.Count > Shown ? " …" : "."));
            }
        }
    }
}
