using System.Globalization;

namespace CcmFhirBridge.Domain.Periods;

/// <summary>
/// The calendar month, in the practice's time zone, in which CCM time accrues and for which it is billed.
/// Minutes never cross it.
/// </summary>
public readonly record struct ServiceMonth : IComparable<ServiceMonth>
{
    private readonly int _monthsSinceYearOne;

    /// <summary>The month <paramref name="month"/> (1 to 12) of <paramref name="year"/> (1 to 9998).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The month or the year is outside its range.</exception>
    public ServiceMonth(int year, int month)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, 9998);
        ArgumentOutOfRangeException.ThrowIfLessThan(month, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(month, 12);
        _monthsSinceYearOne = ((year - 1) * 12) + month - 1;
    }

    /// <summary>Calendar year.</summary>
    public int Year => (_monthsSinceYearOne / 12) + 1;

    /// <summary>Month of the year, 1 to 12.</summary>
    public int Month => (_monthsSinceYearOne % 12) + 1;

    /// <summary>First day of the month, included.</summary>
    public DateOnly FirstDay => new(Year, Month, 1);

    /// <summary>Last day of the month, included.</summary>
    public DateOnly LastDay => FirstDay.AddMonths(1).AddDays(-1);

    /// <summary>The month after this one.</summary>
    public ServiceMonth Next => AddMonths(1);

    /// <summary>The month before this one.</summary>
    public ServiceMonth Previous => AddMonths(-1);

    /// <summary>The month that <paramref name="day"/> belongs to.</summary>
    public static ServiceMonth Of(DateOnly day) => new(day.Year, day.Month);

    /// <summary>The month <paramref name="months"/> later, or earlier when negative.</summary>
    public ServiceMonth AddMonths(int months)
    {
        var shifted = _monthsSinceYearOne + months;
        return new ServiceMonth((shifted / 12) + 1, (shifted % 12) + 1);
    }

    /// <summary>Whether <paramref name="day"/> lies in this month.</summary>
    public bool Contains(DateOnly day) => Of(day) == this;

    /// <summary>Reads <c>YYYY-MM</c> and nothing else.</summary>
    public static bool TryParse(string? text, out ServiceMonth month)
    {
        month = default;
        if (text is not { Length: 7 } || text[4] != '-'
            || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(text.AsSpan(5, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || year is < 1 or > 9998 || number is < 1 or > 12)
        {
            return false;
        }

        month = new ServiceMonth(year, number);
        return true;
    }

    /// <summary>Reads <c>YYYY-MM</c>.</summary>
    /// <exception cref="FormatException">The text is not a month of that form.</exception>
    public static ServiceMonth Parse(string text) => TryParse(text, out var month)
        ? month
        : throw new FormatException($"'{text}' is not a month. Write the year with four digits, a dash and the month with two: YYYY-MM.");

    /// <inheritdoc/>
    public int CompareTo(ServiceMonth other) => _monthsSinceYearOne.CompareTo(other._monthsSinceYearOne);

    /// <summary>Whether <paramref name="left"/> lies before <paramref name="right"/>.</summary>
    public static bool operator <(ServiceMonth left, ServiceMonth right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> lies after <paramref name="right"/>.</summary>
    public static bool operator >(ServiceMonth left, ServiceMonth right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is <paramref name="right"/> or lies before it.</summary>
    public static bool operator <=(ServiceMonth left, ServiceMonth right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is <paramref name="right"/> or lies after it.</summary>
    public static bool operator >=(ServiceMonth left, ServiceMonth right) => left.CompareTo(right) >= 0;

    /// <summary><c>YYYY-MM</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}-{Month:D2}");
}
