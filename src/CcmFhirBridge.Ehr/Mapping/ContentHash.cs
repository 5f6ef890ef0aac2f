using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping;

/// <summary>
/// SHA-256 over a resource without <c>meta.versionId</c> and <c>meta.lastUpdated</c>: the bytes as they came, those two properties cut
/// out. A server that stamps a new version on the same content changes nothing.
/// </summary>
internal static class ContentHash
{
    public static string Of(ReadOnlySpan<byte> json)
    {
        // One call over what is kept costs a fraction of an incremental hash, whose handle is made anew for each resource.
        var kept = ArrayPool<byte>.Shared.Rent(json.Length);
        try
        {
            var length = Keep(json, kept);
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(kept.AsSpan(0, length), digest);
            return Convert.ToHexStringLower(digest);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(kept, clearArray: true);
        }
    }

    private static int Keep(ReadOnlySpan<byte> json, byte[] kept)
    {
        var length = 0;
        var from = 0;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Scratch.MaxDepth });
            var inMeta = false;
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 1)
                    inMeta = false;
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                if (reader.CurrentDepth == 1)
                {
                    inMeta = reader.ValueTextEquals("meta"u8);
                    reader.Read();
                    if (!inMeta)
                        reader.Skip();
                }
                else if (reader.CurrentDepth == 2 && inMeta && IsStamp(ref reader))
                {
                    Cut(json, ref reader, ref from, kept, ref length);
                }
            }
        }
        catch (JsonException)
        {
            // What is no JSON is hashed as it came.
        }

        Append(json[from..], kept, ref length);
        return length;
    }

    private static void Append(ReadOnlySpan<byte> bytes, byte[] kept, ref int length)
    {
        bytes.CopyTo(kept.AsSpan(length));
        length += bytes.Length;
    }

    private static bool IsStamp(ref Utf8JsonReader reader) => reader.ValueTextEquals("versionId"u8) || reader.ValueTextEquals("lastUpdated"u8);

    // One comma goes with the property, so that content with and without a stamp is the same.
    private static void Cut(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, ref int from, byte[] kept, ref int length)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Read();
        reader.Skip();
        var end = (int)reader.BytesConsumed;
        var next = end;
        while (next < json.Length && json[next] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            next++;
        if (next < json.Length && json[next] == ',')
        {
            end = next + 1;
        }
        else
        {
            var before = start - 1;
            while (before > from && json[before] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                before--;
            if (before >= from && json[before] == ',')
                start = before;
        }

        if (start > from)
            Append(json[from..start], kept, ref length);
        from = end;
    }
}
