using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Pipeline.Corrections;

/// <summary>A correction as one JSON object: what the store keeps, and a line of <c>corrections list --json</c>.</summary>
public static class CorrectionJson
{
    private static readonly ImmutableArray<(CorrectionKind Kind, string Word)> Kinds =
    [
        (CorrectionKind.Overpaid, "overpaid"), (CorrectionKind.Underpaid, "underpaid"), (CorrectionKind.Misstated, "misstated"), (CorrectionKind.InQuestion, "in-question"),
    ];

    /// <summary>The word of the contract for a kind.</summary>
    public static string Word(CorrectionKind kind) => Kinds.First(pair => pair.Kind == kind).Word;

    public static byte[] ToUtf8(Correction correction)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            WriteMembers(json, correction);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Writes the members into an object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Correction correction)
    {
        json.WriteString("id", correction.Id);
        json.WriteString("patient", correction.Patient);
        json.WriteString("month", correction.Month.ToString());
        json.WriteString("kind", Word(correction.Kind));
        json.WriteString("identifier", correction.Identifier);
        json.WriteNumber("revision", correction.Revision);
        json.WriteString("payer", correction.Payer);
        WriteLines(json, "billed", correction.Billed);
        WriteLines(json, "supported", correction.Supported);
        json.WriteNumber("chargeDifference", correction.ChargeDifference);
        json.WriteStartArray("differences");
        foreach (var difference in correction.Differences)
            json.WriteStringValue(difference);
        json.WriteEndArray();
        json.WriteBoolean("replaceable", correction.IsReplaceable);
        json.WriteString("identifiedOn", Day(correction.IdentifiedOn));
        json.WriteString("returnBy", correction.ReturnBy is { } day ? Day(day) : null);
    }

    /// <summary>Reads what <see cref="ToUtf8"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static Correction Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var json = document.RootElement;
            return new Correction
            {
                Identifier = json.GetProperty("identifier").GetString()!,
                Revision = json.GetProperty("revision").GetInt32(),
                Patient = json.GetProperty("patient").GetString()!,
                Month = ServiceMonth.Parse(json.GetProperty("month").GetString()!),
                Kind = Kinds.First(pair => pair.Word == json.GetProperty("kind").GetString()).Kind,
                Payer = json.GetProperty("payer").GetString(),
                Billed = Lines(json, "billed"),
                Supported = Lines(json, "supported"),
                ChargeDifference = json.GetProperty("chargeDifference").GetDecimal(),
                Differences = [.. json.GetProperty("differences").EnumerateArray().Select(difference => difference.GetString()!)],
                IsReplaceable = json.TryGetProperty("replaceable", out var replaceable) && replaceable.GetBoolean(),
                IdentifiedOn = DateOnly.ParseExact(json.GetProperty("identifiedOn").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            };
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("A stored correction cannot be read.", wrong);
        }
    }

    private static void WriteLines(Utf8JsonWriter json, string name, ImmutableArray<CorrectionLine> lines)
    {
        json.WriteStartArray(name);
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteString("code", line.Code);
            json.WriteNumber("units", line.Units);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static ImmutableArray<CorrectionLine> Lines(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(line => new CorrectionLine(line.GetProperty("code").GetString()!, line.GetProperty("units").GetInt32()))];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
