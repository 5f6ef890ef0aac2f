using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Domain.Metrics;

namespace CcmFhirBridge.Outputs;

/// <summary>The figures of a month, for people, spreadsheets and machines.</summary>
internal static class MetricsOutput
{
    public static void WriteTables(ReportConsole console, string tenant, ProgrammeMetrics metrics)
    {
        console.Heading($"{metrics.Month}: {tenant}");
        console.Table(
            [new("Figure"), new("Value", Right: true), new("What it counts", NoWrap: false)],
            metrics.Metrics.Select(static metric => (IReadOnlyList<string>)[metric.Id, Shown(metric), metric.Definition]));
        Write(console, "Held, by reason", "Patients", metrics.HoldsByReason, static count => $"{count}");
        Write(console, "Never billed, by reason", "Patients", metrics.BlocksByReason, static count => $"{count}");
        Write(console, "Not counted, by reason", "Time", metrics.ExcludedByReason, Words.Clock);
        console.Table(
            [new("Near miss"), new("Code"), new("Counted", Right: true), new("Missing", Right: true)],
            metrics.NearMisses.Select(static missed => (IReadOnlyList<string>)[missed.Patient, missed.Code, Words.Clock(missed.Seconds), Words.Clock(missed.Missing)]));
        console.Line("Amounts are allowed amounts, an estimate. What nobody records, such as the narrative of an entry, is not among the figures.");
    }

    public static void WriteCsv(TextWriter output, ProgrammeMetrics metrics)
    {
        output.WriteLine("month,metric,value,unit,numerator,denominator,definition");
        foreach (var metric in metrics.Metrics)
            output.WriteLine($"{metrics.Month},{metric.Id},{Plain(metric.Value)},{UnitOf(metric.Unit)},{Plain(metric.Numerator)},{Plain(metric.Denominator)},\"{metric.Definition}\"");
        foreach (var reason in metrics.HoldsByReason)
            output.WriteLine($"{metrics.Month},holds-by-reason,{reason.Count},patients,,,\"{reason.Reason}\"");
        foreach (var reason in metrics.BlocksByReason)
            output.WriteLine($"{metrics.Month},blocks-by-reason,{reason.Count},patients,,,\"{reason.Reason}\"");
        foreach (var reason in metrics.ExcludedByReason)
            output.WriteLine($"{metrics.Month},excluded-by-reason,{reason.Count},seconds,,,\"{reason.Reason}\"");
    }

    public static void WriteJson(TextWriter output, string tenant, ProgrammeMetrics metrics) => JsonLine.Write(output, writer =>
    {
        writer.WriteString("tenant", tenant);
        writer.WriteString("month", metrics.Month.ToString());
        writer.WriteStartArray("metrics");
        foreach (var metric in metrics.Metrics)
        {
            writer.WriteStartObject();
            writer.WriteString("id", metric.Id);
            Number(writer, "value", metric.Value);
            writer.WriteString("unit", UnitOf(metric.Unit));
            Number(writer, "numerator", metric.Numerator);
            Number(writer, "denominator", metric.Denominator);
            writer.WriteString("definition", metric.Definition);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        Reasons(writer, "holdsByReason", metrics.HoldsByReason);
        Reasons(writer, "blocksByReason", metrics.BlocksByReason);
        Reasons(writer, "excludedSecondsByReason", metrics.ExcludedByReason);
        writer.WriteStartArray("nearMisses");
        foreach (var missed in metrics.NearMisses)
        {
            writer.WriteStartObject();
            writer.WriteString("patient", missed.Patient);
            writer.WriteString("code", missed.Code);
            writer.WriteNumber("seconds", missed.Seconds);
            writer.WriteNumber("missing", missed.Missing);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static void Write(ReportConsole console, string title, string of, ImmutableArray<ReasonCount> reasons, Func<int, string> shown) => console.Table(
        [new(title), new(of, Right: true)], reasons.Select(reason => (IReadOnlyList<string>)[reason.Reason, shown(reason.Count)]));

    private static string Shown(Metric metric) => metric.Value is not { } value ? "–" : metric.Unit switch
    {
        MetricUnit.Percent => $"{Words.Money(value)} %",
        MetricUnit.Minutes => $"{Words.Money(value)} min",
        MetricUnit.Dollars => $"{Words.Money(value)} USD",
        _ => Plain(value),
    };

    private static string UnitOf(MetricUnit unit) => unit switch
    {
        MetricUnit.Percent => "percent",
        MetricUnit.Minutes => "minutes",
        MetricUnit.Dollars => "USD",
        _ => "patients",
    };

    private static string Plain(decimal? number) => number is { } known ? known.ToString("0.##", CultureInfo.InvariantCulture) : "";

    private static void Number(Utf8JsonWriter writer, string name, decimal? number)
    {
        if (number is { } known)
            writer.WriteNumber(name, known);
        else
            writer.WriteNull(name);
    }

    private static void Reasons(Utf8JsonWriter writer, string name, ImmutableArray<ReasonCount> reasons)
    {
        writer.WriteStartObject(name);
        foreach (var reason in reasons)
            writer.WriteNumber(reason.Reason, reason.Count);
        writer.WriteEndObject();
    }
}
