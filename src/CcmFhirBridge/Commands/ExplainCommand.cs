using System.CommandLine;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Assessing;

namespace CcmFhirBridge.Commands;

/// <summary><c>explain PATIENT MONTH</c>: one decision with its whole working, from what is stored.</summary>
internal static class ExplainCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var patient = new Argument<string>("PATIENT") { Description = "Logical id in the EHR, or Patient/id." };
        var month = CommandHome.MonthArgument();
        var command = new Command("explain", "Explain one patient's month: every second, every check, every source.") { patient, month, tenant };
        command.SetAction(async (call, cancellation) =>
        {
            var asked = CommandHome.Month(call.GetRequiredValue(month));
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            var reference = CommandHome.Patient(call.GetRequiredValue(patient));
            var assessment = await session.Assessments().AssessAsync(reference, asked, cancellation)
                ?? throw new UsageException($"nothing is stored of {reference}. Run 'ccm-bridge sync --tenant {session.Tenant.Slug}' first, or check the id.");
            if (call.GetValue(GlobalOptions.Json))
            {
                await environment.Out.FlushAsync(cancellation);
                byte[] line = [.. AssessmentJson.ToUtf8(assessment, explain: true), (byte)'\n'];
                await environment.RawOut.WriteAsync(line, cancellation);
                await environment.RawOut.FlushAsync(cancellation);
            }
            else
            {
                ExplanationText.Write(new ReportConsole(environment.Out, environment.Colour), assessment, session.Tenant.TimeZone);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
