using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Ehr.Mapping.Scanning;

/// <summary>Reads FHIR dates and the ways in which EHRs get them wrong.</summary>
internal static class DateText
{
    /// <summary>What there is to say about a date that was read, or why it was not.</summary>
    public static Moment? Read(ReadOnlySpan<byte> text, PracticeTimeZone zone, out string? gap)
    {
        gap = null;
        if (Usual(text) is { } usual)
            return usual;
        var moment = Parse(text, zone, ref gap);
        if (moment is null)
            gap = GapCodes.DateUnreadable;
        return moment;
    }

    // A whole second with Z or an offset, exactly as FHIR writes it: nearly every time there is, read without a branch for what is odd.
    private static Moment? Usual(ReadOnlySpan<byte> text)
    {
        if (text.Length is not (20 or 25) || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
            return null;
        var wrong = 0;
        var year = (Two(text, 0, ref wrong) * 100) + Two(text, 2, ref wrong);
        var month = Two(text, 5, ref wrong);
        var day = Two(text, 8, ref wrong);
        var seconds = (Two(text, 11, ref wrong) * 3600) + (Two(text, 14, ref wrong) * 60) + Two(text, 17, ref wrong);
        var offset = 0;
        if (text.Length == 25)
        {
            if (text[19] is not ((byte)'+' or (byte)'-') || text[22] != ':')
                return null;
            offset = (Two(text, 20, ref wrong) * 60) + Two(text, 23, ref wrong);
            if (Two(text, 20, ref wrong) > 14 || text[23] > '5')
                return null;
            if (text[19] == '-')
                offset = -offset;
        }
        else if (text[19] != 'Z')
        {
            return null;
        }

        if (wrong != 0 || year is 0 or 9999 || month is < 1 or > 12 || day < 1 || day > 28 && day > DateTime.DaysInMonth(year, month)
            || text[11] > '2' || seconds >= 86_400 || text[14] > '5' || text[17] > '5')
        {
            return null;
        }

        var utc = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks + ((seconds - (offset * 60L)) * TimeSpan.TicksPerSecond);
        return utc < 0 ? null : Moment.At(new DateTimeOffset(utc, TimeSpan.Zero));
    }

    private static int Two(ReadOnlySpan<byte> text, int at, ref int wrong)
    {
        var tens = text[at] - '0';
        var ones = text[at + 1] - '0';
        wrong |= (tens | ones | (9 - tens) | (9 - ones)) & int.MinValue;
        return (tens * 10) + ones;
    }

    private static Moment? Parse(ReadOnlySpan<byte> text, PracticeTimeZone zone, ref string? gap)
    {
        if (text.Length < 4 || !Digits(text, 0, 4, out var year) || year == 0 || year == 9999)
            return null;
        if (text.Length == 4)
            return Moment.InYear(year);
        if (text.Length < 7 || text[4] != '-' || !Digits(text, 5, 2, out var month) || month is < 1 or > 12)
            return null;
        if (text.Length == 7)
            return Moment.In(new ServiceMonth(year, month));
        if (text.Length < 10 || text[7] != '-' || !Digits(text, 8, 2, out var day) || day < 1 || day > DateTime.DaysInMonth(year, month))
            return null;
        var date = new DateOnly(year, month, day);
        if (text.Length == 10)
            return Moment.On(date);
        if (text[10] != 'T')
        {
            if (text[10] is not ((byte)' ' or (byte)'t'))
                return null;
            gap = GapCodes.DateOdd;
        }

        return Time(text[11..], date, zone, ref gap);
    }

    private static Moment? Time(ReadOnlySpan<byte> text, DateOnly date, PracticeTimeZone zone, ref string? gap)
    {
        if (text.Length < 5 || text[2] != ':' || !Digits(text, 0, 2, out var hour) || !Digits(text, 3, 2, out var minute)
            || hour > 23 || minute > 59)
        {
            return null;
        }

        var rest = text[5..];
        var second = 0;
        var ticks = 0L;
        if (rest.Length >= 3 && rest[0] == ':')
        {
            if (!Digits(rest, 1, 2, out second) || second > 60)
                return null;
            rest = rest[3..];
            if (second == 60)
            {
                // A leap second has no place on our time line; it is the last second before it.
                second = 59;
                gap = GapCodes.DateOdd;
            }

            if (!Fraction(ref rest, out ticks))
                return null;
        }
        else
        {
            gap = GapCodes.DateOdd;
        }

        var time = new TimeOnly(hour, minute, second).Add(TimeSpan.FromTicks(ticks));
        if (rest.IsEmpty)
        {
            gap = GapCodes.DateWithoutOffset;
            return Moment.At(zone.At(date, time));
        }

        if (!Offset(rest, out var offset, ref gap))
            return null;
        var utc = date.ToDateTime(time, DateTimeKind.Utc).Ticks - offset.Ticks;
        return utc < DateTime.MinValue.Ticks ? null : Moment.At(new DateTimeOffset(utc, TimeSpan.Zero));
    }

    private static bool Fraction(ref ReadOnlySpan<byte> rest, out long ticks)
    {
        ticks = 0;
        if (rest.IsEmpty || rest[0] is not ((byte)'.' or (byte)','))
            return true;
        var length = 1;
        var scale = TimeSpan.TicksPerSecond / 10;
        while (length < rest.Length && rest[length] is >= (byte)'0' and <= (byte)'9')
        {
            ticks += (rest[length] - '0') * scale;
            scale /= 10;
            length++;
        }

        var any = length > 1;
        rest = rest[length..];
        return any;
    }

    private static bool Offset(ReadOnlySpan<byte> text, out TimeSpan offset, ref string? gap)
    {
        offset = TimeSpan.Zero;
        if (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z')
        {
            if (text[0] == 'z')
                gap = GapCodes.DateOdd;
            return true;
        }

        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length < 3 || !Digits(text, 1, 2, out var hours) || hours > 14)
            return false;
        var minutes = 0;
        if (text.Length == 6 && text[3] == ':' && Digits(text, 4, 2, out minutes))
        {
            // As FHIR writes it.
        }
        else if (text.Length == 3 || (text.Length == 5 && Digits(text, 3, 2, out minutes)))
        {
            gap = GapCodes.DateOdd;
        }
        else
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0);
        if (text[0] == '-')
            offset = -offset;
        return minutes <= 59;
    }

    private static bool Digits(ReadOnlySpan<byte> text, int start, int count, out int value)
    {
        value = 0;
        if (text.Length < start + count)
            return false;
        foreach (var digit in text.Slice(start, count))
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
