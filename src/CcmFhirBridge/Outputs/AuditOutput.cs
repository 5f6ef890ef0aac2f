using System.Globalization;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Auditing;

namespace CcmFhirBridge.Outputs;

/// <summary>The trail and what a verification found of it, for people and for machines.</summary>
internal static class AuditOutput
{
    public static void Write(ReportConsole console, string tenant, AuditReport report)
    {
        console.Table(
            [new("Found"), new("Row", Right: true), new("Subject"), new("What", NoWrap: false)],
            report.Findings.Select(finding => (IReadOnlyList<string>)
                [Word(finding.Kind), finding.Sequence?.ToString(CultureInfo.InvariantCulture) ?? "–", finding.Subject.Length == 0 ? "–" : finding.Subject, finding.Said]));
        if (report.FindingCount > report.Findings.Length)
            console.Line($"{report.FindingCount - report.Findings.Length} more are not listed.");
        console.Line(report.Span is var (from, to)
            ? $"{tenant}: {Words.Count(report.Rows, "row")} from {from:u} to {to:u}; {Words.Count(report.Records, "record")} vouched for, {Words.Count(report.Entries, "entry", "entries")} of the ledger, {Words.Count(report.Anchors, "signed head")}."
            : $"{tenant}: the trail has no row.");
        if (report.UnreadableAnchors > 0)
            console.Line($"{Words.Count(report.UnreadableAnchors, "line")} of the signed heads cannot be read: a process may have ended in the middle of one.");
        console.Line(report.NewestAnchor is { } newest
            ? $"Newest signed head: row {newest.Sequence} at {newest.At:u}, key {newest.Key}. What came after it could be cut off unseen."
            : "No signed head agrees with it: rows at its end could be cut off unseen.");
        if (!report.IsWhole)
            console.Line("Keep the store as it is, and compare it with a backup and with the signed heads that were shipped elsewhere.");
        console.Line(report.IsWhole ? "The trail is whole." : $"The trail is NOT whole: {Words.Count(report.FindingCount, "finding")}.");
    }

    public static void WriteJson(TextWriter output, string tenant, AuditReport report)
    {
        foreach (var finding in report.Findings)
        {
            JsonLine.Write(output, writer =>
            {
                writer.WriteString("tenant", tenant);
                writer.WriteString("finding", Word(finding.Kind));
                if (finding.Sequence is { } sequence)
                    writer.WriteNumber("sequence", sequence);
                writer.WriteString("subject", finding.Subject);
                writer.WriteString("said", finding.Said);
            });
        }

        JsonLine.Write(output, writer =>
        {
            writer.WriteString("tenant", tenant);
            writer.WriteBoolean("whole", report.IsWhole);
            writer.WriteNumber("rows", report.Rows);
            if (report.Span is var (from, to))
            {
                writer.WriteString("from", from);
                writer.WriteString("to", to);
            }

            writer.WriteNumber("records", report.Records);
            writer.WriteNumber("entries", report.Entries);
            writer.WriteNumber("signedHeads", report.Anchors);
            writer.WriteNumber("unreadableHeads", report.UnreadableAnchors);
            writer.WriteNumber("findings", report.FindingCount);
            if (report.NewestAnchor is { } newest)
            {
                writer.WriteNumber("newestSignedRow", newest.Sequence);
                writer.WriteString("newestSignedAt", newest.At);
                writer.WriteString("key", newest.Key);
            }
        });
    }

    public static void Write(ReportConsole console, Tenant tenant, IReadOnlyList<AuditRow> rows) => console.Table(
        [new("Row", Right: true), new("When"), new("Kind"), new("Action"), new("Outcome"), new("Who", NoWrap: false), new("Subject", NoWrap: false), new("Patients", NoWrap: false)],
        rows.Select(row => (IReadOnlyList<string>)
        [
            row.Sequence.ToString(CultureInfo.InvariantCulture),
            tenant.TimeZone.ToLocal(new DateTimeOffset(row.At, TimeSpan.Zero)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            row.Kind, row.Action, row.Outcome, row.Agent, row.Subject, Patients(row),
        ]));

    public static void WriteJson(TextWriter output, string tenant, IReadOnlyList<AuditRow> rows)
    {
        foreach (var row in rows)
        {
            JsonLine.Write(output, writer =>
            {
                writer.WriteString("tenant", tenant);
                writer.WriteNumber("sequence", row.Sequence);
                writer.WriteString("at", new DateTimeOffset(row.At, TimeSpan.Zero));
                writer.WriteString("kind", row.Kind);
                writer.WriteString("agent", row.Agent);
                writer.WriteString("action", row.Action);
                writer.WriteString("outcome", row.Outcome);
                writer.WriteString("subject", row.Subject);
                Raw(writer, "patients", row.Patients);
                Raw(writer, "details", row.Details);
                writer.WriteString("hash", row.Hash);
            });
        }
    }

    // What somebody changed beside the bridge may be no JSON any more: it is shown as the text that it is.
    private static void Raw(Utf8JsonWriter writer, string name, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            writer.WritePropertyName(name);
            document.RootElement.WriteTo(writer);
        }
        catch (JsonException)
        {
            writer.WriteString(name, json);
        }
    }

    private static string Patients(AuditRow row)
    {
        try
        {
            var patients = row.Read().Record.Patients;
            return patients.Count switch { 0 => "–", <= 3 => string.Join(", ", patients), _ => $"{patients[0]} and {patients.Count - 1} more" };
        }
        catch (FormatException)
        {
            return "unreadable";
        }
    }

    private static string Word(AuditFindingKind kind)
    {
        var text = new StringBuilder();
        foreach (var letter in kind.ToString())
            text.Append(char.IsUpper(letter) && text.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(letter));
        return text.ToString();
    }
}
