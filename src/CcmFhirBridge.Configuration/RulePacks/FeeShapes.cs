using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>Every key of the files of a pack's tables of amounts.</summary>
internal static class FeeShapes
{
    /// <summary>Carrier and locality.</summary>
    internal static readonly TextShape LocalityId = new("carrier and locality such as 10112-00", "^[0-9]{5}-[0-9]{2}$");

    private static readonly TextShape Line = new("a text on one line", "^[^\\x00-\\x1f]{1,300}$");

    private static readonly DecimalShape Units = new(0, 9_999, 2);

    private static readonly DecimalShape Index = new(0.1m, 9.999m, 3);

    private static readonly DecimalShape Factor = new(1, 999, 4);

    private static readonly WholeShape Percent = new(0, 100);

    private static readonly YamlKey From = new("from", PackShapes.Day, "the first day of service, included", Required: true);

    private static readonly YamlKey Through = new("through", PackShapes.Day, "the last day of service, included", Required: true);

    private static readonly YamlKey Source = new("source", new ListShape(PackShapes.Word), "ids of citations, so that a reader can look the values up", Required: true);

    private static readonly YamlKey Citations = new("citations", PackShapes.CitationList, "documents that only this file names");

    public static MapShape RelativeValues { get; } = new([
        From, Through, PackShapes.ConfidenceKey, Source, Citations,
        new("conversion_factor", Factor, "dollars of one relative value unit", Required: true),
        new("qualifying_conversion_factor", Factor, "the same for qualifying participants"),
        new("relative_values", new ListShape(new MapShape([
            new("code", PackShapes.Code, "the code", Required: true),
            new("work", Units, "physician work"),
            new("practice_expense", Units, "practice expense outside a facility"),
            new("practice_expense_facility", Units, "practice expense in a facility"),
            new("malpractice", Units, "malpractice insurance"),
            new("total", Units, "the sum outside a facility, where the parts are not known"),
            new("total_facility", Units, "the sum in a facility, where the parts are not known"),
        ])), "relative value units by code", Required: true),
    ]);

    public static MapShape Localities { get; } = new([
        From, Through, PackShapes.ConfidenceKey, Source, Citations,
        new("localities", new ListShape(new MapShape([
            new("locality", LocalityId, "carrier and locality", Required: true),
            new("state", new TextShape("two capital letters in quotes", "^[A-Z]{2}$"), "state, two letters", Required: true),
            new("name", Line, "name of the published table", Required: true),
            new("work", Index, "index of physician work", Required: true),
            new("practice_expense", Index, "index of practice expense", Required: true),
            new("malpractice", Index, "index of malpractice insurance", Required: true),
        ])), "cost indices by locality", Required: true),
    ]);

    public static MapShape Payment { get; } = new([
        new("nonphysician_percent", PackShapes.Dated(Percent, PackShapes.ConfidenceKey), "percent of the amount that NP, PA and CNS are paid", Required: true),
        new("medicare_percent", PackShapes.Dated(Percent, PackShapes.ConfidenceKey), "percent that Medicare pays after the deductible", Required: true),
        new("sequestration_percent", PackShapes.Dated(Percent, PackShapes.ConfidenceKey), "percent that sequestration takes from Medicare's share", Required: true),
        new("part_b_deductible", PackShapes.Dated(new AmountShape(Nullable: true), PackShapes.ConfidenceKey), "the year's Part B deductible", Required: true),
        PackShapes.VerifiedThrough,
    ]);
}
