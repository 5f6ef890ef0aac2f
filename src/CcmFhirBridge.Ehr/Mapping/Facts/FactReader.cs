using System.Globalization;
using System.Text;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CommunityToolkit.HighPerformance.Buffers;

namespace CcmFhirBridge.Ehr.Mapping.Facts;

/// <summary>Reads what <see cref="FactWriter"/> wrote.</summary>
internal ref struct FactReader(ReadOnlySpan<byte> facts)
{
    private const int LongestShared = 32;

    private readonly ReadOnlySpan<byte> _facts = facts;
    private int _at;

    public readonly bool AtEnd => _at >= _facts.Length;

    public readonly int Position => _at;

    public byte Byte() => _facts[_at++];

    public ulong Varint()
    {
        var value = 0UL;
        var shift = 0;
        byte part;
        do
        {
            part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            shift += 7;
        }
        while (part >= 0x80);
        return value;
    }

    public int Count() => (int)Varint();

    public long Signed()
    {
        var value = Varint();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    /// <summary>The text, or null for absent.</summary>
    public string? OptionalId() => Varint() switch
    {
        0 => null,
        1 => new Guid(Take(16)).ToString("D"),
        2 => Varint().ToString(CultureInfo.InvariantCulture),
        var length => Encoding.UTF8.GetString(Take((int)length - 2)),
    };

    public void SkipId()
    {
        switch (Varint())
        {
            case 0:
                break;
            case 1:
                _at += 16;
                break;
            case 2:
                Varint();
                break;
            case var length:
                _at += (int)length - 2;
                break;
        }
    }

    public string Id() => OptionalId() ?? "";

    /// <summary>
    /// The same as <see cref="Id"/> for what many records say alike, such as a diagnosis: they share one text, which is then mostly near at hand where
    /// a practice's records are gone through.
    /// </summary>
    public string SharedId()
    {
        var before = _at;
        var form = Varint();
        if (form is < 2 or > LongestShared + 2)
        {
            _at = before;
            return Id();
        }

        if (form > 2)
            return StringPool.Shared.GetOrAdd(Take((int)form - 2), Encoding.UTF8);
        Span<char> digits = stackalloc char[LongestShared];
        Varint().TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        return StringPool.Shared.GetOrAdd(digits[..length]);
    }

    public string? OptionalCode()
    {
        var known = Byte();
        return known == FactWriter.NoCode ? null : known == 0 ? OptionalId() : KnownCodes.At(known - 1);
    }

    public string Code() => OptionalCode() ?? "";

    public string? OptionalReference()
    {
        var known = Byte();
        return known == 0 ? OptionalId() : $"{KnownCodes.At(known - 1)}/{Id()}";
    }

    public Moment? Moment()
    {
        var kind = Byte();
        switch (kind)
        {
            case 0:
                return null;
            case FactWriter.WholeSeconds or FactWriter.FineTicks:
                return Domain.Periods.Moment.At(Instant(kind));
            default:
                var day = DateOnly.FromDayNumber(FactWriter.UnixDay + (int)Signed());
                return (MomentPrecision)(kind - 1) switch
                {
                    MomentPrecision.Year => Domain.Periods.Moment.InYear(day.Year),
                    MomentPrecision.Month => Domain.Periods.Moment.In(ServiceMonth.Of(day)),
                    _ => Domain.Periods.Moment.On(day),
                };
        }
    }

    public EntrySpan Span()
    {
        var head = Byte();
        Interval? interval = null;
        if ((head & 0x0F) == (int)SpanProblem.None)
        {
            var start = Instant(Byte());
            interval = new Interval(start, start.AddTicks(Ticks()));
        }

        DateOnly? near = (head & 0x20) == 0 ? null : DateOnly.FromDayNumber(FactWriter.UnixDay + (int)Signed());
        return new EntrySpan(interval, (SpanProblem)(head & 0x0F), near, (head & 0x10) != 0);
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        var taken = _facts.Slice(_at, count);
        _at += count;
        return taken;
    }

    private DateTimeOffset Instant(byte kind)
    {
        var value = Signed();
        var ticks = kind == FactWriter.WholeSeconds ? value * TimeSpan.TicksPerSecond : value;
        return new DateTimeOffset(DateTime.UnixEpoch.Ticks + ticks, TimeSpan.Zero);
    }

    private long Ticks()
    {
        var value = Varint();
        return (value & 1) == 0 ? (long)(value >> 1) * TimeSpan.TicksPerSecond : (long)(value >> 1);
    }
}
