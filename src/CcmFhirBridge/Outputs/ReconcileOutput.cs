using CcmFhirBridge.Pipeline.Reconciling;

namespace CcmFhirBridge.Outputs;

/// <summary>How the ledger and the EHR disagree, for people and for machines.</summary>
internal static class ReconcileOutput
{
    public static void Write(ReportConsole console, string tenant, ReconcileReport report)
    {
        console.Table(
            [new("Drift"), new("Identifier"), new("Patient"), new("In the EHR", NoWrap: false), new("What", NoWrap: false)],
            report.Findings.Select(finding => (IReadOnlyList<string>)
                [Word(finding.Kind), finding.Identifier ?? "–", finding.Patient ?? "–", finding.References.IsEmpty ? "–" : string.Join(", ", finding.References), finding.Said]));
        foreach (var question in report.NotAsked)
            console.Line($"Not answered: {question}");
        if (!report.Adopted.IsEmpty)
            console.Line($"Adopted {Words.Count(report.Adopted.Length, "resource")} from the EHR: the ledger has them as confirmed, and they are not billed again.");
        if (!report.Planned.IsEmpty)
            console.Line($"{Words.Count(report.Planned.Length, "resource")} of those bills that the EHR does not have stand in the ledger again, held: once the month is released they leave as far as the EHR takes them, and 'ccm-bridge outbox list' shows what waits for a person.");
        console.Line($"{report.Month}: {report.Confirmed} confirmed in the ledger, {report.Open} still to be asked about; {Words.Count(report.Findings.Length, "finding")}, {Words.Count(report.NotAsked.Length, "question")} not answered.");
        if (report.IsClean)
            console.Line("The ledger and the EHR agree.");
        else if (report.Adopted.IsEmpty && report.Findings.Any(finding => finding.Kind == DriftKind.Extra))
            console.Line($"If the ledger was lost: ccm-bridge reconcile --tenant {tenant} --month {report.Month} --adopt. Otherwise ask who else writes under our identifiers.");
    }

    public static void WriteJson(TextWriter output, string tenant, ReconcileReport report)
    {
        foreach (var finding in report.Findings)
        {
            JsonLine.Write(output, writer =>
            {
                writer.WriteString("tenant", tenant);
                writer.WriteString("month", report.Month.ToString());
                writer.WriteString("drift", Word(finding.Kind));
                writer.WriteString("resourceType", finding.ResourceType);
                writer.WriteString("identifier", finding.Identifier);
                writer.WriteString("patient", finding.Patient);
                writer.WriteStartArray("ehr");
                foreach (var reference in finding.References)
                    writer.WriteStringValue(reference);
                writer.WriteEndArray();
                writer.WriteString("said", finding.Said);
            });
        }

        foreach (var question in report.NotAsked)
        {
            JsonLine.Write(output, writer =>
            {
                writer.WriteString("tenant", tenant);
                writer.WriteString("month", report.Month.ToString());
                writer.WriteString("notAnswered", question);
            });
        }

        foreach (var entry in report.Adopted)
        {
            JsonLine.Write(output, writer =>
            {
                writer.WriteString("tenant", tenant);
                writer.WriteString("month", report.Month.ToString());
                writer.WriteString("adopted", entry.RevisionIdentifier);
                writer.WriteString("resourceType", entry.ResourceType);
                writer.WriteString("patient", entry.Patient);
                writer.WriteString("ehr", entry.EhrReference);
            });
        }

        WritePlanned(output, tenant, report);
        JsonLine.Write(output, writer =>
        {
            writer.WriteString("tenant", tenant);
            writer.WriteString("month", report.Month.ToString());
            writer.WriteNumber("confirmed", report.Confirmed);
            writer.WriteNumber("open", report.Open);
            writer.WriteNumber("findings", report.Findings.Length);
            writer.WriteNumber("notAnswered", report.NotAsked.Length);
            writer.WriteNumber("adopted", report.Adopted.Length);
            writer.WriteBoolean("clean", report.IsClean);
        });
    }

    private static void WritePlanned(TextWriter output, string tenant, ReconcileReport report)
    {
        foreach (var entry in report.Planned)
        {
            JsonLine.Write(output, writer =>
            {
                writer.WriteString("tenant", tenant);
                writer.WriteString("month", report.Month.ToString());
                writer.WriteString("planned", entry.RevisionIdentifier);
                writer.WriteString("resourceType", entry.ResourceType);
                writer.WriteString("patient", entry.Patient);
                writer.WriteString("state", Words.Of(entry.State));
            });
        }
    }

    private static string Word(DriftKind kind) => kind switch
    {
        DriftKind.Duplicate => "duplicate",
        DriftKind.Extra => "extra",
        DriftKind.Missing => "missing",
        DriftKind.Changed => "changed",
        DriftKind.HalfWritten => "half-written",
        _ => "billed-by-hand",
    };
}
