using System.CommandLine;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Domain.Metrics;
using CcmFhirBridge.Outputs;

namespace CcmFhirBridge.Commands;

/// <summary><c>metrics</c>: the figures of a practice's month, each with what it counts (RULES §10).</summary>
internal static class MetricsCommand
{
    private static readonly string[] Formats = ["table", "csv", "fhir"];

    public static Command Create(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var month = CommandHome.MonthOption();
        var format = new Option<string>("--format") { Description = "table, csv, or fhir for a MeasureReport.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong(Formats);
        var command = new Command("metrics", "Show the figures of a practice's month: eligible, enrolled, billed, minutes, leakage, holds by reason, revenue.") { tenant, month, format };
        command.SetAction(async (call, cancellation) =>
        {
            var asked = CommandHome.Month(call.GetRequiredValue(month));
            await using var session = await CommandHome.OpenAsync(call, environment, tenant, cancellation);
            var tally = new ProgrammeTally(asked, session.Rules.InForce(asked));
            await foreach (var (_, assessment) in session.Assessments().EverybodyAsync(asked, cancellation))
            {
                if (assessment is not null)
                    tally.Add(assessment);
            }

            var metrics = tally.ToMetrics();
            if (call.GetValue(GlobalOptions.Json))
                MetricsOutput.WriteJson(environment.Out, session.Tenant.Slug, metrics);
            else if (call.GetValue(format) == "csv")
                MetricsOutput.WriteCsv(environment.Out, metrics);
            else if (call.GetValue(format) == "fhir")
                await WriteReportAsync(environment, CanonicalJson.Write(MeasureReportBuilder.Build(session.Tenant, metrics, environment.Time.GetUtcNow())), cancellation);
            else
                MetricsOutput.WriteTables(new ReportConsole(environment.Out, environment.Colour), session.Tenant.Slug, metrics);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task WriteReportAsync(CommandEnvironment environment, byte[] report, CancellationToken cancellation)
    {
        await environment.Out.FlushAsync(cancellation);
        byte[] line = [.. report, (byte)'\n'];
        await environment.RawOut.WriteAsync(line, cancellation);
        await environment.RawOut.FlushAsync(cancellation);
    }
}
