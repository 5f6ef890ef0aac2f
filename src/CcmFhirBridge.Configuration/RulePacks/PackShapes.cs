using System.Collections.Immutable;
using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>Every key of the files of a rule pack.</summary>
internal static class PackShapes
{
    private static readonly TextShape Line = new("a text on one line", "^[^\\x00-\\x1f]{1,300}$");

    internal static readonly TextShape Word = new("small letters, digits and hyphens", "^[a-z0-9][a-z0-9-]{1,59}$");

    internal static readonly TextShape Code = new("a CPT or HCPCS code of five characters in quotes", "^[0-9A-Z][0-9]{3}[0-9A-Z]$");

    internal static readonly TextShape Codes = new("a code of five characters, or a range such as 99202-99205", "^[0-9A-Z][0-9]{3}[0-9A-Z](-[0-9A-Z][0-9]{3}[0-9A-Z])?$", CodeRanges.ProblemOf);

    internal static readonly TextShape Day = new("a day written YYYY-MM-DD", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        text => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _) ? null : "there is no such day");

    internal static readonly TextShape Month = new("a month written YYYY-MM", "^[0-9]{4}-(0[1-9]|1[0-2])$", Tenants.TenantValues.MonthProblem);

    private static readonly TextShape IcdPrefix = new("an ICD-10-CM letter, category, code, or range of categories", "^[A-Z]([0-9][0-9A-Z](\\.[0-9A-Z]{1,4}|-[A-Z][0-9]{2})?)?$", IcdCodes.ProblemOfRange);

    private static readonly TextShape IcdCode = new("an ICD-10-CM code with its dot", "^[A-Z][0-9][0-9A-Z](\\.[0-9A-Z]{1,4})?$");

    private static readonly TextShape Snomed = new("a SNOMED CT code in quotes", "^[0-9]{6,18}$");

    private static readonly WordShape Confidence = new(["primary", "secondary", "general", "conflicting"]);

    private static readonly WordShape Handling = new(["allow", "warn", "hold", "block"]);

    private static readonly YamlKey Source = new("source", new ListShape(Word), "ids of citations, so that a reader can look the value up", Required: true);

    internal static readonly YamlKey ConfidenceKey = new("confidence", Confidence, "how sure we are: primary, secondary, general or conflicting", Required: true);

    private static readonly YamlKey OwnConfidence = new("confidence", Confidence, "how sure we are of these values where it is not as sure as of the rest");

    internal static readonly YamlKey VerifiedThrough = new("verified_through", Day, "the last day that somebody checked the values for", Required: true);

    internal static readonly TextShape ConflictKey = new("a key of the conflicts policy", "^[a-z0-9][a-z0-9-]{2,39}$");

    internal static readonly ListShape CitationList = new(new MapShape([
        new("id", Word, "the id that values name", Required: true),
        new("title", Line, "title and locator for a person", Required: true),
        new("link", Line, "address"),
    ]));

    internal static readonly MapShape HandlingShape = new([
        new("values", new TableShape(Day, new MapShape([
            new("default", Handling, "what to do when the tenant says nothing", Required: true),
            new("same_scope", Handling, "what to do for the same practitioner or practice, never lowered by the tenant"),
            Source,
        ])), "values by first day in force", Required: true),
    ]);

    public static MapShape Pack { get; } = new([
        new("id", Word, "the id of the pack", Required: true),
        new("payer", Word, "the payer", Required: true),
        new("first_month", Month, "the first month that the pack answers for", Required: true),
        VerifiedThrough,
        .. PackWide(required: true),
    ]);

    public static MapShape Citations { get; } = new([
        new("citations", CitationList, "where values were read", Required: true),
    ]);

    public static MapShape BillingCode { get; } = new([
        new("code", Code, "CPT or HCPCS code", Required: true),
        new("label", Line, "our own short label", Required: true),
        new("role", new WordShape([DatedBillingCode.BaseRole, DatedBillingCode.AddOnRole, DatedBillingCode.VisitAddOnRole, DatedBillingCode.ClinicBundleRole]), "whether it stands alone", Required: true),
        new("base", Code, "base code of an add-on"),
        new("counts_minutes_of", new WordShape(["clinical-staff", "practitioner"]), "whose time counts", Required: true),
        new("needs_decision_making", new FlagShape(), "whether it needs moderate or high decision making by the billing practitioner in the month"),
        ConfidenceKey,
        new("in_force", new MapShape([
            new("from", Day, "first day in force", Required: true),
            new("through", Day, "last day in force; absent while it stands"),
            Source,
        ]), "days for which the code exists", Required: true),
        new("minutes_required", Dated(new WholeShape(1, 1440)), "minutes of the month at which the first unit is reached; absent for a code that counts no time"),
        new("minutes_per_unit", Dated(new WholeShape(1, 1440)), "minutes of each further unit; absent for a code that counts no time"),
        new("units_per_month_max", Dated(new WholeShape(1, 99)), "most units in a month; absent where no rule states a limit"),
        new("units_per_month_usual", Dated(new WholeShape(1, 99)), "units above which a person should look twice"),
        new("medically_unlikely_units", Dated(new WholeShape(1, 99), OwnConfidence), "most units that Medicare's edits let pass"),
        new("amount_non_facility", Dated(new AmountShape(Nullable: true), OwnConfidence), "national amount outside a facility"),
        new("amount_facility", Dated(new AmountShape(Nullable: true), OwnConfidence), "national amount in a facility"),
        VerifiedThrough,
    ]);

    public static MapShape OtherService { get; } = new([
        new("key", ConflictKey, "key of the tenant's conflicts policy", Required: true),
        new("label", Line, "our own short label", Required: true),
        ConfidenceKey,
        new("codes", Dated(new ListShape(Codes)), "codes of the family", Required: true),
        new("handling", HandlingShape, "what to do when it is seen", Required: true),
        VerifiedThrough,
    ]);

    public static MapShape Conditions { get; } = new([
        ConfidenceKey,
        Source,
        VerifiedThrough,
        new("groups", new ListShape(new MapShape([
            new("group", Word, "name of the group", Required: true),
            new("label", Line, "our own short label", Required: true),
            new("icd10cm", new ListShape(IcdPrefix), "ICD-10-CM categories or codes", Required: true),
            new("review", new FlagShape(), "not chronic until a person says so"),
        ])), "chronic condition groups"),
        new("not_chronic", new ListShape(new MapShape([
            new("icd10cm", new ListShape(IcdPrefix), "ICD-10-CM letters, categories or codes", Required: true),
            new("label", Line, "our own short label", Required: true),
        ])), "known, and not chronic"),
        new("snomed", new ListShape(new MapShape([
            new("code", Snomed, "SNOMED CT code", Required: true),
            new("icd10cm", IcdCode, "the ICD-10-CM code that a claim can carry", Required: true),
            new("label", Line, "our own short label", Required: true),
        ])), "SNOMED CT to ICD-10-CM"),
        new("headers", new ListShape(new MapShape([
            new("category", new ListShape(IcdPrefix), "three-character categories that are headings", Required: true),
            new("below", new ListShape(new TextShape("the characters after the category, in quotes", "^[0-9A-Z]{1,3}$")), "further headings, as the characters after the category"),
            new("leaf_length", new WholeShape(4, 7), "characters without the dot that a complete code of the category has"),
        ])), "codes that are headings, which no claim can carry"),
        new("contradictions", new ListShape(new MapShape([
            new("one", new ListShape(IcdPrefix), "ICD-10-CM categories or codes", Required: true),
            new("other", new ListShape(IcdPrefix), "those that do not stand beside them", Required: true),
            new("label", Line, "our own short label", Required: true),
        ])), "codes that contradict each other"),
    ]);

    /// <summary>Values that hold for all codes; an overlay restates only some.</summary>
    internal static ImmutableArray<YamlKey> PackWide(bool required) =>
    [
        new("condition_groups_required", Dated(new WholeShape(1, 20), ConfidenceKey), "distinct chronic condition groups needed", required),
        new("initiating_visit_years", Dated(new WholeShape(1, 10), ConfidenceKey), "years that the look-back spans", required),
        new("initiating_visit_codes", Dated(new ListShape(Codes), ConfidenceKey), "codes that are an initiating visit", required),
        new("new_patient_visit_codes", Dated(new ListShape(Codes), ConfidenceKey), "of those, visits of new patients", required),
        new("ccm_family_codes", Dated(new ListShape(Codes), ConfidenceKey), "codes of the CCM family", required),
        new("clinic_codes", Dated(new ListShape(Codes), ConfidenceKey), "codes that a rural health clinic or health center reports, the preferred first", required),
        new("complex_plan_revision_required", Dated(new FlagShape(), ConfidenceKey), "whether complex care needs a plan established or substantially revised in the month", required),
    ];

    internal static MapShape Dated(YamlShape value, params ImmutableArray<YamlKey> more) => new([
        new("unit", Line, "unit of the value"),
        .. more,
        new("values", new TableShape(Day, new MapShape([new("value", value, "the value", Required: true), Source])), "values by first day in force", Required: true),
    ]);
}
