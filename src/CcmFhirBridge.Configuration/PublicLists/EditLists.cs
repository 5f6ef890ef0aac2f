using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Configuration.PublicLists;

/// <summary>CMS's claim edits of a quarter (NCCI): most units, pairs of codes, add-ons.</summary>
internal static class EditLists
{
    private const string NotApplicable = "9";

    // As published, and as an extract of the same columns is passed on.
    public static ImmutableArray<ImmutableArray<string>> UnlikelyHeaders { get; } =
    [
        ["HCPCS/CPT Code", "Practitioner Services MUE Values", "MUE Adjudication Indicator", "MUE Rationale"],
        ["code", "mue_value", "effective_date", "source_file"],
    ];

    public static ImmutableArray<ImmutableArray<string>> PairHeaders { get; } =
    [
        ["Column 1", "Column 2", "*=in existence", "Effective", "Deletion", "Modifier", "PTP Edit Rationale"],
        ["Column 1", "Column 2", "*=in existence prior to 1996", "Effective Date", "Deletion Date *=no data", "Modifier 0=not allowed 1=allowed 9=not applicable", "PTP Edit Rationale"],
        ["hcpcs_code", "role", "complement", "deleted", "mod_indicator", "rationale"],
    ];

    public static ImmutableArray<ImmutableArray<string>> AddOnHeaders { get; } =
    [
        ["AOC_Edit_Type", "Add-On_Code", "AOC_DelDT", "Primary_Code", "Primary_Code_DelDT", "AOC_Edit_EffDT", "AOC_Edit_DelDT", "Special_Instruction_Notes"],
        ["add_on", "primary", "effective_date", "end_date"],
    ];

    /// <summary>Most units of the codes of the pack.</summary>
    public static ImportedList UnlikelyUnits(PublicFile file, RulePack pack, DateOnly? from)
    {
        var table = ListTable.Find(file, "MUE file", UnlikelyHeaders, out var layout);
        var told = ListPeriod.OfName(file.Name, "_Eff_") ?? (layout == 1 && !table.Rows.IsEmpty ? ListPeriod.OfName(table.Cell(table.Rows[0], 3), "_Eff_") : null);
        var first = ListPeriod.First(file, told, from);
        var codes = Codes(pack, first);
        var kept = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            table.Check(row);
            var units = table.Number(row, 1);
            if (codes.Contains(row.Cells[0]) && units == decimal.Truncate(units) && units < 10_000 && !kept.TryAdd(row.Cells[0], (int)units))
                throw file.Refuse(row.Line, "list.row", $"{row.Cells[0]} stands twice. Download the file again.");
        }

