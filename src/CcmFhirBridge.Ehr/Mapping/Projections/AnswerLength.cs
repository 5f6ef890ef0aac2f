using System.Globalization;
using System.Text;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>Reads the length of a session from an answer, in the declared form and in no other.</summary>
internal static class AnswerLength
{
    private const int SecondsOfHour = 3600;
    private const int SecondsOfMinute = 60;
    private const int LongestText = 16;

    /// <summary>Whole seconds, cut downwards; null when the text is written otherwise.</summary>
    public static int? OfText(ReadOnlySpan<byte> text, LengthForm form)
    {
        if (text.IsEmpty || text.Length > LongestText || !Ascii.IsValid(text))
            return null;
        return form switch
        {
            LengthForm.HoursMinutesSeconds => OfClock(text, 2, SecondsOfHour, SecondsOfMinute, 1),
            LengthForm.HoursMinutes => OfClock(text, 2, SecondsOfHour, SecondsOfMinute),
            LengthForm.MinutesSeconds => OfClock(text, 3, SecondsOfMinute, 1),
            LengthForm.Minutes or LengthForm.Hours => NumberIn(text) is { } number ? OfNumber(number, form) : null,
            LengthForm.MinutesWithUnit when text.EndsWith("min"u8) => NumberIn(WithoutBlank(text[..^3])) is { } minutes ? Whole(minutes * SecondsOfMinute) : null,
            _ => null,
        };
    }

    /// <summary>The same of a number without a unit of its own.</summary>
    public static int? OfNumber(decimal number, LengthForm form) => form switch
    {
        LengthForm.Minutes => Scaled(number, SecondsOfMinute),
        LengthForm.Hours => Scaled(number, SecondsOfHour),
        _ => null,
    };

    /// <summary>The same of a Quantity in a unit of UCUM.</summary>
    public static int? OfQuantity(decimal number, ReadOnlySpan<byte> unit) =>
        unit.SequenceEqual("s"u8) ? Scaled(number, 1)
        : unit.SequenceEqual("min"u8) ? Scaled(number, SecondsOfMinute)
        : unit.SequenceEqual("h"u8) ? Scaled(number, SecondsOfHour)
        : null;

    // The first part has one to so many digits and any value, each other part two digits below sixty.
    private static int? OfClock(ReadOnlySpan<byte> text, int mostDigits, params ReadOnlySpan<int> worth)
    {
        var seconds = 0;
        for (var part = 0; part < worth.Length; part++)
        {
            var end = part == worth.Length - 1 ? text.Length : text.IndexOf((byte)':');
            if (end < 0 || Digits(text[..end]) is not { } value)
                return null;
            if (part == 0 ? end > mostDigits : end != 2 || value >= 60)
                return null;
            seconds += value * worth[part];
            text = text[Math.Min(end + 1, text.Length)..];
        }

        return Whole(seconds);
    }

    private static int? Digits(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= 3 && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    // Digits, and behind a point more of them: no sign, no exponent, no separator.
    private static decimal? NumberIn(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] == '.' || text[^1] == '.')
            return null;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static ReadOnlySpan<byte> WithoutBlank(ReadOnlySpan<byte> text) => text is [.., (byte)' '] ? text[..^1] : text;

    // A number of more than ten days of seconds is none however it is scaled, and would leave the range of a decimal.
    private static int? Scaled(decimal number, int worth) => number is < 0 or > LengthReader.MostSeconds ? null : Whole(number * worth);

    private static int? Whole(decimal seconds) => seconds is >= 0 and <= LengthReader.MostSeconds ? (int)decimal.Truncate(seconds) : null;
}
