using System.Text;
using System.Text.Json;

namespace CcmFhirBridge.Ehr.WritingBack;

/// <summary>
/// The body on the wire. The ledger keeps it without an id, because only an update-as-create has one; there <c>"id"</c> is inserted
/// directly behind <c>resourceType</c>, so the same body gives the same bytes on every attempt.
/// </summary>
internal static class OutboundBody
{
    private const int LongestId = 64;

    /// <summary>Whether a server may take it as an id; nothing else may become part of an address.</summary>
    public static bool IsId(string id) =>
        id.Length is > 0 and <= LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') && id.Trim('.').Length > 0;

    /// <summary>The body with an id.</summary>
    /// <exception cref="ArgumentException">The body is no resource of that type, or carries an id already.</exception>
    public static ReadOnlyMemory<byte> WithId(ReadOnlyMemory<byte> body, string resourceType, string id)
    {
        var at = Check(body, resourceType);
        var inserted = Encoding.ASCII.GetBytes($",\"id\":\"{id}\"");
        var result = new byte[body.Length + inserted.Length];
        body.Span[..at].CopyTo(result);
        inserted.CopyTo(result.AsSpan(at));
        body.Span[at..].CopyTo(result.AsSpan(at + inserted.Length));
        return result;
    }

    /// <summary>Where <c>resourceType</c> ends; a body that we would not have made is refused before it leaves.</summary>
    /// <exception cref="ArgumentException">The body is no resource of that type, or carries an id already.</exception>
    public static int Check(ReadOnlyMemory<byte> body, string resourceType)
    {
        var end = -1;
        var hasId = false;
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("resourceType"u8);
                hasId |= reader.ValueTextEquals("id"u8);
                reader.Read();
                if (isType && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(resourceType))
                    end = checked((int)reader.BytesConsumed);
                reader.Skip();
            }

            reader.Read();
        }
        catch (JsonException broken)
        {
            throw new ArgumentException("The body is no JSON.", nameof(body), broken);
        }

        if (end < 0 || hasId)
            throw new ArgumentException($"The body must be a {resourceType} without an id.", nameof(body));
        return end;
    }
}
