using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Outputs;

/// <summary>A month at a glance, for people and for machines.</summary>
internal static class MonthOutput
{
    private static readonly Outcome[] Outcomes = [Outcome.Bill, Outcome.Hold, Outcome.Block, Outcome.None];

    public static void WriteTables(ReportConsole console, string tenant, MonthOverview overview)
    {
        console.Heading($"{overview.Month.Month}: {State(overview.Month.State)} — {overview.Month.Reason}");
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
        writer.WriteNumber("due", overview.Due);
    });

    private static string State(MonthState state) => state switch
    {
        MonthState.Closed => "closed",
        MonthState.InReview => "in review",
        _ => "open",
    };
}
