using System.Globalization;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Outboxes;

namespace CcmFhirBridge.Outputs;

/// <summary>Entries of the ledger for people and for machines.</summary>
internal static class OutboxOutput
{
    private static readonly JsonWriterOptions s_indented = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(ReportConsole console, Tenant tenant, IReadOnlyList<OutboxItem> items)
    {
        if (items.Count == 0)
        {
            console.Line("Nothing waits: every entry of the ledger is confirmed or was replaced.");
            return;
        }

        Table(console, tenant, items);
        foreach (var group in items.GroupBy(item => (item.Entry.State, item.Advice)))
            console.Line($"{Words.Of(group.Key.State)} ({group.Count()}): {group.Key.Advice}");
    }

    public static void Write(ReportConsole console, Tenant tenant, OutboxAnswer answer)
    {
        console.Line(Said(answer));
        Table(console, tenant, answer.Items);
    }

    public static void WriteWhole(ReportConsole console, TextWriter output, Tenant tenant, OutboxItem item)
    {
        Table(console, tenant, [item]);
        var entry = item.Entry;
        console.Line($"Month {entry.Slot.Month}, charge {Words.Money(entry.Charge)}, sent {Words.Count(entry.Attempts, "time")}{(entry.SentAt is { } sent ? ", last " + At(tenant, sent) : "")}; in the EHR: {entry.EhrReference ?? "not known"}.");
        console.Line(item.Advice);
        console.Table(
            [new("When"), new("From"), new("To"), new("Why", NoWrap: false)],
            item.History.Select(line => (IReadOnlyList<string>)[At(tenant, line.At), line.From is { } from ? Words.Of(from) : "–", Words.Of(line.To), line.Reason ?? "–"]));
        console.Line($"Body, SHA-256 {entry.BodyHash}:");
        // Past the console, whose lines are as wide as a table.
        output.WriteLine(Indented(entry.Body));
    }

    public static void WriteJson(TextWriter output, string tenant, IReadOnlyList<OutboxItem> items)
    {
        foreach (var item in items)
            JsonLine.Write(output, writer => Members(writer, tenant, item));
    }

    public static void WriteJson(TextWriter output, string tenant, string action, OutboxAnswer answer)
    {
        foreach (var item in answer.Items)
        {
            JsonLine.Write(output, writer =>
            {
                Members(writer, tenant, item);
                writer.WriteString("action", action);
                writer.WriteString("result", Word(answer.Result));
                writer.WriteString("said", Said(answer));
            });
        }
    }

    public static void WriteWholeJson(TextWriter output, string tenant, OutboxItem item) => JsonLine.Write(output, writer =>
    {
        Members(writer, tenant, item);
        writer.WriteStartArray("history");
        foreach (var line in item.History)
        {
            writer.WriteStartObject();
            writer.WriteString("at", line.At);
            writer.WriteString("from", line.From is { } from ? Words.Of(from) : null);
            writer.WriteString("to", Words.Of(line.To));
            writer.WriteString("reason", line.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("bodyHash", item.Entry.BodyHash);
        writer.WritePropertyName("body");
        writer.WriteRawValue(item.Entry.Body.Span);
    });

    private static void Members(Utf8JsonWriter writer, string tenant, OutboxItem item)
    {
        var entry = item.Entry;
        writer.WriteString("tenant", tenant);
        writer.WriteString("month", entry.Slot.Month.ToString());
        writer.WriteString("patient", entry.Patient);
        writer.WriteString("resourceType", entry.ResourceType);
        writer.WriteString("identifier", entry.Identifier);
        writer.WriteNumber("revision", entry.Revision);
        writer.WriteString("revisionIdentifier", entry.RevisionIdentifier);
        writer.WriteString("code", entry.Code);
        writer.WriteNumber("units", entry.Units);
        writer.WriteNumber("charge", entry.Charge);
        writer.WriteString("state", Words.Of(entry.State));
        writer.WriteString("since", item.Since);
        writer.WriteNumber("attempts", entry.Attempts);
        if (entry.SentAt is { } sent)
            writer.WriteString("sentAt", sent);
        else
            writer.WriteNull("sentAt");
        writer.WriteString("ehrReference", entry.EhrReference);
        writer.WriteString("reason", entry.Reason);
        writer.WriteString("next", item.Advice);
    }

    private static void Table(ReportConsole console, Tenant tenant, IReadOnlyList<OutboxItem> items) => console.Table(
        [new("Since"), new("State"), new("Sent", Right: true), new("Entry"), new("Patient"), new("What"), new("Why", NoWrap: false)],
        items.Select(item => (IReadOnlyList<string>)
        [
            At(tenant, item.Since), Words.Of(item.Entry.State), $"{item.Entry.Attempts}", item.Entry.RevisionIdentifier, item.Entry.Patient, What(item.Entry), item.Entry.Reason ?? "–",
        ]));

    private static string What(LedgerEntry entry) => entry.Code is { } code ? $"{code} ×{entry.Units}" : $"Claim {Words.Money(entry.Charge)}";

    private static string At(Tenant tenant, DateTimeOffset at) => tenant.TimeZone.ToLocal(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Said(OutboxAnswer answer) => answer.Judged is { } judged
        ? $"{answer.Said} The release says: {ReleaseOutput.Word(judged.Status)}. {ReleaseOutput.Why(judged)}".TrimEnd()
        : answer.Said;

    private static string Word(OutboxResult result) => result switch
    {
        OutboxResult.Done => "done",
        OutboxResult.AlreadyDone => "already done",
        _ => "refused",
    };

    private static string Indented(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_indented))
            document.RootElement.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
