using System.Globalization;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>What a <c>Retry-After</c> header asks for.</summary>
internal static class RetryAfter
{
    /// <summary>The wait, never negative and never above <paramref name="longest"/>; null when the header is absent or makes no sense.</summary>
    public static TimeSpan? Parse(string? header, DateTimeOffset now, TimeSpan longest)
    {
        var text = header?.Trim();
        if (string.IsNullOrEmpty(text))
            return null;
        if (text.All(char.IsAsciiDigit))
        {
            // More digits than a day count could have: absurd, so capped rather than parsed.
            return text.Length > 9 ? longest : Cap(TimeSpan.FromSeconds(long.Parse(text, CultureInfo.InvariantCulture)), longest);
        }

        if (!DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return null;
        return at <= now ? TimeSpan.Zero : Cap(at - now, longest);
    }

    private static TimeSpan Cap(TimeSpan wait, TimeSpan longest) => wait < longest ? wait : longest;
}
