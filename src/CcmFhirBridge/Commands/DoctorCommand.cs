using System.CommandLine;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary><c>doctor</c>: looks at a tenant's connection to its EHR before anybody relies on it.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var command = new Command("doctor", "Check the connection to a tenant's EHR: credentials, granted scopes, what it can be asked and told. Reads no patient.") { tenant };
        command.SetAction(async (call, cancellation) =>
        {
            var home = CommandHome.Of(call, environment);
            var checkedTenant = TenantSelection.Load(home, call.GetValue(tenant)!, environment.Folder, resolveSecrets: true);
            await using var connection = EhrConnections.Open(checkedTenant, environment.Time);
            var findings = await connection.ExamineAsync(cancellation);
            foreach (var finding in findings)
                Write(call.GetValue(GlobalOptions.Json), environment.Out, checkedTenant.Slug, finding);
            return findings.Any(finding => finding.Verdict == EhrVerdict.Fail) ? ExitCode.Ehr : ExitCode.Done;
        });
        return command;
    }

    private static void Write(bool json, TextWriter output, string tenant, EhrFinding finding)
    {
        var verdict = finding.Verdict.ToString().ToLowerInvariant();
        if (!json)
        {
            output.WriteLine($"{verdict,-4}  {finding.Id}  {finding.Message}");
            return;
        }

        JsonLine.Write(output, writer =>
        {
            writer.WriteString("tenant", tenant);
            writer.WriteString("check", finding.Id);
            writer.WriteString("verdict", verdict);
            writer.WriteString("message", finding.Message);
        });
    }
}
