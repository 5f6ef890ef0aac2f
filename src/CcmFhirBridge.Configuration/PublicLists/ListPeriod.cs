using System.Globalization;

namespace CcmFhirBridge.Configuration.PublicLists;

/// <summary>For which days a published list holds: what the file says of itself, and what the caller says.</summary>
internal static class ListPeriod
{
    private static readonly string[] Months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    /// <summary>The first day, which begins a quarter.</summary>
    /// <exception cref="ConfigurationException">Neither says it, or the two contradict each other.</exception>
    public static DateOnly First(PublicFile file, DateOnly? told, DateOnly? asked)
    {
        if (told is null && asked is null)
            throw file.Refuse(1, "list.quarter", "the file does not say for which quarter it was published. Name the first day of the quarter with --from.");
        if (told is { } says && asked is { } wants && says != wants)
            throw file.Refuse(1, "list.quarter", FormattableString.Invariant($"the file was published for {says:yyyy-MM-dd}, and --from says {wants:yyyy-MM-dd}. Name the right file, or leave --from away."));
        var first = (asked ?? told)!.Value;
        return first is { Day: 1, Month: 1 or 4 or 7 or 10 }
            ? first
            : throw file.Refuse(1, "list.quarter", FormattableString.Invariant($"{first:yyyy-MM-dd} begins no quarter. Name January, April, July or October 1 with --from."));
    }

    /// <summary>The first day of the year and month that a title names; of January where it names no month.</summary>
    public static DateOnly? OfTitle(string title)
    {
        var words = title.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var year = words.Select(static word => word is [_, _, _, _] && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).FirstOrDefault(static number => number > 1900);
        if (year == 0)
            return null;
        var month = words.Select(static word => Array.FindIndex(Months, known => known.Equals(word, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(static at => at >= 0, defaultValue: 0);
        return new DateOnly(year, month + 1, 1);
    }

    /// <summary>The day <c>MM-DD-YYYY</c> that stands after <paramref name="mark"/> in a file's name.</summary>
    public static DateOnly? OfName(string name, string mark)
    {
        var at = name.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && name.Length >= at + mark.Length + 10 && DateOnly.TryParseExact(name.AsSpan(at + mark.Length, 10), "MM-dd-yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }
}
