using System.Globalization;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary>What people write after <c>--since</c>.</summary>
internal static class PastInstant
{
    /// <summary>The instant meant.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static DateTimeOffset Of(string text, Tenant tenant, DateTimeOffset now)
    {
        if (Back(text) is { } back)
            return now - back;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return tenant.TimeZone.At(day, TimeOnly.MinValue);
        // An instant without its offset would mean another hour on every machine.
        return text.Contains('T') && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T'))
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var instant)
                ? instant
                : throw new UsageException($"--since '{text}' is neither a duration such as 90m, nor a day (YYYY-MM-DD), nor an instant with its offset (YYYY-MM-DDThh:mm:ss-04:00).");
    }

    private static TimeSpan? Back(string text)
    {
        if (text.Length is < 2 or > 6 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => null,
        };
    }
}
