using System.Security.Cryptography;
using System.Text;

namespace CcmFhirBridge.Ehr.WritingBack;

/// <summary>A UUID that the same words always give: version 8 of RFC 9562, made of their hash.</summary>
internal static class NamedId
{
    public static string Of(string words) => Of(Encoding.UTF8.GetBytes(words));

    public static string Of(ReadOnlySpan<byte> words)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(words, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true).ToString("D");
    }
}
