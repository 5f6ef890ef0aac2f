using System.Globalization;

namespace CcmFhirBridge.Simulator.Stores;

/// <summary>FHIR instants and dates on the wire.</summary>
internal static class Instant
{
    /// <summary>Microseconds: fine enough to keep versions apart under a clock that stands still.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMicroseconds(1);

    public static string Write(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static DateTimeOffset Truncate(DateTimeOffset at)
    {
        var utc = at.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % Step.Ticks));
    }

    /// <summary>A FHIR date, dateTime or instant as the span it covers; a value without a zone is read as UTC.</summary>
    public static bool TryRead(string? text, out DateSpan span)
    {
        span = default;
        if (string.IsNullOrEmpty(text))
            return false;
        if (text.Length > 10)
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
                return false;
            var width = text.Contains('.', StringComparison.Ordinal) ? TimeSpan.FromTicks(1) : TimeSpan.FromSeconds(1);
            span = new DateSpan(at, at + width);
            return true;
        }
        return TryReadDay(text, out span);
    }

    private static bool TryReadDay(string text, out DateSpan span)
    {
        var format = text.Length switch { 4 => "yyyy", 7 => "yyyy-MM", 10 => "yyyy-MM-dd", _ => null };
        span = default;
        if (format is null || !DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return false;
        var end = text.Length switch { 4 => day.AddYears(1), 7 => day.AddMonths(1), _ => day.AddDays(1) };
        span = new DateSpan(Midnight(day), Midnight(end));
        return true;
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}

/// <summary>Half-open span of time; open ends are the extremes of the calendar.</summary>
public readonly record struct DateSpan(DateTimeOffset Start, DateTimeOffset End);
