using System.Globalization;
using CcmFhirBridge.Domain.Revenue;

namespace CcmFhirBridge.Commands;

/// <summary>Numbers that a person types for the calculator; each refusal names the option and what it takes.</summary>
internal static class CalcNumbers
{
    private const int MostPatients = 1_000_000;
    private const decimal MostDollars = 10_000_000m;

    /// <summary>A whole number of patients or months.</summary>
    /// <exception cref="UsageException">It is none, or outside what a practice can have.</exception>
    public static int Whole(string option, string text, int least = 1, int most = MostPatients) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} {Shorten(text)}: use a whole number from {least} to {most}."));

    /// <summary>Dollars with at most two decimals.</summary>
    /// <exception cref="UsageException">They are none.</exception>
    public static decimal Dollars(string option, string text) => Number(text) is { Scale: <= 2 } amount and >= 0 and <= MostDollars
        ? amount
        : throw new UsageException($"{option} {Shorten(text)}: use an amount from 0 to 10000000 with at most two decimals, such as 4500.00.");

    /// <summary>Units of a hundred billed months, or a share.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static decimal Percent(string option, string text, decimal most = 100) => Number(text) is { } share and >= 0 && share <= most
        ? share
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} {Shorten(text)}: use a number from 0 to {most}."));

    /// <summary>One share, or three with commas between them: at least, expected, at most.</summary>
    /// <exception cref="UsageException">They are none, or not in order.</exception>
    public static PercentRange Range(string option, string text)
    {
        var shares = text.Split(',').Select(share => Percent(option, share.Trim())).ToArray();
        if (shares is [var one])
            return new PercentRange(one, one, one);
        return shares is [var low, var expected, var high] && low <= expected && expected <= high
            ? new PercentRange(low, expected, high)
            : throw new UsageException($"{option} {Shorten(text)}: use one share, or three with commas, the lowest first, such as 20,30,40.");
    }

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Shorten(string text) => text.Length <= 30 ? $"'{text}'" : $"'{text[..30]}…'";
}
