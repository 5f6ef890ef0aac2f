using System.Globalization;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>Ranges of CPT and HCPCS codes, such as 99202-99205 or G0556-G0558, written out.</summary>
internal static class CodeRanges
{
    private const int LongestRange = 100;

    public static string? ProblemOf(string text)
    {
        if (text.Length == 5)
            return null;
        var (first, last) = Ends(text);
        return text[0] == text[6] && first is not null && last is not null && first < last && last - first < LongestRange
            ? null
            : $"'{text}' is not a range from a lower to a higher code";
    }

    public static IEnumerable<string> Expand(string text)
    {
        if (text.Length == 5)
            return [text];
        var (first, last) = Ends(text);
        return Enumerable.Range(first!.Value, last!.Value - first.Value + 1)
            .Select(number => text[0] + number.ToString("D4", CultureInfo.InvariantCulture));
    }

    private static (int? First, int? Last) Ends(string text)
        => (Number(text.AsSpan(1, 4)), Number(text.AsSpan(7, 4)));

    private static int? Number(ReadOnlySpan<char> digits)
        => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
