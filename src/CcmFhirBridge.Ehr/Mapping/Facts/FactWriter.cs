using System.Buffers.Text;
using System.Numerics;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Ehr.Mapping.Facts;

/// <summary>Writes the compact form of facts: varints, uuid ids as 16 bytes, dates as day numbers, known codes as one byte.</summary>
internal sealed class FactWriter
{
    private byte[] _buffer = new byte[1024];
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public int Length => _length;

    public void Clear() => _length = 0;

    public void Byte(byte value) => Room(1)[0] = value;

    public void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)((value & 0x7F) | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    public void Count(int value) => Varint((ulong)value);

    public void Signed(long value) => Varint(unchecked((ulong)((value << 1) ^ (value >> 63))));

    /// <summary>Any text, empty for absent: a lower-case uuid as 16 bytes, a plain number as varint, else its bytes.</summary>
    public void Id(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            Byte(0);
        }
        else if (text.Length == 36 && IsLowerUuid(text) && Utf8Parser.TryParse(text, out Guid uuid, out var used) && used == 36)
        {
            Byte(1);
            uuid.TryWriteBytes(Room(16));
        }
        else if (IsPlainNumber(text, out var number))
        {
            Byte(2);
            Varint(number);
        }
        else
        {
            Varint((ulong)text.Length + 2);
            text.CopyTo(Room(text.Length));
        }
    }

    /// <summary>A code: one byte when known or absent.</summary>
    public void Code(ReadOnlySpan<byte> code)
    {
        if (code.IsEmpty)
        {
            Byte(NoCode);
            return;
        }

        var known = KnownCodes.IndexOf(code);
        Byte((byte)(known + 1));
        if (known < 0)
            Id(code);
    }

    /// <summary><c>Type/id</c>, or any other text; empty for absent.</summary>
    public void Reference(ReadOnlySpan<byte> reference)
    {
        var slash = reference.IndexOf((byte)'/');
        var known = slash > 0 ? KnownCodes.IndexOf(reference[..slash]) : -1;
        Byte((byte)(known + 1));
        Id(known < 0 ? reference : reference[(slash + 1)..]);
    }

    public void Moment(Moment? moment)
    {
        if (moment is not { } value)
        {
            Byte(0);
        }
        else if (value.Instant is { } instant)
        {
            Instant(instant);
        }
        else
        {
            Byte((byte)(value.Precision + 1));
            Signed(DayNumber(value));
        }
    }

    public void Span(EntrySpan span)
    {
        Byte((byte)((int)span.Problem | (span.LengthDisagrees ? 0x10 : 0) | (span.Near is null ? 0 : 0x20)));
        if (span.Interval is { } interval)
        {
            Instant(interval.Start);
            Ticks(interval.Duration.Ticks);
        }

        if (span.Near is { } near)
            Signed(near.DayNumber - UnixDay);
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

    internal static readonly int UnixDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    // The first byte of an instant goes on where the precisions of a day end, so that a moment needs no byte of its own.
    internal const byte WholeSeconds = 4;
    internal const byte FineTicks = 5;
    internal const byte NoCode = 0xFF;

    private void Instant(DateTimeOffset instant)
    {
        var ticks = instant.UtcTicks - DateTime.UnixEpoch.Ticks;
        var whole = ticks % TimeSpan.TicksPerSecond == 0;
        Byte(whole ? WholeSeconds : FineTicks);
        Signed(whole ? ticks / TimeSpan.TicksPerSecond : ticks);
    }

    private void Ticks(long ticks)
    {
        var whole = ticks % TimeSpan.TicksPerSecond == 0;
        Varint(whole ? (ulong)(ticks / TimeSpan.TicksPerSecond) << 1 : ((ulong)ticks << 1) | 1);
    }

    private static int DayNumber(Moment moment)
    {
        // Anything but an instant tells its first day without needing a zone.
        return moment.FirstDay(Anywhere).DayNumber - UnixDay;
    }

    private static readonly PracticeTimeZone Anywhere = PracticeTimeZone.Find("Etc/UTC");

    private static bool IsLowerUuid(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var expectsDash = i is 8 or 13 or 18 or 23;
            if (expectsDash ? text[i] != '-' : !(text[i] is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'f')))
                return false;
        }

        return true;
    }

    private static bool IsPlainNumber(ReadOnlySpan<byte> text, out ulong number)
    {
        number = 0;
        if (text.Length > 18 || (text[0] == '0' && text.Length > 1))
            return false;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            number = (number * 10) + (ulong)(digit - '0');
        }

        return true;
    }

    private Span<byte> Room(int count)
    {
        if (_length + count > _buffer.Length)
            Array.Resize(ref _buffer, (int)BitOperations.RoundUpToPowerOf2((uint)(_length + count)));
        var room = _buffer.AsSpan(_length, count);
        _length += count;
        return room;
    }
}
