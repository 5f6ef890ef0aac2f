using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>Every key of the files of a pack that come from published lists.</summary>
internal static class ImportedShapes
{
    private static readonly YamlKey Released = new("released", PackShapes.Day, "the first day of the quarter or year that the list was published for", Required: true);

    private static readonly YamlKey Source = new("source", new ListShape(PackShapes.Word), "ids of citations, so that a reader can look the values up", Required: true);

    private static readonly YamlKey Citations = new("citations", PackShapes.CitationList, "documents that only this file names");

    private static readonly TextShape Category = new("an ICD-10-CM category of three characters", "^[A-Z][0-9][0-9A-Z]$");

    // A dash stands for the category itself.
    private static readonly TextShape Codes = new("the characters after the category of its codes, with blanks between them; - is the category itself", "^(-|[0-9A-Z]{1,4})( [0-9A-Z]{1,4})*$");

    private static readonly TableShape CodesByCategory = new(Category, Codes);

    public static MapShape UnlikelyUnits { get; } = new([
        Released, Source, Citations,
        new("codes", new TableShape(PackShapes.Code, new MapShape([
            new("medically_unlikely_units", PackShapes.Dated(new WholeShape(0, 9_999), PackShapes.ConfidenceKey), "most units that the edits let pass", Required: true),
        ])), "codes with their limits", Required: true),
    ]);

    public static MapShape Pairs { get; } = new([
        Released, Source, Citations,
        new("pairs", new ListShape(new MapShape([
            new("first", PackShapes.Code, "column 1, the code that is paid", Required: true),
            new("second", new ListShape(PackShapes.Code), "column 2, the codes that are refused beside it", Required: true),
            new("by_modifier", new FlagShape(), "whether a modifier may part them", Required: true),
            new("from", PackShapes.Day, "the first day of service, included", Required: true),
            new("through", PackShapes.Day, "the last day of service, included"),
        ])), "pairs of codes", Required: true),
    ]);

    public static MapShape AddOns { get; } = new([
        Released, Source, Citations,
        new("add_ons", new ListShape(new MapShape([
            new("add_on", PackShapes.Code, "the add-on", Required: true),
            new("primary", new ListShape(PackShapes.Code), "codes that it may be reported with", Required: true),
            new("from", PackShapes.Day, "the first day of service, included", Required: true),
            new("through", PackShapes.Day, "the last day of service, included"),
        ])), "add-ons with their codes", Required: true),
    ]);

    public static MapShape Indicator { get; } = new([
        Released, Source, Citations,
        new("chronic", CodesByCategory, "codes of chronic conditions, by category", Required: true),
        new("not_chronic", CodesByCategory, "codes of other conditions, by category", Required: true),
        new("undetermined", CodesByCategory, "codes of which the indicator makes no determination, by category"),
    ]);

    public static MapShape Warehouse { get; } = new([
        Released, Source, Citations,
        new("chronic", CodesByCategory, "codes of the chronic conditions, by category", Required: true),
    ]);
}
