using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Outputs;

/// <summary>A month at a glance, for people and for machines.</summary>
internal static class MonthOutput
{
    private static readonly Outcome[] Outcomes = [Outcome.Bill, Outcome.Hold, Outcome.Block, Outcome.None];

    public static void WriteTables(ReportConsole console, string tenant, MonthOverview overview)
    {
        console.Heading($"{overview.Month.Month}: {State(overview.Month.State)} — {overview.Month.Reason}");
        SealOutput.Write(console, overview);
        if (overview.Patients.Length == 0)
        {
            console.Line($"No patient is stored yet: run 'ccm-bridge sync --tenant {tenant}' first.");
            return;
        }

        console.Table(
            [new("Outcome"), new("Patients", Right: true)],
            Outcomes.Select(outcome => (IReadOnlyList<string>)[Words.Of(outcome), $"{overview.ByOutcome.GetValueOrDefault(outcome)}"]));
        WriteCodes(console, overview);
        if (overview.ByLedgerState.Count > 0)
        {
            console.Table(
                [new("In the ledger"), new("Resources", Right: true)],
                overview.ByLedgerState.Select(state => (IReadOnlyList<string>)[Words.Of(state.Key), $"{state.Value}"]));
        }

        foreach (var (patient, answer) in overview.Refused)
        {
            console.Line($"Claim {answer.RevisionIdentifier} of {patient} was {answer.Status.ToString().ToLowerInvariant()} ({answer.ReasonCode ?? "no code"})"
                + (answer.ReasonText is null ? "." : $": {answer.ReasonText}"));
        }

        foreach (var doubt in overview.Doubts)
            console.Line($"Held: {doubt.Patient}, {doubt.Doubt.ResourceType}: {doubt.Doubt.Message} ({doubt.Doubt.Code})");
        if (overview.Due > 0)
            console.Line($"{Words.Count(overview.Due, "patient")} changed since the last assessment.");
    }

    public static void WriteCodes(ReportConsole console, MonthOverview overview) => console.Table(
        [new("Code"), new("Patients", Right: true), new("Units", Right: true), new("Charge", Right: true), new("Allowed about", Right: true)],
        overview.Codes.Select(code => (IReadOnlyList<string>)
            [code.Code, $"{code.Patients}", $"{code.Units}", Words.Money(code.Charge), Words.Money(code.Amount)]));

    public static void WriteJson(TextWriter output, string tenant, MonthOverview overview) => JsonLine.Write(output, writer =>
    {
        writer.WriteString("tenant", tenant);
        writer.WriteString("month", overview.Month.Month.ToString());
        writer.WriteString("state", State(overview.Month.State));
        writer.WriteString("reason", overview.Month.Reason);
        writer.WriteStartObject("patients");
        foreach (var outcome in Outcomes)
            writer.WriteNumber(Words.Of(outcome), overview.ByOutcome.GetValueOrDefault(outcome));
        writer.WriteEndObject();
        writer.WriteStartArray("codes");
        foreach (var code in overview.Codes)
        {
            writer.WriteStartObject();
            writer.WriteString("code", code.Code);
            writer.WriteNumber("patients", code.Patients);
            writer.WriteNumber("units", code.Units);
            writer.WriteNumber("charge", code.Charge);
            if (code.Amount is { } amount)
                writer.WriteNumber("amount", amount);
            else
                writer.WriteNull("amount");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("ledger");
        foreach (var state in overview.ByLedgerState)
            writer.WriteNumber(Words.Of(state.Key), state.Value);
        writer.WriteEndObject();
        WriteRefused(writer, overview);
        WriteDoubts(writer, overview.Doubts);
        writer.WriteNumber("due", overview.Due);
        SealOutput.WriteMembers(writer, overview);
    });

    /// <summary>A member that is there only while somebody is in doubt.</summary>
    public static void WriteDoubts(Utf8JsonWriter writer, IReadOnlyList<PatientDoubt> doubts)
    {
        if (doubts.Count == 0)
            return;
        writer.WriteStartArray("doubts");
        foreach (var (_, patient, doubt) in doubts)
        {
            writer.WriteStartObject();
            writer.WriteString("patient", patient);
            writer.WriteString("type", doubt.ResourceType);
            writer.WriteString("code", doubt.Code);
            writer.WriteString("message", doubt.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // A member that only a month has of which a claim was refused.
    private static void WriteRefused(Utf8JsonWriter writer, MonthOverview overview)
    {
        if (overview.Refused.IsEmpty)
            return;
        writer.WriteStartArray("refused");
        foreach (var (patient, answer) in overview.Refused)
        {
            writer.WriteStartObject();
            writer.WriteString("claim", answer.RevisionIdentifier);
            writer.WriteString("patient", patient);
            writer.WriteString("status", answer.Status.ToString().ToLowerInvariant());
            writer.WriteString("reasonCode", answer.ReasonCode);
            writer.WriteString("reasonText", answer.ReasonText);
            writer.WriteString("payerClaimNumber", answer.PayerClaimNumber);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static void Write(ReportConsole console, string tenant, ReopeningReport report)
    {
        var month = report.Month.Month;
        console.Line($"{month} {(report.IsNew ? "is reopened" : "was reopened before")}: {report.Reopened.At:u} by {report.Reopened.By}: {report.Reopened.Reason}");
        if (report.Held > 0)
            console.Line($"{Words.Count(report.Held, "resource")} that had not left wait until it is closed again.");
        console.Line("What has left stays as it is; what the next close finds otherwise about it is listed by 'ccm-bridge corrections list'.");
        console.Line($"To close it again: ccm-bridge month close --tenant {tenant} --month {month}");
    }

    public static void WriteJson(TextWriter output, string tenant, ReopeningReport report) => JsonLine.Write(output, writer =>
    {
        writer.WriteString("tenant", tenant);
        writer.WriteString("month", report.Month.Month.ToString());
        writer.WriteString("state", State(report.Month.State));
        writer.WriteBoolean("isNew", report.IsNew);
        writer.WriteString("at", report.Reopened.At.ToString("u", CultureInfo.InvariantCulture));
        writer.WriteString("by", report.Reopened.By);
        writer.WriteString("reason", report.Reopened.Reason);
        writer.WriteNumber("held", report.Held);
        writer.WriteString("seal", report.Month.Seal);
    });

    private static string State(MonthState state) => state switch
    {
        MonthState.Closed => "closed",
        MonthState.InReview => "in review",
        MonthState.Reopened => "reopened",
        _ => "open",
    };
}
