using System.Globalization;
using System.Text.RegularExpressions;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Server.Fhir.Search;

/// <summary>How a date that is searched for stands to the one of a resource.</summary>
internal enum DatePrefix
{
    /// <summary>The resource's lies wholly within.</summary>
    Eq,

    /// <summary>It does not.</summary>
    Ne,

    /// <summary>Some of the resource's lies behind.</summary>
    Gt,

    /// <summary>Some of it lies before.</summary>
    Lt,

    /// <summary><see cref="Gt"/> or <see cref="Eq"/>.</summary>
    Ge,

    /// <summary><see cref="Lt"/> or <see cref="Eq"/>.</summary>
    Le,

    /// <summary>All of the resource's lies behind.</summary>
    Sa,

    /// <summary>All of it lies before.</summary>
    Eb,

    /// <summary>Both overlap once the value is widened by a tenth of its distance from now.</summary>
    Ap,
}

/// <summary>A value of a date parameter: the whole span that its digits leave open.</summary>
/// <param name="Prefix">How it is compared.</param>
/// <param name="Start">UTC ticks, inclusive.</param>
/// <param name="End">UTC ticks, exclusive.</param>
/// <remarks>Source: R4 search, date and prefixes.</remarks>
internal sealed partial record DateValue(DatePrefix Prefix, long Start, long End)
{
    private const int MostDigits = 7;

    // A zone moves an instant by up to a day, which must stay within what a calendar has.
    private static readonly DateOnly s_first = DateOnly.MinValue.AddYears(1);
    private static readonly DateOnly s_last = DateOnly.MaxValue.AddYears(-1);

    /// <summary>Reads a prefix and a date, or a date and time. A time without an offset is the practice's.</summary>
    /// <exception cref="FhirProblem">400: there is no such day or time, or it is not written as FHIR does.</exception>
    public static DateValue Parse(string text, PracticeTimeZone zone, string parameter)
    {
        var match = Written().Match(SearchText.Unescape(text, parameter));
        if (!match.Success || !TryDay(match, out var day) || (match.Groups["prefix"] is { Success: true, Value: var prefix } && !Enum.TryParse<DatePrefix>(prefix, ignoreCase: true, out _)))
            throw Unreadable(parameter);
        var named = match.Groups["prefix"].Success ? Enum.Parse<DatePrefix>(match.Groups["prefix"].Value, ignoreCase: true) : DatePrefix.Eq;
        if (match.Groups["hour"].Success)
        {
            var (start, width) = Moment(match, day, zone, parameter);
            return new DateValue(named, start, start + width);
        }

        var after = match.Groups["day"].Success ? day.AddDays(1) : match.Groups["month"].Success ? day.AddMonths(1) : day.AddYears(1);
        return new DateValue(named, zone.StartOf(day).UtcTicks, zone.StartOf(after > s_last ? s_last.AddDays(1) : after).UtcTicks);
    }

    /// <summary>The value widened for <see cref="DatePrefix.Ap"/>.</summary>
    public (long Start, long End) Around(DateTimeOffset now)
    {
        var tenth = Math.Abs(now.UtcTicks - Start) / 10;
        return (Math.Max(Start - tenth, s_first.ToDateTime(TimeOnly.MinValue).Ticks), Math.Min(End + tenth, s_last.ToDateTime(TimeOnly.MinValue).Ticks));
    }

    private static bool TryDay(Match match, out DateOnly day)
    {
        var text = $"{match.Groups["year"].Value}-{Or(match.Groups["month"], "01")}-{Or(match.Groups["day"], "01")}";
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
            return false;
        day = day < s_first ? s_first : day > s_last ? s_last : day;
        return true;
    }

    private static (long Start, long Width) Moment(Match match, DateOnly day, PracticeTimeZone zone, string parameter)
    {
        var fraction = match.Groups["fraction"].Value;
        var digits = fraction.Length > MostDigits ? fraction[..MostDigits] : fraction;
        var clock = $"{match.Groups["hour"].Value}:{match.Groups["minute"].Value}:{Or(match.Groups["second"], "00")}";
        if (!TimeOnly.TryParseExact(clock, "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            throw Unreadable(parameter);
        var width = !match.Groups["second"].Success ? TimeSpan.TicksPerMinute : Power(MostDigits - digits.Length);
        var ticks = digits.Length == 0 ? 0 : int.Parse(digits, CultureInfo.InvariantCulture) * Power(MostDigits - digits.Length);
        if (match.Groups["offset"] is not { Success: true, Value: var offset })
            return (zone.At(day, time).UtcTicks + ticks, width);
        return (day.ToDateTime(time).Ticks - Offset(offset, parameter).Ticks + ticks, width);
    }

    // A plus that was not escaped arrives as a space.
    private static TimeSpan Offset(string offset, string parameter)
    {
        if (offset == "Z")
            return TimeSpan.Zero;
        var (hours, minutes) = (int.Parse(offset.AsSpan(1, 2), CultureInfo.InvariantCulture), int.Parse(offset.AsSpan(4, 2), CultureInfo.InvariantCulture));
        if (minutes > 59 || (hours * 60) + minutes > 14 * 60)
            throw Unreadable(parameter);
        var span = new TimeSpan(hours, minutes, 0);
        return offset[0] == '-' ? -span : span;
    }

    private static long Power(int exponent)
    {
        var power = 1L;
        for (var i = 0; i < exponent; i++)
            power *= 10;
        return power;
    }

    private static string Or(Group group, string other) => group.Success ? group.Value : other;

    private static FhirProblem Unreadable(string parameter) => FhirProblem.Invalid(
        "A date is written as YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm[:ss[.f]][Z|+hh:mm], perhaps after eq, ne, gt, lt, ge, le, sa, eb or ap.", parameter);

    [GeneratedRegex(
        @"^(?<prefix>[a-z]{2})?(?<year>[0-9]{4})(-(?<month>[0-9]{2})(-(?<day>[0-9]{2})(T(?<hour>[0-9]{2}):(?<minute>[0-9]{2})(:(?<second>[0-9]{2})(\.(?<fraction>[0-9]{1,20}))?)?(?<offset>Z|[+\- ][0-9]{2}:[0-9]{2})?)?)?)?\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
