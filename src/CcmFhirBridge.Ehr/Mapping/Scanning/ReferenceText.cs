using System.Text;

namespace CcmFhirBridge.Ehr.Mapping.Scanning;

/// <summary>Brings the ways of writing a reference to <c>Type/id</c>, or to <c>npi:…</c> where only the number is told.</summary>
internal sealed class ReferenceText
{
    private readonly byte[] _base;
    private readonly int _authorityEnd;

    public ReferenceText(Uri baseUrl)
    {
        _base = Encoding.UTF8.GetBytes(baseUrl.AbsoluteUri.TrimEnd('/') + "/");
        _authorityEnd = Encoding.UTF8.GetByteCount(baseUrl.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>The relative form inside <paramref name="text"/>; empty when it cannot be told here.</summary>
    public ReadOnlySpan<byte> Relative(ReadOnlySpan<byte> text)
    {
        if (IsOurs(text))
            text = text[_base.Length..];
        var slash = text.IndexOf((byte)'/');
        if (slash <= 0 || slash == text.Length - 1 || !IsTypeName(text[..slash]))
            return default;
        var id = text[(slash + 1)..];
        var end = id.IndexOf((byte)'/');
        if (end < 0)
            return id.IndexOfAny("?#|"u8) >= 0 ? default : text;
        return end > 0 && id[end..].StartsWith("/_history/"u8) ? text[..(slash + 1 + end)] : default;
    }

    /// <summary>The id of <c>urn:uuid:…</c> or <c>urn:oid:…</c>; empty for anything else.</summary>
    public static ReadOnlySpan<byte> Urn(ReadOnlySpan<byte> text) =>
        text.StartsWith("urn:uuid:"u8) || text.StartsWith("urn:oid:"u8) ? text[(text[4] == 'u' ? 9 : 8)..] : default;

    /// <summary>The number of <c>Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|…</c>; empty for anything else.</summary>
    public static ReadOnlySpan<byte> ConditionalNpi(ReadOnlySpan<byte> text)
    {
        var bar = text.LastIndexOf("us-npi|"u8);
        return bar > 0 && text.StartsWith("Practitioner"u8) && text[..bar].IndexOf((byte)'?') > 0 ? text[(bar + 7)..] : default;
    }

    /// <summary>Whether the reference names a resource of this type.</summary>
    public static bool IsOfType(ReadOnlySpan<byte> relative, ReadOnlySpan<byte> type) =>
        relative.Length > type.Length + 1 && relative[type.Length] == '/' && relative.StartsWith(type);

    private bool IsOurs(ReadOnlySpan<byte> text) => text.Length > _base.Length
        && Ascii.EqualsIgnoreCase(text[.._authorityEnd], _base.AsSpan(0, _authorityEnd))
        && text[_authorityEnd.._base.Length].SequenceEqual(_base.AsSpan(_authorityEnd));

    private static bool IsTypeName(ReadOnlySpan<byte> text) =>
        text[0] is >= (byte)'A' and <= (byte)'Z' && !text.ContainsAnyExceptInRange((byte)'A', (byte)'z');
}
