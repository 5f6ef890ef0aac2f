using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Tests.Building;

/// <summary>A hand-made rule book with the amounts of the fee schedule's national table.</summary>
internal static class TestRules
{
    private static readonly DateOnly Since = new(2026, 1, 1);

    public static BillingCode Base99490 { get; } = Code("99490", CodeRole.Base, null, 1200, 1200, 1, 66.13m, 43.76m);

    public static BillingCode AddOn99439 { get; } = Code("99439", CodeRole.AddOn, "99490", 2400, 1200, 2, 50.44m, 30.73m);

    public static BillingCode Base99491 { get; } = Code("99491", CodeRole.Base, null, 1800, 1800, 1, 89.18m, 65.47m) with { Counts = CountedTime.Practitioner };

    public static BillingCode AddOn99437 { get; } =
        Code("99437", CodeRole.AddOn, "99491", 3600, 1800, null, 63.13m, 43.76m) with { Counts = CountedTime.Practitioner, MedicallyUnlikelyUnits = 2 };

    public static BillingCode Base99487 { get; } = Code("99487", CodeRole.Base, null, 3600, 3600, 1, 144.29m, 79.16m) with { NeedsDecisionMaking = true };

    public static BillingCode AddOn99489 { get; } =
        Code("99489", CodeRole.AddOn, "99487", 5400, 1800, null, 78.16m, 43.76m) with { NeedsDecisionMaking = true, UsualUnits = 4, MedicallyUnlikelyUnits = 10 };

    public static BillingCode VisitAddOnG0506 { get; } = Code("G0506", CodeRole.VisitAddOn, null, 0, 0, 1, 66.47m, 38.41m) with { Counts = CountedTime.Practitioner };

    public static BillingCode BundleG0511 { get; } = Code("G0511", CodeRole.ClinicBundle, null, 1200, 1200, 1, 54.67m, null);

    public static RulesInForce StaffOnly { get; } = new()
    {
        Version = "test-pack@1",
        Month = new ServiceMonth(2026, 4),
        Codes = [Base99490, AddOn99439],
        ConditionGroupsRequired = 2,
        InitiatingVisitYears = 1,
        InitiatingVisitCodes = new[] { "99202", "99213", "G0439" }.ToFrozenSet(),
        NewPatientVisitCodes = new[] { "99202" }.ToFrozenSet(),
        CcmFamilyCodes = new[] { "99490", "99439", "99487", "99489", "99491", "99437" }.ToFrozenSet(),
        OtherServices =
        [
            new ServiceFamily("pcm", ["99424", "99426"], ConflictHandling.Block, ConflictHandling.Block, ["faq"], Confidence.Secondary),
            new ServiceFamily("pcm-other-practitioner", ["99424", "99426"], ConflictHandling.Allow, null, ["faq"], Confidence.Secondary),
            new ServiceFamily("home-health", ["G0181"], ConflictHandling.Warn, ConflictHandling.Block, ["faq"], Confidence.Secondary),
            new ServiceFamily("tcm", ["99495", "99496"], ConflictHandling.Allow, null, ["faq"], Confidence.Conflicting),
        ],
        Conditions = new Catalog(),
        Reads = [new ParameterRead("condition_groups_required", "2 groups", new DateOnly(2015, 1, 1), ["mln"], Confidence.Primary)],
        Citations = new Dictionary<string, Citation>
        {
            ["mln"] = new("mln", "MLN909188, page 4", null),
            ["faq"] = new("faq", "CCM FAQ, question 7", null),
        },
    };

    public static RulesInForce WithPractitioner { get; } = StaffOnly with { Codes = [Base99490, AddOn99439, Base99491, AddOn99437] };

    public static RulesInForce WithComplex { get; } = StaffOnly with { Codes = [Base99490, AddOn99439, Base99487] };

    public static RulesInForce Whole { get; } = StaffOnly with { Codes = [Base99490, Base99487, Base99491, AddOn99439, AddOn99489, AddOn99437, VisitAddOnG0506] };

    public static RulesInForce Clinic { get; } = Whole with { Codes = [.. Whole.Codes, BundleG0511], ClinicCodes = ["G0511", "99490", "99439", "99491", "99437"] };

    private static BillingCode Code(string code, CodeRole role, string? baseCode, int floor, int block, int? cap, decimal nonFacility, decimal? facility) => new()
    {
        Code = code,
        Label = "label of " + code,
        Role = role,
        BaseCode = baseCode,
        Counts = CountedTime.ClinicalStaff,
        FloorSeconds = floor,
        BlockSeconds = block,
        UnitCap = cap,
        AmountNonFacility = nonFacility,
        AmountFacility = facility,
        Reads = [new ParameterRead($"codes.{code}.amount", "US dollars", Since, ["mln"], Confidence.Primary)],
    };

    /// <summary>The same with codes that contradict each other.</summary>
    public static RulesInForce WithContradictions { get; } = StaffOnly with { Conditions = new Catalog { Contradictions = [new CodeContradiction(["I10"], ["I11", "I12"]), new CodeContradiction(["E10"], ["E11"])] } };

    private sealed class Catalog : IConditionCatalog
    {
        public ImmutableArray<CodeContradiction> Contradictions { get; init; } = [];

        public ConditionClassification Classify(ReadOnlySpan<ConditionCoding> codings)
        {
            foreach (var coding in codings)
            {
                switch (coding.Code)
                {
                    case "E11.9" or "E11.22" or "E11.65": return new ConditionClassification(Chronicity.Chronic, "diabetes", coding.Code, true);
                    case "I11.9" or "I12.9": return new ConditionClassification(Chronicity.Chronic, "hypertension", coding.Code, true);
                    case "I10": return new ConditionClassification(Chronicity.Chronic, "hypertension", "I10", true);
                    case "N18.31": return new ConditionClassification(Chronicity.Chronic, "kidney-disease", "N18.31", true);
                    case "I50": return new ConditionClassification(Chronicity.Chronic, "heart-failure", "I50", false);
                    case "D50.9" or "D63.8": return new ConditionClassification(Chronicity.UnderReview, "anemia", coding.Code, true);
                    case "M54.50": return new ConditionClassification(Chronicity.UnderReview, "chronic-pain", "M54.50", true);
                    case "J06.9": return new ConditionClassification(Chronicity.NotChronic, null, "J06.9", true);
                }
            }

            return new ConditionClassification(Chronicity.Unmapped, null, null, false);
        }
    }
}
