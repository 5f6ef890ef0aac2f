using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Configuration.RulePacks;

namespace CcmFhirBridge.Configuration.PublicLists;

/// <summary>CMS's geographic practice cost indices by carrier and locality (GPCI, addendum E).</summary>
internal static class LocalityList
{
    public const string What = "GPCI file";

    private static readonly string[] Fixed = ["Medicare Administrative Contractor (MAC)", "State", "Locality Number", "Locality Name"];

    /// <summary>Headers of the years that a file may be of; the first column of work is the one that is paid by.</summary>
    public static ImmutableArray<ImmutableArray<string>> Headers(int year)
    {
        var of = year.ToString(CultureInfo.InvariantCulture);
        return
        [
            [.. Fixed, $"{of} PW GPCI (with 1.0 Floor)", $"{of} PE GPCI", $"{of} MP GPCI"],
            [.. Fixed, $"{of} PW GPCI (without 1.0 Floor)", $"{of} PW GPCI (with 1.0 Floor)", $"{of} PE GPCI", $"{of} MP GPCI"],
        ];
    }

    /// <summary>The year that a heading names; 0 where none does.</summary>
    public static int YearOf(PublicFile file) => file.Rows.SelectMany(static row => row.Cells)
        .Where(static cell => cell.Contains("PE GPCI", StringComparison.OrdinalIgnoreCase) && cell.Length > 4 && cell[..4].All(char.IsAsciiDigit))
        .Select(static cell => int.Parse(cell[..4], CultureInfo.InvariantCulture)).FirstOrDefault();

    /// <summary>The list as a file of the pack.</summary>
    public static ImportedList Read(PublicFile file, RulePack pack, DateOnly? from)
    {
        var year = YearOf(file);
        var table = ListTable.Find(file, What, Headers(year), out var layout);
        var title = table.Before.SelectMany(static row => row.Cells).FirstOrDefault(static cell => cell.Contains("GPCI", StringComparison.OrdinalIgnoreCase)) ?? $"{What} {year}";
        var first = from ?? new DateOnly(year, 1, 1);
        if (first.Year != year)
            throw file.Refuse(1, "list.quarter", FormattableString.Invariant($"the file is that of {year}, and --from says {first:yyyy-MM-dd}. Name the right file, or leave --from away."));
        first = ListPeriod.First(file, told: null, first);
        var rows = table.Rows.Where(static row => row.Cells[0].Length > 0 && row.Cells[0].All(char.IsAsciiDigit)).ToArray();
        var known = pack.Fees.LocalityTables.FirstOrDefault()?.Localities;
        if (known is not null && rows.Length < known.Count * 9 / 10)
            throw file.Refuse(file.Rows[^1].Line, "list.truncated", $"the file has {rows.Length} localities, and {known.Count} are known: it was cut off. Download it again.");
        var id = $"import-gpci-{PackYaml.Day(first)}";
        var yaml = new PackYaml()
            .Line($"# Imported from {PackYaml.Plain(title)}.")
            .Line($"from: {PackYaml.Day(first)}").Line($"through: {PackYaml.Day(new DateOnly(year, 12, 31))}").Line($"confidence: primary")
            .Cited(id, $"CMS {title}", file).Line($"localities:");
        foreach (var row in rows)
        {
            // A workbook that was saved as CSV has lost the leading zeros.
            var locality = $"{Digits(file, row, 0, 5)}-{Digits(file, row, 2, 2)}";
            yaml.Line($"  - {{ locality: {locality}, state: \"{table.Cell(row, 1)}\", name: \"{PackYaml.Plain(row.Cells[3].TrimEnd('*'))}\", work: {Index(file, table, row, 4 + layout)}, practice_expense: {Index(file, table, row, 5 + layout)}, malpractice: {Index(file, table, row, 6 + layout)} }}");
        }

        return new ImportedList(ListKind.Localities, $"{FeeFiles.LocalitiesPrefix}{PackYaml.Day(first)}.yaml", yaml.ToBytes(), first, table.Rows.Length, rows.Length, title);
    }

    private static decimal Index(PublicFile file, ListTable table, PublicRow row, int column)
    {
        var index = table.Number(row, column);
        return index is > 0.1m and < 10m
            ? index
            : throw file.Refuse(row.Line, "list.row", string.Create(CultureInfo.InvariantCulture, $"{index} is no cost index, which lies near 1. A column was moved or changed; download the file again."));
    }

    private static string Digits(PublicFile file, PublicRow row, int column, int length) =>
        row.Cells[column] is { Length: > 0 } cell && cell.Length <= length && cell.All(char.IsAsciiDigit)
            ? cell.PadLeft(length, '0')
            : throw file.Refuse(row.Line, "list.row", $"'{ListTable.Shorten(row.Cells[column])}' is no number of a carrier or locality. Download the file again.");
}
