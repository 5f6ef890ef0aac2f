using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.PublicLists;

/// <summary>CMS's national physician fee schedule relative value file (PPRRVU).</summary>
internal static class RelativeValueList
{
    public const string What = "relative value file";

    private const int Code = 0;
    private const int Modifier = 1;
    private const int Status = 3;
    private const int Work = 5;
    private const int NonFacility = 6;
    private const int Facility = 8;
    private const int Malpractice = 10;
    private const int TotalNonFacility = 11;
    private const int TotalFacility = 12;
    private const int Factor = 25;

    // The last of five rows of headings; the names repeat, so it is the places that count.
    public static ImmutableArray<string> Header { get; } =
    [
        "HCPCS", "MOD", "DESCRIPTION", "CODE", "PAYMENT", "RVU", "PE RVU", "INDICATOR", "PE RVU", "INDICATOR", "RVU", "TOTAL", "TOTAL", "IND", "DAYS", "OP",
        "OP", "OP", "PROC", "SURG", "SURG", "SURG", "SURG", "IND", "BASE", "FACTOR", "PROCEDURES", "FLAG", "INDICATOR", "AMOUNT", "AMOUNT", "AMOUNT",
    ];

    /// <summary>The list as a file of the pack.</summary>
    /// <param name="file">The published file.</param>
    /// <param name="pack">The pack in use, whose codes are kept.</param>
    /// <param name="from">First day as the caller says it; null where the file does.</param>
    /// <param name="qualifying">The file is the one with the factor of qualifying participants.</param>
    public static ImportedList Read(PublicFile file, RulePack pack, DateOnly? from, bool qualifying)
    {
        var table = ListTable.Find(file, What, [Header], out _);
        var title = table.Before.SelectMany(static row => row.Cells).FirstOrDefault(static cell => cell.Contains("Relative Value File", StringComparison.OrdinalIgnoreCase));
        var first = ListPeriod.First(file, title is null ? null : ListPeriod.OfTitle(title), from);
        var wanted = Wanted(pack);
        var values = new SortedDictionary<string, RelativeValues>(StringComparer.Ordinal);
        decimal? factor = null;
        foreach (var row in table.Rows)
        {
            table.Check(row);
            if (row.Cells[Code].Length != 5)
                throw file.Refuse(row.Line, "list.row", $"'{ListTable.Shorten(row.Cells[Code])}' is no code of five characters: the file was cut off or changed. Download it again.");
            var own = table.Number(row, Factor);
            if ((factor ??= own) != own)
                throw file.Refuse(row.Line, "list.row", string.Create(CultureInfo.InvariantCulture, $"the conversion factor is {own} here and {factor} above. One file has one; download it again."));
            if (row.Cells[Modifier].Length == 0 && row.Cells[Status] is "A" or "R" or "T" && wanted.Contains(row.Cells[Code]))
                Add(file, table, row, values);
        }

        RefuseTruncated(file, pack, first, values);
        var source = title ?? $"{What} without its title";
        var id = $"import-rvu-{PackYaml.Day(first)}";
        var (ofOthers, ofQualifying) = Factors(file, pack, first, factor!.Value, qualifying, values);
        var yaml = new PackYaml()
            .Line($"# Imported from {PackYaml.Plain(source)}; the codes that this product has a use for.")
            .Line($"from: {PackYaml.Day(first)}").Line($"through: {PackYaml.Day(new DateOnly(first.Year, 12, 31))}").Line($"confidence: primary")
            .Cited(id, $"CMS {source}", file).Line($"conversion_factor: {ofOthers}");
        if (ofQualifying is { } known)
            yaml.Line($"qualifying_conversion_factor: {known}");
        yaml.Line($"relative_values:");
        foreach (var (code, value) in values)
        {
            var parts = value.Parts!.Value;
            yaml.Line($"  - {{ code: \"{code}\", work: {parts.Work}, practice_expense: {parts.PracticeExpenseNonFacility}, practice_expense_facility: {parts.PracticeExpenseFacility}, malpractice: {parts.Malpractice} }}");
        }

        return new ImportedList(ListKind.RelativeValues, $"{FeeFiles.RelativeValuesPrefix}{PackYaml.Day(first)}.yaml", yaml.ToBytes(), first, table.Rows.Length, values.Count, source);
    }

    private static void Add(PublicFile file, ListTable table, PublicRow row, SortedDictionary<string, RelativeValues> values)
    {
        var code = row.Cells[Code];
        var read = RelativeValues.Of(code, new RelativeValueParts(table.Number(row, Work), table.Number(row, NonFacility), table.Number(row, Facility), table.Number(row, Malpractice)));
        if (read.TotalNonFacility != table.Number(row, TotalNonFacility) || read.TotalFacility != table.Number(row, TotalFacility))
            throw file.Refuse(row.Line, "list.row", $"the parts of {code} do not add up to its totals. A column was moved or changed; download the file again.");
        if (!values.TryAdd(code, read))
            throw file.Refuse(row.Line, "list.row", $"{code} stands twice without a modifier. Download the file again.");
    }

    // Every code that the rules or the loaded tables speak of: the others are of no use here.
    private static HashSet<string> Wanted(RulePack pack)
    {
        var wanted = pack.Fees.Tables.SelectMany(static table => table.Values.Keys).ToHashSet(StringComparer.Ordinal);
        if (pack.InForce(ServiceMonth.Of(pack.VerifiedThrough)) is not { } rules)
            return wanted;
        wanted.UnionWith(rules.Codes.Select(static code => code.Code));
        wanted.UnionWith(rules.InitiatingVisitCodes);
        wanted.UnionWith(rules.OtherServices.SelectMany(static family => family.Codes));
        return wanted;
    }

    private static void RefuseTruncated(PublicFile file, RulePack pack, DateOnly first, SortedDictionary<string, RelativeValues> values)
    {
        var rules = pack.InForce(ServiceMonth.Of(first)) ?? pack.InForce(ServiceMonth.Of(pack.VerifiedThrough))!;
        var missing = rules.Codes.Where(static code => code.Role != CodeRole.ClinicBundle).Select(static code => code.Code).Where(code => !values.ContainsKey(code)).ToArray();
        if (missing.Length > 0)
            throw file.Refuse(file.Rows[^1].Line, "list.truncated", $"the file has no payable row of {string.Join(", ", missing)}: it was cut off, or is another file. Download it again.");
    }

    // The two files of a quarter differ in nothing but the factor.
    private static (decimal Others, decimal? Qualifying) Factors(
        PublicFile file, RulePack pack, DateOnly first, decimal factor, bool qualifying, SortedDictionary<string, RelativeValues> values)
    {
        var loaded = pack.Fees.TableOn(first);
        if (!qualifying)
            return (factor, loaded?.ConversionFactor == factor ? loaded.QualifyingConversionFactor : null);
        if (loaded is null || loaded.From != first)
            throw file.Refuse(1, "list.quarter", FormattableString.Invariant($"the factor of qualifying participants is added to the file of the same quarter, and none is loaded for {first:yyyy-MM-dd}. Import the file for everybody else first."));
        if (values.Values.Any(value => loaded.Values.GetValueOrDefault(value.Code) is { Parts: { } parts } && parts != value.Parts))
            throw file.Refuse(1, "list.row", "the relative value units are not those of the file for everybody else of the quarter. Import both files of one release.");
        return (loaded.ConversionFactor, factor);
    }
}
