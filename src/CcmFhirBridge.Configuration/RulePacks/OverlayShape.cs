using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>Every key of the overlay of a payer. What it can restate is what payers decide; the minutes of a code belong to the code.</summary>
internal static class OverlayShape
{
    public static MapShape Root { get; } = new([
        new("id", PackShapes.Word, "the id of the overlay, also the name of its file", Required: true),
        new("extends", new WordShape([RulePackReader.ExtendedPack]), "the pack whose rules hold wherever the overlay says nothing", Required: true),
        new("payer", new WordShape(["medicare-advantage", "commercial"]), "the class of the payer", Required: true),
        new("first_month", PackShapes.Month, "the first month that the overlay answers for", Required: true),
        PackShapes.VerifiedThrough,
        new("citations", PackShapes.CitationList, "where the payer's values were read", Required: true),
        .. PackShapes.PackWide(required: false),
        new("codes", new TableShape(PackShapes.Code, Code), "procedure codes that the payer pays otherwise"),
        new("other_services", new TableShape(PackShapes.ConflictKey, Service), "other services of the month that the payer sees otherwise"),
    ]);

    private static MapShape Code => new([
        PackShapes.ConfidenceKey,
        new("paid", PackShapes.Dated(new FlagShape()), "whether the payer pays the code at all"),
        new("units_per_month_max", PackShapes.Dated(new WholeShape(1, 99)), "most units that the payer pays in a month"),
        new("amount_non_facility", PackShapes.Dated(new AmountShape(Nullable: true)), "what the payer allows for a unit outside a facility"),
        new("amount_facility", PackShapes.Dated(new AmountShape(Nullable: true)), "what the payer allows for a unit in a facility"),
    ]);

    private static MapShape Service => new([
        PackShapes.ConfidenceKey,
        new("codes", PackShapes.Dated(new ListShape(PackShapes.Codes)), "codes of the family"),
        new("handling", PackShapes.HandlingShape, "what to do when it is seen"),
    ]);
}
