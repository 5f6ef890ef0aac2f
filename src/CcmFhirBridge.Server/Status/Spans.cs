using System.Globalization;

namespace CcmFhirBridge.Server.Status;

/// <summary>Lengths of time as people say them.</summary>
public static class Spans
{
    /// <summary><c>40 s</c>, <c>12 min</c>, <c>3 h 5 min</c>, <c>2 days 4 h</c>; rounded down, never negative.</summary>
    public static string Say(TimeSpan span) => span switch
    {
        { Ticks: <= 0 } => "0 s",
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Seconds} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes} min"),
        { TotalDays: < 1 } => Two($"{span.Hours} h", span.Minutes, "min"),
        _ => Two(span.Days == 1 ? "1 day" : $"{span.Days} days", span.Hours, "h"),
    };

    private static string Two(string larger, int smaller, string unit) =>
        smaller == 0 ? larger : string.Create(CultureInfo.InvariantCulture, $"{larger} {smaller} {unit}");
}
