using System.Globalization;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>ICD-10-CM codes as prefixes without a dot.</summary>
internal static class IcdCodes
{
    public const int LongestCode = 7;

    public static string? ProblemOfRange(string text)
    {
        if (!text.Contains('-'))
            return null;
        return text[0] == text[4] && char.IsAsciiDigit(text[2]) && string.CompareOrdinal(text[..3], text[4..]) < 0
            ? null
            : $"'{text}' is not a range from a lower to a higher category of one letter";
    }

    /// <summary>Prefixes without a dot; a range of categories is written out.</summary>
    public static IEnumerable<string> Expand(string text)
    {
        if (!text.Contains('-'))
            return [WithoutDot(text)];
        var first = int.Parse(text.AsSpan(1, 2), CultureInfo.InvariantCulture);
        var last = int.Parse(text.AsSpan(5, 2), CultureInfo.InvariantCulture);
        return Enumerable.Range(first, last - first + 1).Select(number => text[0] + number.ToString("D2", CultureInfo.InvariantCulture));
    }

    public static string WithoutDot(string code) => code.Replace(".", "", StringComparison.Ordinal);

    public static string WithDot(ReadOnlySpan<char> bare) => bare.Length <= 3 ? bare.ToString() : $"{bare[..3]}.{bare[3..]}";

    /// <summary>
    /// Writes the code in capitals without its dot and answers its length, or 0 when it is not of the form of an ICD-10-CM code.
    /// <paramref name="asWritten"/> says that the text already has its dot and capitals.
    /// </summary>
    public static int Normalize(ReadOnlySpan<char> text, Span<char> bare, out bool asWritten)
    {
        asWritten = true;
        var written = text.Length;
        text = text.Trim();
        var length = 0;
        for (var position = 0; position < text.Length; position++)
        {
            var character = text[position];
            if (character == '.')
            {
                if (position != 3)
                    return 0;
                continue;
            }

            if (!char.IsAsciiLetterOrDigit(character) || length == LongestCode)
                return 0;
            asWritten &= !char.IsAsciiLetterLower(character);
            bare[length++] = char.ToUpperInvariant(character);
        }

        asWritten &= length <= 3 ? written == length : written == length + 1;
        return length >= 3 && char.IsAsciiLetter(bare[0]) && char.IsAsciiDigit(bare[1]) ? length : 0;
    }
}
