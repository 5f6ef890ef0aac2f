using System.CommandLine;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Exchanges;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary><c>doctor</c>: looks at a tenant's connection to its EHR before anybody relies on it.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var probe = new Option<bool>("--probe") { Description = "Try out, on the patient of ehr.writeBack.testPatient, what the EHR does with writes, and keep it: the bridge writes by what was seen. All of it is withdrawn again." };
        var command = new Command("doctor", "Check the connection to a tenant's EHR: credentials, granted scopes, what it can be asked and told. Without --probe nothing is written and no patient is read.") { tenant, probe };
        command.SetAction(async (call, cancellation) =>
        {
            var home = CommandHome.Of(call, environment);
            var checkedTenant = TenantSelection.Load(home, call.GetValue(tenant)!, environment.Folder, resolveSecrets: true);
            await using var connection = EhrConnections.Open(checkedTenant, environment.Time, journal: home.JournalOf(checkedTenant));
            var findings = new List<EhrFinding>(await connection.ExamineAsync(cancellation));
            // Told before the store is opened: what is known of the EHR is worth knowing also when that fails.
            Write(findings);
            // A store is begun for one EHR for ever, so not before the connection is as it should be, and not by looking.
            await using var stores = HomeStores.Of(home, environment.Time);
            if (!findings.Exists(IsFailure))
            {
                var written = call.GetValue(probe) || stores.FiguresOf(checkedTenant.Slug) is not null
                    ? await StoredAsync(home, checkedTenant, environment, call.GetValue(probe), cancellation)
                    : await connection.WaysOfWritingAsync(cancellation);
                Write(written);
                findings.AddRange(written);
            }

            return findings.Exists(IsFailure) ? ExitCode.Ehr : ExitCode.Done;

            void Write(IEnumerable<EhrFinding> told)
            {
                foreach (var finding in told)
                    DoctorCommand.Write(call.GetValue(GlobalOptions.Json), environment.Out, checkedTenant.Slug, finding);
            }
        });
        return command;
    }

    private static bool IsFailure(EhrFinding finding) => finding.Verdict == EhrVerdict.Fail;

    private static async Task<IReadOnlyList<EhrFinding>> StoredAsync(
        BridgeHome home, Tenant tenant, CommandEnvironment environment, bool probe, CancellationToken cancellation)
    {
        await using var session = await TenantSession.OpenAsync(home, tenant, environment.Time, cancellation);
        var probed = probe ? await ProbeAsync(session, cancellation) : [];
        return [.. probed, .. await session.WaysOfWritingAsync(cancellation), .. await ChangesAsync(session, cancellation)];
    }

    // What was seen of the EHR while it was read: an upgrade, and forms that it refuses or ignores.
    private static async Task<IReadOnlyList<EhrFinding>> ChangesAsync(TenantSession session, CancellationToken cancellation)
    {
        var findings = new List<EhrFinding>();
        if (await session.Store.LastStatementChangeAsync(cancellation) is { } change)
            findings.AddRange(change.Lines.Select(line => new EhrFinding("EHR-011", EhrVerdict.Warn, $"the EHR says something else of itself since {change.At.UtcDateTime:yyyy-MM-dd}: {line}")));
        foreach (var type in session.Tenant.Ehr.Types)
        {
            var plan = await session.Reader.PlanAsync(type, cancellation);
            if (await session.Store.AvoidedFormsAsync(type, cancellation) is { } avoided && avoided.Basis == plan.Basis)
                findings.AddRange(avoided.Reasons.Select(reason => new EhrFinding("EHR-012", EhrVerdict.Warn, $"{type} is not read by {reason.Key}: {reason.Value}")));
        }

        return findings;
    }

    private static async Task<IReadOnlyList<EhrFinding>> ProbeAsync(TenantSession session, CancellationToken cancellation)
    {
        if (session.Tenant.Ehr.TestPatient is not { } patient)
            return [new EhrFinding("EHR-010", EhrVerdict.Fail, "writing can only be tried out on a patient who is nobody: name one as ehr.writeBack.testPatient")];
        if (await session.WasBilledAsync(patient, cancellation))
            return [new EhrFinding("EHR-010", EhrVerdict.Fail, "the patient of ehr.writeBack.testPatient has bills in the ledger: name one who is nobody")];
        await using var hold = await session.HoldAsync("doctor", cancellation);
        return (await session.ProbeAsync(hold.Lease, cancellation)).Findings;
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
