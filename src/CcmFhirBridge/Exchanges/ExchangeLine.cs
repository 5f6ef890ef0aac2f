using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Pipeline.Exchanges;

namespace CcmFhirBridge.Exchanges;

/// <summary>An exchange as a line of JSON.</summary>
internal static class ExchangeLine
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The members of an exchange, into an object that the caller opens and closes.</summary>
    public static void Members(Utf8JsonWriter writer, Exchange exchange)
    {
        writer.WriteString("at", exchange.At.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        writer.WriteNumber("ms", (long)exchange.Took.TotalMilliseconds);
        writer.WriteString("method", exchange.Method);
        writer.WriteString("asked", exchange.Asked);
        writer.WriteString("address", exchange.Address);
        Optional(writer, "condition", exchange.Condition);
        if (exchange.Status is { } status)
            writer.WriteNumber("status", status);
        Optional(writer, "failure", exchange.Failure);
        writer.WriteNumber("sent", exchange.Sent);
        writer.WriteNumber("received", exchange.Received);
        Optional(writer, "mediaType", exchange.MediaType);
        Optional(writer, "retryAfter", exchange.RetryAfter);
        Optional(writer, "serverTime", exchange.ServerTime?.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        Optional(writer, "issues", exchange.Issues);
        Optional(writer, "trace", exchange.Trace);
        Optional(writer, "request", exchange.Request);
        Optional(writer, "response", exchange.Response);
    }

    /// <summary>The line, with its end.</summary>
    public static byte[] Of(Exchange exchange)
    {
        using var line = new MemoryStream();
        using (var writer = new Utf8JsonWriter(line, s_options))
        {
            writer.WriteStartObject();
            Members(writer, exchange);
            writer.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }

    /// <summary>The exchange of a line; null when the line is none, as one is that a process could not end.</summary>
    public static Exchange? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            return new Exchange
            {
                At = Instant(root.GetProperty("at").GetString()!),
                Took = TimeSpan.FromMilliseconds(root.GetProperty("ms").GetInt64()),
                Method = root.GetProperty("method").GetString()!,
                Asked = root.GetProperty("asked").GetString()!,
                Address = root.GetProperty("address").GetString()!,
                Condition = Text(root, "condition"),
                Status = root.TryGetProperty("status", out var status) ? status.GetInt32() : null,
                Failure = Text(root, "failure"),
                Sent = root.GetProperty("sent").GetInt64(),
                Received = root.GetProperty("received").GetInt64(),
                MediaType = Text(root, "mediaType"),
                RetryAfter = Text(root, "retryAfter"),
                ServerTime = Text(root, "serverTime") is { } time ? Instant(time) : null,
                Issues = Text(root, "issues"),
                Trace = Text(root, "trace"),
                Request = Text(root, "request"),
                Response = Text(root, "response"),
            };
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static void Optional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }
}
