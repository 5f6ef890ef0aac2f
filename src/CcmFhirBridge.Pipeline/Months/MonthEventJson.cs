using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Domain.Assessments;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>A month's event as bytes: the same event gives the same bytes, which are what is sealed and kept.</summary>
public static class MonthEventJson
{
    public static byte[] ToUtf8(MonthEvent said)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("step", Word(said.Step));
            Instant(json, "at", said.At);
            json.WriteString("by", said.By);
            json.WriteString("reason", said.Reason);
            Instant(json, "readStartedAt", said.ReadStartedAt);
            json.WriteString("zone", said.Zone);
            json.WriteString("tenantRevision", said.TenantRevision);
            json.WriteString("engine", said.Engine);
            json.WriteStartArray("packs");
            foreach (var pack in said.Packs)
            {
                json.WriteStartObject();
                json.WriteString("version", pack.Version);
                json.WriteString("hash", pack.Hash);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("entries");
            foreach (var entry in said.Entries)
                Write(json, entry);
            json.WriteEndArray();
            json.WriteStartArray("assessments");
            foreach (var assessment in said.Assessments)
                Write(json, assessment);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="ToUtf8"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static MonthEvent Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var json = document.RootElement;
            return new MonthEvent
            {
                Step = Enum.GetValues<MonthStep>().First(step => Word(step) == json.GetProperty("step").GetString()),
                At = Instant(json, "at")!.Value,
                By = json.GetProperty("by").GetString(),
                Reason = json.GetProperty("reason").GetString(),
                ReadStartedAt = Instant(json, "readStartedAt"),
                Zone = json.GetProperty("zone").GetString(),
                TenantRevision = json.GetProperty("tenantRevision").GetString(),
                Engine = json.GetProperty("engine").GetString(),
                Packs = [.. json.GetProperty("packs").EnumerateArray().Select(pack => new SealedPack(pack.GetProperty("version").GetString()!, pack.GetProperty("hash").GetString()!))],
                Entries = [.. json.GetProperty("entries").EnumerateArray().Select(Entry)],
                Assessments = [.. json.GetProperty("assessments").EnumerateArray().Select(Assessment)],
            };
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("A link of a month's chain cannot be read.", wrong);
        }
    }

    /// <summary>The word of the contract for a step.</summary>
    public static string Word(MonthStep step) => step switch
    {
        MonthStep.Closed => "closed",
        MonthStep.Added => "added",
        _ => "reopened",
    };

    private static void Write(Utf8JsonWriter json, SealedEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("key", entry.Key);
        json.WriteString("identifier", entry.Identifier);
        json.WriteString("code", entry.Code);
        json.WriteNumber("revision", entry.Revision);
        json.WriteNumber("person", entry.Person);
        json.WriteString("patient", entry.Patient);
        json.WriteNumber("units", entry.Units);
        json.WriteString("charge", entry.Charge.ToString("0.00", CultureInfo.InvariantCulture));
        json.WriteString("body", entry.BodyHash);
        json.WriteEndObject();
    }

    private static SealedEntry Entry(JsonElement json) => new(
        json.GetProperty("key").GetString()!, json.GetProperty("identifier").GetString()!, json.GetProperty("code").GetString(), json.GetProperty("revision").GetInt32(),
        json.GetProperty("person").GetInt64(), json.GetProperty("patient").GetString()!, json.GetProperty("units").GetInt32(),
        decimal.Parse(json.GetProperty("charge").GetString()!, CultureInfo.InvariantCulture), json.GetProperty("body").GetString()!);

    private static void Write(Utf8JsonWriter json, SealedAssessment assessment)
    {
        json.WriteStartObject();
        json.WriteString("patient", assessment.Patient);
        json.WriteString("outcome", Word(assessment.Outcome));
        json.WriteString("lines", assessment.Lines);
        json.WriteString("hash", assessment.Hash);
        json.WriteEndObject();
    }

    private static SealedAssessment Assessment(JsonElement json) => new(
        json.GetProperty("patient").GetString()!, Enum.GetValues<Outcome>().First(outcome => Word(outcome) == json.GetProperty("outcome").GetString()),
        json.GetProperty("lines").GetString()!, json.GetProperty("hash").GetString()!);

    private static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Bill => "bill",
        Outcome.Hold => "hold",
        Outcome.Block => "block",
        _ => "none",
    };

    private static void Instant(Utf8JsonWriter json, string name, DateTimeOffset? at) =>
        json.WriteString(name, at?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

    private static DateTimeOffset? Instant(JsonElement json, string name) =>
        json.GetProperty(name).GetString() is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;
}
