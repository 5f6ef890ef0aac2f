using System.Security.Cryptography;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>
/// The number by which a payer knows the patient, while a resource is read. It never leaves: what is written is a hash, enough to tell
/// that two charts are of one member.
/// </summary>
internal struct MemberDraft
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 16;

    private const int Shortest = 5;
    private const int Longest = 64;

    private static readonly Keys Properties = Keys.Of(Key.Type, Key.System, Key.Value);

    private Text _subscriber;
    private Text _beneficiary;
    private Text _member;

    /// <summary>Reads <c>Coverage.subscriberId</c>.</summary>
    public void ReadSubscriber(ref JsonCursor json) => _subscriber = TextOf(ref json);

    /// <summary>Reads an array of Identifier; what has another form than that is nobody's number.</summary>
    public void ReadIdentifiers(ref JsonCursor json)
    {
        if (!json.IsArray)
        {
            json.SkipValue();
            return;
        }

        json.EnterArray();
        while (json.NextItem())
        {
            if (json.IsObject)
                ReadIdentifier(ref json);
            else
                json.SkipValue();
        }
    }

    /// <summary>Writes the key of the first number that is one: the subscriber's, the Medicare beneficiary's, any member's.</summary>
    public readonly void WriteKey(Projection into)
    {
        if (!TryWrite(into, _subscriber) && !TryWrite(into, _beneficiary))
            TryWrite(into, _member);
    }

    /// <summary>Writes the key of the Medicare beneficiary's number.</summary>
    public readonly void WriteBeneficiaryKey(Projection into) => TryWrite(into, _beneficiary);

    private void ReadIdentifier(ref JsonCursor json)
    {
        var codings = json.Scratch.Codings;
        var first = codings.Count;
        var system = CodeSystem.Absent;
        Text value = default;
        json.EnterObject();
        while (json.NextProperty(Properties))
        {
            if (json.NameIs(Key.Value))
                value = TextOf(ref json);
            else if (json.NameIs(Key.System))
                system = CodeSystems.Of(json.Scratch.Bytes(TextOf(ref json)));
            else if (json.IsObject)
                Elements.Concept(ref json, codings);
            else
                json.SkipValue();
        }

        if (system == CodeSystem.Mbi && _beneficiary.IsEmpty)
            _beneficiary = value;
        for (var i = first; i < codings.Count; i++)
        {
            if (codings[i].System == CodeSystem.IdentifierType && json.Scratch.Is(codings[i].Code, "MB"u8) && _member.IsEmpty)
                _member = value;
        }
    }

    // Whether the number is well formed is nobody's question here, so another type of value is no gap.
    private static Text TextOf(ref JsonCursor json)
    {
        if (json.IsString)
            return json.KeptText();
        json.SkipValue();
        return default;
    }

    // The key is the last of a payload and is left out where there is none.
    private static bool TryWrite(Projection into, Text number)
    {
        var prefix = "v1|member|"u8;
        Span<byte> named = stackalloc byte[prefix.Length + Longest];
        prefix.CopyTo(named);
        var length = Normalize(into.Scratch.Bytes(number), named[prefix.Length..]);
        if (length < Shortest || IsFiller(named.Slice(prefix.Length, length)))
            return false;
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(named[..(prefix.Length + length)], digest);
        into.Payload.Bytes(digest[..KeyLength]);
        return true;
    }

    // Letters in upper case and digits, however it was spaced; 0 when it is too long to be a number of a member.
    private static int Normalize(ReadOnlySpan<byte> number, Span<byte> into)
    {
        var length = 0;
        foreach (var letter in number)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter))
                continue;
            if (length == into.Length)
                return 0;
            into[length++] = letter is >= (byte)'a' and <= (byte)'z' ? (byte)(letter - 'a' + 'A') : letter;
        }

        return length;
    }

    // "UNKNOWN" and "000000000" stand for no number in many charts; they would make all of those one member.
    private static bool IsFiller(ReadOnlySpan<byte> number) => !number.ContainsAnyInRange((byte)'0', (byte)'9') || !number.ContainsAnyExcept(number[0]);
}
