using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace CcmFhirBridge.Ehr.Mapping.Scanning;

/// <summary>
/// Where a JSON value ends. As strict as <see cref="Utf8JsonReader"/> about everything it passes over, and faster, because it keeps
/// nothing. Places are offsets in bytes that are already known to be UTF-8.
/// </summary>
internal static class JsonGrammar
{
    /// <summary>The next byte that is not blank.</summary>
    /// <exception cref="JsonException">There is none.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Next(ReadOnlySpan<byte> json, int at) =>
        (uint)at < (uint)json.Length && json[at] > (byte)' ' ? at : AfterBlank(json, at);

    /// <summary>Behind the string that begins at <paramref name="at"/>.</summary>
    /// <exception cref="JsonException">It does not end, or holds what a string cannot.</exception>
    public static int EndOfString(ReadOnlySpan<byte> json, int at, out bool isEscaped)
    {
        isEscaped = false;
        at++;
        while (true)
        {
            at = NextSpecial(json, at);
            var special = json[at];
            if (special == '"')
                return at + 1;
            if (special != '\\')
                throw Broken();
            isEscaped = true;
            at = EndOfEscape(json, at);
        }
    }

    /// <summary>Behind the value that begins at <paramref name="at"/>.</summary>
    /// <param name="json">The bytes.</param>
    /// <param name="at">The value's first byte.</param>
    /// <param name="depth">How many objects and arrays are open around it.</param>
    /// <exception cref="JsonException">It is no value, or nested too deeply.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int EndOfValue(ReadOnlySpan<byte> json, int at, int depth) =>
        json[at] == '"' ? EndOfString(json, at, out _)
        : json[at] is (byte)'{' or (byte)'[' ? EndOfContainer(json, at, depth)
        : EndOfScalar(json, at);

    /// <summary>The first byte of the value that belongs to the name at <paramref name="at"/>.</summary>
    public static int AfterName(ReadOnlySpan<byte> json, int at)
    {
        if (json[at] != '"')
            throw Broken();
        return AfterColon(json, EndOfString(json, at, out _));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AfterColon(ReadOnlySpan<byte> json, int at)
    {
        at = Next(json, at);
        return json[at] == ':' ? Next(json, at + 1) : throw Broken();
    }

    public static JsonException Broken() => new("Not well-formed JSON.");

    private static int EndOfContainer(ReadOnlySpan<byte> json, int at, int depth)
    {
        // One bit a level: whether it is an object.
        var kinds = 0UL;
        var level = 0;
        while (true)
        {
            var open = json[at];
            if (open is (byte)'{' or (byte)'[')
            {
                if (++level + depth > Scratch.MaxDepth)
                    throw new JsonException("Nested too deeply.");
                kinds = (kinds << 1) | (open == '{' ? 1UL : 0);
                at = Next(json, at + 1);
                if (json[at] != Closing(kinds))
                {
                    if (open == '{')
                        at = AfterName(json, at);
                    continue;
                }
            }
            else
            {
                at = EndOfScalar(json, at);
            }

            while (true)
            {
                at = Next(json, at);
                if (json[at] == ',')
                {
                    at = Next(json, at + 1);
                    if ((kinds & 1) != 0)
                        at = AfterName(json, at);
                    break;
                }

                if (json[at] != Closing(kinds))
                    throw Broken();
                at++;
                kinds >>= 1;
                if (--level == 0)
                    return at;
            }
        }
    }

    private static byte Closing(ulong kinds) => (kinds & 1) != 0 ? (byte)'}' : (byte)']';

    private static int EndOfScalar(ReadOnlySpan<byte> json, int at) => json[at] switch
    {
        (byte)'"' => EndOfString(json, at, out _),
        (byte)'t' => EndOfLiteral(json, at, "true"u8),
        (byte)'f' => EndOfLiteral(json, at, "false"u8),
        (byte)'n' => EndOfLiteral(json, at, "null"u8),
        _ => EndOfNumber(json, at),
    };

    private static int EndOfLiteral(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> literal) =>
        json[at..].StartsWith(literal) ? at + literal.Length : throw Broken();

    private static int EndOfNumber(ReadOnlySpan<byte> json, int at)
    {
        if (json[at] == '-')
            at++;
        var whole = EndOfDigits(json, at);
        if (whole > at + 1 && json[at] == '0')
            throw Broken();
        at = whole;
        if (at < json.Length && json[at] == '.')
            at = EndOfDigits(json, at + 1);
        if (at < json.Length && json[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < json.Length && json[at] is (byte)'+' or (byte)'-')
                at++;
            at = EndOfDigits(json, at);
        }

        return at;
    }

    private static int EndOfDigits(ReadOnlySpan<byte> json, int at)
    {
        var start = at;
        while ((uint)at < (uint)json.Length && json[at] is >= (byte)'0' and <= (byte)'9')
            at++;
        return at > start ? at : throw Broken();
    }

    /// <summary>The next quote, backslash or control character.</summary>
    /// <exception cref="JsonException">There is none.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int NextSpecial(ReadOnlySpan<byte> json, int at)
    {
        ref var first = ref MemoryMarshal.GetReference(json);
        while (at <= json.Length - Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref first, (nuint)at);
            var special = Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
                | Vector256.Equals(Vector256.Min(bytes, Vector256.Create((byte)0x1F)), bytes);
            if (special != Vector256<byte>.Zero)
                return at + System.Numerics.BitOperations.TrailingZeroCount(special.ExtractMostSignificantBits());
            at += Vector256<byte>.Count;
        }

        for (; at < json.Length; at++)
        {
            if (json[at] is (byte)'"' or (byte)'\\' or < 0x20)
                return at;
        }

        throw Broken();
    }

    private static int EndOfEscape(ReadOnlySpan<byte> json, int at)
    {
        if (at + 1 >= json.Length)
            throw Broken();
        if (json[at + 1] != 'u')
            return "\"\\/bfnrt"u8.Contains(json[at + 1]) ? at + 2 : throw Broken();
        if (at + 6 > json.Length)
            throw Broken();
        foreach (var digit in json.Slice(at + 2, 4))
        {
            if (!char.IsAsciiHexDigit((char)digit))
                throw Broken();
        }

        return at + 6;
    }

    private static int AfterBlank(ReadOnlySpan<byte> json, int at)
    {
        while ((uint)at < (uint)json.Length)
        {
            if (json[at] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                return at;
            at++;
        }

        throw Broken();
    }
}
