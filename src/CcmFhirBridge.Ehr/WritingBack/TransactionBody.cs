using System.Text.Encodings.Web;
using System.Text.Json;

namespace CcmFhirBridge.Ehr.WritingBack;

/// <summary>Several creates as one transaction Bundle: all or none. The same creates give the same bytes.</summary>
internal static class TransactionBody
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Of(IReadOnlyList<WriteRequest> requests, string baseUrl)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType", "Bundle");
            writer.WriteString("type", "transaction");
            writer.WriteStartArray("entry");
            foreach (var request in requests)
                Entry(writer, request, baseUrl);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Entry(Utf8JsonWriter writer, WriteRequest request, string baseUrl)
    {
        writer.WriteStartObject();
        writer.WriteString("fullUrl", request.Id is null ? "urn:uuid:" + NamedId.Of(request.Body.Span) : $"{baseUrl}/{request.Path}");
        writer.WritePropertyName("resource");
        writer.WriteRawValue(request.Body.Span);
        writer.WriteStartObject("request");
        writer.WriteString("method", request.Method.Method);
        writer.WriteString("url", request.Path);
        if (request.Condition is { } condition)
            writer.WriteString(condition.Header == WriteRequest.IfNoneExist ? "ifNoneExist" : "ifNoneMatch", condition.Value);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
