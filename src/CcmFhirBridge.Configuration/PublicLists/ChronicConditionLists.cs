using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Configuration.RulePacks;

namespace CcmFhirBridge.Configuration.PublicLists;

/// <summary>Published lists of chronic conditions: AHRQ's indicator (CCIR) and CMS's warehouse conditions (CCW).</summary>
internal static class ChronicConditionLists
{
    // Conditions of the warehouse that pass, and are no care management: their claims are those of an event.
    private static readonly string[] Events = ["Acute Myocardial Infarction", "Hip/Pelvic Fracture", "Pneumonia, All-cause"];

    public static ImmutableArray<ImmutableArray<string>> IndicatorHeaders { get; } =
    [
        ["ICD-10-CM CODE", "ICD-10-CM CODE DESCRIPTION", "CHRONIC INDICATOR"],
        ["icd10cm", "chronic_indicator"],
    ];

    public static ImmutableArray<ImmutableArray<string>> WarehouseHeaders { get; } =
    [
        [
            "condition_id", "condition", "condition_column_name", "chronic_condition_type", "condition_category", "additional_logic", "claims_qualification",
            "inclusion_type", "code_system", "code",
        ],
    ];

    public static ImportedList Indicator(PublicFile file, DateOnly? from)
    {
        var table = ListTable.Find(file, "CCIR file", IndicatorHeaders, out var layout);
        var first = Year(file, "CCIR_v", from);
        var (chronic, other, undetermined) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var row in table.Rows)
        {
            table.Check(row);
            var code = CodeOf(file, row, row.Cells[0]);
            switch (row.Cells[layout == 0 ? 2 : 1].Trim('\''))
            {
                case "1": chronic.Add(code); break;
                case "0": other.Add(code); break;
                case "9": undetermined.Add(code); break;
                default: throw file.Refuse(row.Line, "list.row", $"'{ListTable.Shorten(row.Cells[^1])}' is no indicator, which is 1, 0 or 9. Download the file again.");
            }
        }

        if (chronic.Overlaps(other) || undetermined.Overlaps(chronic) || undetermined.Overlaps(other))
            throw file.Refuse(1, "list.row", $"{chronic.Concat(other).Concat(undetermined).GroupBy(static code => code).First(static group => group.Count() > 1).Key} stands twice with different indicators. Download the file again.");
        if (chronic.Count == 0 || other.Count == 0)
            throw file.Refuse(file.Rows[^1].Line, "list.truncated", "the file has no chronic or no other condition: it was cut off. Download it again.");
        var yaml = new PackYaml().Line($"# Imported: whether a condition is chronic, code by code.").Line($"released: {PackYaml.Day(first)}")
            .Cited("import-ccir", $"AHRQ HCUP chronic condition indicator refined for ICD-10-CM {first.Year}", file);
        Write(yaml, "chronic", chronic);
        Write(yaml, "not_chronic", other);
        if (undetermined.Count > 0)
            Write(yaml, "undetermined", undetermined);
        return new ImportedList(ListKind.Indicator, ImportedFiles.IndicatorFile, yaml.ToBytes(), first, table.Rows.Length, chronic.Count + other.Count + undetermined.Count, $"chronic condition indicator of {first.Year}");
    }

    public static ImportedList Warehouse(PublicFile file, DateOnly? from)
    {
        var table = ListTable.Find(file, "CCW file", WarehouseHeaders, out _);
        var first = Year(file, "conditions-", from);
        var (chronic, excluded) = (new SortedSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var row in table.Rows)
        {
            table.Check(row);
            if (row.Cells[8] != "ICD-10-CM")
                continue;
            var code = CodeOf(file, row, row.Cells[9]);
            if (row.Cells[7] != "Include" || Events.Contains(row.Cells[1], StringComparer.Ordinal))
                excluded.Add(code);
            else
                chronic.Add(code);
        }

        chronic.ExceptWith(excluded);
        if (chronic.Count == 0)
            throw file.Refuse(file.Rows[^1].Line, "list.truncated", "the file has no ICD-10-CM code of a chronic condition: it was cut off. Download it again.");
        var yaml = new PackYaml().Line($"# Imported: codes of the chronic conditions of the warehouse, without those of events.").Line($"released: {PackYaml.Day(first)}")
            .Cited("import-ccw", $"CMS chronic conditions warehouse, condition codes of {first.Year}", file);
        Write(yaml, "chronic", chronic);
        return new ImportedList(ListKind.Warehouse, ImportedFiles.WarehouseFile, yaml.ToBytes(), first, table.Rows.Length, chronic.Count, $"chronic conditions warehouse of {first.Year}; it decides codes of which the indicator makes no determination");
    }

    private static void Write(PackYaml yaml, string key, SortedSet<string> codes)
    {
        yaml.Line($"{key}:");
        foreach (var category in codes.GroupBy(static code => code[..3]))
            yaml.Line($"  {category.Key}: \"{string.Join(' ', category.Select(static code => code.Length == 3 ? "-" : code[3..]))}\"");
    }

    private static string CodeOf(PublicFile file, PublicRow row, string cell)
    {
        Span<char> bare = stackalloc char[IcdCodes.LongestCode];
        var length = IcdCodes.Normalize(cell.Trim('\''), bare, out _);
        return length > 0
            ? bare[..length].ToString()
            : throw file.Refuse(row.Line, "list.row", $"'{ListTable.Shorten(cell)}' is no ICD-10-CM code: the file was cut off or changed. Download it again.");
    }

    // The name carries the year of the codes.
    private static DateOnly Year(PublicFile file, string mark, DateOnly? from)
    {
        var at = file.Name.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
        var told = at >= 0 && file.Name.Length >= at + mark.Length + 4 && int.TryParse(file.Name.AsSpan(at + mark.Length, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year > 0
            ? new DateOnly(year, 1, 1)
            : (DateOnly?)null;
        if (told is not null && from is not null && told.Value.Year != from.Value.Year)
            throw file.Refuse(1, "list.quarter", FormattableString.Invariant($"the file is that of {told.Value.Year}, and --from says {from.Value:yyyy-MM-dd}. Name the right file, or leave --from away."));
        return ListPeriod.First(file, told: null, from ?? told);
    }
}