        RefuseWithout(file, codes, kept.Keys);
        var id = $"import-mue-{PackYaml.Day(first)}";
        var yaml = new PackYaml().Line($"# Imported: most units of a code that Medicare's edits let pass.").Line($"released: {PackYaml.Day(first)}")
            .Cited(id, $"CMS NCCI medically unlikely edits, practitioner services, effective {PackYaml.Day(first)}", file).Line($"codes:");
        foreach (var (code, units) in kept)
            yaml.Line($"  \"{code}\": {{ medically_unlikely_units: {{ unit: unit, confidence: primary, values: {{ {PackYaml.Day(first)}: {{ value: {units}, source: [{id}] }} }} }} }}");
        return new ImportedList(ListKind.UnlikelyUnits, $"{ImportedFiles.UnlikelyUnitsPrefix}{PackYaml.Day(first)}.yaml", yaml.ToBytes(), first, table.Rows.Length, kept.Count, $"medically unlikely edits of {PackYaml.Day(first)}");
    }

    /// <summary>Pairs with a code of the pack, of all parts of the published list together.</summary>
    public static ImportedList Pairs(IReadOnlyList<PublicFile> files, RulePack pack, DateOnly? from)
    {
        var first = files.Select(file => ListPeriod.First(file, QuarterOf(file.Name), from)).Distinct().ToArray();
        if (first.Length > 1)
            throw files[1].Refuse(1, "list.quarter", "the files are of different quarters. Name all parts of one quarter.");
        var codes = Codes(pack, first[0]);
        var kept = new SortedSet<(string First, string From, string Through, string Indicator, string Second)>();
        var rows = 0;
        foreach (var file in files)
        {
            var table = ListTable.Find(file, "PTP file", PairHeaders, out var layout);
            foreach (var row in table.Rows.Where(static row => row.Cells[0].Length > 0))
            {
                table.Check(row);
                rows++;
                var pair = layout == 2 ? OfExtract(file, row, first[0]) : OfPublished(file, row);
                if (pair.Indicator != NotApplicable && (codes.Contains(pair.First) || codes.Contains(pair.Second)))
                    kept.Add(pair);
            }
        }

        RefuseWithout(files[0], codes.Where(static code => !code.StartsWith('G')), kept.SelectMany(static pair => new[] { pair.First, pair.Second }));
        var yaml = new PackYaml().Line($"# Imported: codes that Medicare does not pay one practitioner on one day.").Line($"released: {PackYaml.Day(first[0])}")
            .Cited("import-ptp", $"CMS NCCI practitioner procedure-to-procedure edits of the quarter from {PackYaml.Day(first[0])}", files[0]).Line($"pairs:");
        foreach (var group in kept.GroupBy(static pair => (pair.First, pair.From, pair.Through, pair.Indicator)))
        {
            var through = group.Key.Through.Length == 0 ? "" : $", through: {group.Key.Through}";
            yaml.Line($"  - {{ first: \"{group.Key.First}\", second: [{string.Join(", ", group.Select(static pair => $"\"{pair.Second}\""))}], by_modifier: {(group.Key.Indicator == "1" ? "true" : "false")}, from: {group.Key.From}{through} }}");
        }

        return new ImportedList(ListKind.Pairs, ImportedFiles.PairsFile, yaml.ToBytes(), first[0], rows, kept.Count, $"procedure-to-procedure edits of {PackYaml.Day(first[0])}");
    }

    /// <summary>Add-ons of the pack with the codes that they go with.</summary>
    public static ImportedList AddOns(PublicFile file, RulePack pack, DateOnly? from)
    {
        var table = ListTable.Find(file, "add-on code file", AddOnHeaders, out var layout);
        var first = ListPeriod.First(file, AddOnQuarterOf(file.Name), from);
        var codes = Codes(pack, first);
        var kept = new SortedSet<(string AddOn, string From, string Through, string Primary)>();
        foreach (var row in table.Rows)
        {
            table.Check(row);
            var (addOn, primary) = layout == 0 ? (row.Cells[1], row.Cells[3]) : (row.Cells[0], row.Cells[1]);
            var (begun, ended) = layout == 0
                ? (Ordinal(file, row, row.Cells[5]), row.Cells[6].Length == 0 ? "" : Ordinal(file, row, row.Cells[6]))
                : (DayOf(file, row, row.Cells[2]), row.Cells[3].Length == 0 ? "" : DayOf(file, row, row.Cells[3]));
            // Where the contractor defines the primary codes the list names none.
            if (codes.Contains(addOn) && primary is { Length: 5 } && primary != "CCCCC")
                kept.Add((addOn, begun, ended, primary));
        }

        var addOns = pack.InForce(ServiceMonth.Of(first)) is { } rules ? rules.Codes.Where(static code => code.BaseCode is not null).Select(static code => code.Code) : [];
        RefuseWithout(file, addOns, kept.Select(static edit => edit.AddOn));
        var yaml = new PackYaml().Line($"# Imported: codes that an add-on may be reported with.").Line($"released: {PackYaml.Day(first)}")
            .Cited("import-aoc", $"CMS NCCI add-on code edits of the quarter from {PackYaml.Day(first)}", file).Line($"add_ons:");
        foreach (var group in kept.GroupBy(static edit => (edit.AddOn, edit.From, edit.Through)))
        {
            var through = group.Key.Through.Length == 0 ? "" : $", through: {group.Key.Through}";
            yaml.Line($"  - {{ add_on: \"{group.Key.AddOn}\", primary: [{string.Join(", ", group.Select(static edit => $"\"{edit.Primary}\""))}], from: {group.Key.From}{through} }}");
        }

        return new ImportedList(ListKind.AddOns, ImportedFiles.AddOnsFile, yaml.ToBytes(), first, table.Rows.Length, kept.Count, $"add-on code edits of {PackYaml.Day(first)}");
    }

    private static HashSet<string> Codes(RulePack pack, DateOnly day) =>
        (pack.InForce(ServiceMonth.Of(day)) ?? pack.InForce(ServiceMonth.Of(pack.VerifiedThrough))!).Codes.Select(static code => code.Code).ToHashSet(StringComparer.Ordinal);

    private static void RefuseWithout(PublicFile file, IEnumerable<string> codes, IEnumerable<string> kept)
    {
        var missing = codes.Except(kept, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
            throw file.Refuse(file.Rows[^1].Line, "list.truncated", $"the file says nothing of {string.Join(", ", missing)}: it was cut off, or a part of it is missing. Download it again and name every part.");
    }

    private static (string First, string From, string Through, string Indicator, string Second) OfPublished(PublicFile file, PublicRow row) =>
        (CodeOf(file, row, 0), Compact(file, row, row.Cells[3]), row.Cells[4] is "" or "*" ? "" : Compact(file, row, row.Cells[4]), IndicatorOf(file, row, 5), CodeOf(file, row, 1));

    // The extract has a row for each side and does not say since when a pair stands: it is used from the quarter on, and not where it ended before.
    private static (string First, string From, string Through, string Indicator, string Second) OfExtract(PublicFile file, PublicRow row, DateOnly first)
    {
        var (own, other) = (CodeOf(file, row, 0), CodeOf(file, row, 2));
        var deleted = DayOf(file, row, row.Cells[3]);
        var over = deleted == PackYaml.Day(DateOnly.MaxValue) ? "" : deleted;
        var since = PackYaml.Day(first);
        var indicator = IndicatorOf(file, row, 4);
        if (over.Length > 0 && string.CompareOrdinal(over, since) < 0)
            indicator = NotApplicable;
        return row.Cells[1] switch
        {
            "Comprehensive" => (own, since, over, indicator, other),
            "Component" => (other, since, over, indicator, own),
            _ => throw file.Refuse(row.Line, "list.row", $"'{ListTable.Shorten(row.Cells[1])}' is neither Comprehensive nor Component. Download the file again."),
        };
    }

    private static string CodeOf(PublicFile file, PublicRow row, int column) => row.Cells[column] is { Length: 5 } code && code.All(char.IsAsciiLetterOrDigit)
        ? code
        : throw file.Refuse(row.Line, "list.row", $"'{ListTable.Shorten(row.Cells[column])}' is no code of five characters: the file was cut off or changed. Download it again.");

    private static string IndicatorOf(PublicFile file, PublicRow row, int column) => row.Cells[column] is "0" or "1" or "9"
        ? row.Cells[column]
        : throw file.Refuse(row.Line, "list.row", $"'{ListTable.Shorten(row.Cells[column])}' is no modifier indicator, which is 0, 1 or 9. Download the file again.");

    private static string Compact(PublicFile file, PublicRow row, string text) => Written(file, row, text, "yyyyMMdd");

    private static string DayOf(PublicFile file, PublicRow row, string text) => Written(file, row, text, "yyyy-MM-dd");

    private static string Written(PublicFile file, PublicRow row, string text, string form) =>
        DateOnly.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? PackYaml.Day(day)
            : throw file.Refuse(row.Line, "list.row", $"'{ListTable.Shorten(text)}' is no day. Download the file again.");

    // Year and day of the year.
    private static string Ordinal(PublicFile file, PublicRow row, string text) =>
        text.Length == 7 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number % 1000 is >= 1 and <= 366 && number / 1000 is >= 1 and <= 9998
            ? PackYaml.Day(new DateOnly(number / 1000, 1, 1).AddDays((number % 1000) - 1))
            : throw file.Refuse(row.Line, "list.row", $"'{ListTable.Shorten(text)}' is no year with the day of the year. Download the file again.");

    // ccipra-vNNNr0-f1: the version counts years in its first digits and quarters in its last.
    private static DateOnly? QuarterOf(string name)
    {
        const int YearOfVersionNought = 1994;
        var at = name.IndexOf("-v", StringComparison.OrdinalIgnoreCase);
        return name.StartsWith("ccipra", StringComparison.OrdinalIgnoreCase) && at >= 0 && name.Length >= at + 5
            && int.TryParse(name.AsSpan(at + 2, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version % 10 < 4
            ? new DateOnly(YearOfVersionNought + (version / 10), (version % 10 * 3) + 1, 1)
            : null;
    }

    // AOC_VyyyyQn.
    private static DateOnly? AddOnQuarterOf(string name)
    {
        var at = name.IndexOf("AOC_V", StringComparison.OrdinalIgnoreCase);
        return at >= 0 && name.Length >= at + 11 && name[at + 9] is 'Q' or 'q' && name[at + 10] is >= '1' and <= '4'
            && int.TryParse(name.AsSpan(at + 5, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            ? new DateOnly(year, ((name[at + 10] - '1') * 3) + 1, 1)
            : null;
    }
}
