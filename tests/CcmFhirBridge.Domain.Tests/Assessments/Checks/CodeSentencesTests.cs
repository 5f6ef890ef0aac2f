using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

/// <summary>What a biller reads about codes, units, the visit's extended planning and other services.</summary>
public sealed class CodeSentencesTests
{
    private static readonly Tenant Strict = TestTenant.With(policy => policy with { StrictComplexPlanRevision = true });
    private static readonly Tenant LongDays = TestTenant.With(policy => policy with { LongestEntryMinutes = 1440 });

    private static Records Month(int staff, int own = 0) => own == 0
        ? Records.Eligible().Time("04-14 10:00", staff)
        : Records.Eligible().Time("04-14 10:00", staff).Time("04-15 10:00", own, TestTenant.DrA);

    private static Records Complex(int staff = 3600) => Month(staff).With(record => record with
    {
        DecisionMakings = [new DecisionMaking(new SourceReference("Encounter", "mdm"), "moderate", Records.Day("2026-04-16"), [TestTenant.DrA])],
    });

    private static RulesInForce Edited(DateOnly? since) =>
        TestRules.WithPractitioner with { Codes = [TestRules.Base99490, TestRules.AddOn99439, TestRules.Base99491, TestRules.AddOn99437 with { MedicallyUnlikelySince = since }] };

    private static Records Planned(int seconds = 1200, string visit = "2026-04-13") => Month(seconds).Service(Records.Visit("99213", visit) with { ExtendedPlanning = true });

    private static Assessment Planning(Records records) => records.Assess(rules: TestRules.Whole);

    private static OtherService Earlier(PractitionerIdentity? by, string id = "earlier") =>
        Records.Visit("G0506", "2025-02-01") with { Source = new SourceReference("Claim", id), Performers = by is null ? [] : [by] };

    private static Assessment Beside(string code, string whose, string id = "c1")
    {
        var other = Records.Visit(code, "2026-04-08", TestTenant.DrB) with { Source = new SourceReference("Claim", id), Organization = "tin:987654321" };
        return Month(1200).Service(whose switch
        {
            "own" => Records.Visit(code, "2026-04-08") with { Source = new SourceReference("Claim", id) },
            "unknown" => other with { Organization = null },
            "undated" => other with { Start = null },
            _ => other,
        }).Assess();
    }

    private static readonly Sentences Said = new()
    {
        { "pathway.choice", "one", () => Month(1200).Assess(), "met: The counted time supports one pathway." },
        { "pathway.choice", "none", () => Month(60).Assess(), "met: The counted time reaches no code." },
        { "pathway.choice", "no rules", () => Assessor.Assess(Month(1200).Record, null, TestTenant.Lakeside, Records.April, "0.1.0"), "cannot-tell hold: Without rules in force no pathway can be chosen." },
        { "pathway.choice", "both", () => Month(1200, 1800).Assess(rules: TestRules.WithPractitioner), "not-met hold: Both the staff's and the practitioner's own time reach a code; a person has to choose one." },
        {
            "pathway.choice", "both, by policy", () => Month(1200, 1800).Assess(TestTenant.With(policy => policy with { Pathway = PathwayPolicy.Practitioner }), TestRules.WithPractitioner),
            "met: The practitioner pathway is chosen; what else the time would support is listed as alternatives."
        },
        { "pathway.choice", "complex", () => Complex().Assess(rules: TestRules.WithComplex), "met: The complex pathway is chosen; what else the time would support is listed as alternatives. <Encounter/mdm>" },
        {
            "pathway.choice", "complex, strictly", () => Complex().Assess(Strict, TestRules.WithComplex),
            "not-met hold: The practice reads complex care strictly, and no care plan was established or substantially revised in the month. <Encounter/mdm>"
        },
        {
            "pathway.choice", "complex, by the rules of the month", () => Complex().Assess(Strict, TestRules.WithComplex with { ComplexPlanRevisionRequired = true }),
            "not-met hold: In this month complex care needs a care plan that was established or substantially revised, and none was. <Encounter/mdm>"
        },
        {
            "pathway.choice", "complex, no plan", () => Complex().With(record => record with { CarePlans = [] }).Assess(Strict, TestRules.WithComplex),
            "not-met hold: The practice reads complex care strictly, and no care plan was established or substantially revised in the month. <Encounter/mdm>"
        },
        {
            "pathway.choice", "complex, plan written in the month", () => Complex().With(record => record with { CarePlans = [Records.Plan("2026-01-10") with { Created = Records.Day("2026-04-02") }] }).Assess(Strict, TestRules.WithComplex),
            "met: The complex pathway is chosen; what else the time would support is listed as alternatives. <Encounter/mdm>"
        },
        { "pathway.choice", "staff, strictly", () => Month(3600).Assess(Strict, TestRules.WithComplex with { ComplexPlanRevisionRequired = true }), "met: The counted time supports one pathway." },
        { "units.mue", "within", () => Month(3600).Assess(), "met: The units are within the edits that are loaded." },
        { "units.mue", "no rules", () => Assessor.Assess(Month(1200).Record, null, TestTenant.Lakeside, Records.April, "0.1.0"), "cannot-tell hold: Without rules in force units cannot be looked at." },
        { "units.mue", "at the edit", () => Month(0, 5400).Assess(rules: Edited(null)), "met: The units are within the edits that are loaded." },
        {
            "units.mue", "more", () => Month(60, 7200).Assess(rules: Edited(new DateOnly(2026, 4, 30))),
            "not-met hold: 3 units of 99437; Medicare's edit lets 2 pass: the record must carry them. <Encounter/t1 Encounter/t2>"
        },
        {
            "units.mue", "more than a later edit", () => Month(0, 7200).Assess(rules: Edited(new DateOnly(2026, 5, 1))),
            "cannot-tell hold: 3 units of 99437: the edit of this month is not loaded, and the first one that is lets 2 pass. <Encounter/t2>"
        },
        { "units.mue", "usual", () => Complex(10_800).Assess(LongDays, TestRules.Whole), "met: The units are within the edits that are loaded." },
        { "units.mue", "rare", () => Complex(12_600).Assess(LongDays, TestRules.Whole), "not-met warn: 5 units of 99489 are rare; the edits let them pass. <Encounter/t1>" },
        {
            "visit.extended-planning", "not recorded", () => Planning(Month(1200)),
            "met: No initiating visit of the month records extended planning by the billing practitioner, so no code is proposed for it."
        },
        {
            "visit.extended-planning", "a clinic's", () => Planned().Assess(TestTenant.WithBilling(billing => billing with { Setting = PracticeSetting.Rhc }), TestRules.Whole),
            "met: No initiating visit of the month records extended planning by the billing practitioner, so no code is proposed for it."
        },
        { "visit.extended-planning", "supported", () => Planning(Planned()), "met: The visit supports G0506, and none by the billing practitioner was seen before. <Claim/claim-99213-2026-04-13>" },
        {
            "visit.extended-planning", "billed before", () => Planning(Planned().Service(Earlier(TestTenant.DrA, "e2")).Service(Earlier(TestTenant.DrA, "e1"))),
            "not-met info: G0506 of the billing practitioner is seen already; it is paid once and not proposed again. <Claim/e1 Claim/e2>"
        },
        {
            "visit.extended-planning", "billed by whom", () => Planning(Planned().Service(Earlier(null))),
            "cannot-tell hold: G0506 is seen already, and whose it was cannot be told. <Claim/earlier>"
        },
        {
            "visit.extended-planning", "history too short", () => Planning(Planned().With(record => record with { ServicesSince = new DateOnly(2026, 2, 1) })),
            "cannot-tell hold: Care management began before what was read of the patient, so an earlier G0506 cannot be excluded. <Claim/claim-99213-2026-04-13>"
        },
        {
            "visit.extended-planning", "no code beside it", () => Planning(Planned(60)),
            "not-met warn: The visit supports G0506, and the month reaches no code of care management that it could be billed with here. <Claim/claim-99213-2026-04-13>"
        },
        {
            "visit.extended-planning", "on the complex day", () => Planning(Records.Eligible().Time("04-30 10:00", 3600).Service(Records.Visit("99213", "2026-04-30") with { ExtendedPlanning = true })
                .With(record => record with { DecisionMakings = [new DecisionMaking(new SourceReference("Encounter", "mdm"), "high", Records.Day("2026-04-30"), [TestTenant.DrA])] })),
            "not-met hold: G0506 and the complex code fall on one day, which is never paid, and no later day stands. <Claim/claim-99213-2026-04-30>"
        },
        { "other-service.home-health", "none", () => Month(1200).Assess(), "met: No such service is seen in the month, as far as the EHR shows." },
        { "other-service.tcm", "allowed", () => Beside("99495", "own"), "met: Such a service is seen in the month and may stand beside it. <Claim/c1>" },
        { "other-service.home-health", "own", () => Beside("G0181", "own"), "not-met block: A service that limits chronic care management is seen in the month. <Claim/c1>" },
        { "other-service.home-health", "unknown", () => Beside("G0181", "unknown"), "cannot-tell hold: Such a service is seen, and whose it is or when it was cannot be told. <Claim/c1>" },
        { "other-service.home-health", "undated", () => Beside("G0181", "undated"), "cannot-tell hold: Such a service is seen, and whose it is or when it was cannot be told. <Claim/c1>" },
        {
            "other-service.home-health", "own and unknown", () => Month(1200).Service(Records.Visit("G0181", "2026-04-08"))
                .Service(Records.Visit("G0181", "2026-04-09", TestTenant.DrB) with { Organization = null }).Assess(),
            "not-met block: A service that limits chronic care management is seen in the month. <Claim/claim-G0181-2026-04-08 Claim/claim-G0181-2026-04-09>"
        },
        {
            "other-service.home-health", "unknown and own", () => Month(1200).Service(Records.Visit("G0181", "2026-04-09", TestTenant.DrB) with { Organization = null })
                .Service(Records.Visit("G0181", "2026-04-08")).Assess(),
            "not-met block: A service that limits chronic care management is seen in the month. <Claim/claim-G0181-2026-04-08 Claim/claim-G0181-2026-04-09>"
        },
        {
            "other-service.home-health", "until the first of the month", () => Month(1200).Service(Records.Visit("G0181", "2026-03-08") with { End = Records.Day("2026-04-01") }).Assess(),
            "not-met block: A service that limits chronic care management is seen in the month. <Claim/claim-G0181-2026-03-08>"
        },
        { "other-service.home-health", "on the last of the month", () => Month(1200).Service(Records.Visit("G0181", "2026-04-30")).Assess(), "not-met block: A service that limits chronic care management is seen in the month. <Claim/claim-G0181-2026-04-30>" },
        { "other-service.home-health", "after the month", () => Month(1200).Service(Records.Visit("G0181", "2026-05-01")).Assess(), "met: No such service is seen in the month, as far as the EHR shows." },
        { "other-service.ccm-elsewhere", "none", () => Month(1200).Assess(), "met: No other bill for chronic care management is seen in the month, as far as the EHR shows." },
        {
            "other-service.ccm-elsewhere", "two", () => Month(1200).Service(Records.Visit("99490", "2026-04-09")).Service(Records.Visit("99439", "2026-04-09")).Service(Records.Visit("99490", "2026-03-09")).Assess(),
            "not-met hold: A chronic care management code of the month that is not ours is seen: only one bill a month is paid. <Claim/claim-99439-2026-04-09 Claim/claim-99490-2026-04-09>"
        },
        {
            "other-service.ccm-elsewhere", "undated", () => Month(1200).Service(Records.Visit("99490", "2026-04-09") with { Start = null }).Service(Records.Visit("99439", "2026-03-09")).Assess(),
            "cannot-tell hold: A chronic care management code without a date is seen that is not ours. <Claim/claim-99490-2026-04-09>"
        },
        {
            "other-service.ccm-elsewhere", "unknown modifier", () => Month(1200).With(record => record with
            {
                Gaps = [.. new[] { "Procedure", "Claim", "ChargeItem", "Encounter" }.Select(type => new RecordGap(type == "Encounter" ? "gap.date-unreadable" : "gap.modifier-extension", new SourceReference(type, "x"), "$", "Not known."))],
            }).Assess(),
            "cannot-tell hold: A bill or service carries a modifier that is not known, so what it bills cannot be told. <ChargeItem/x Claim/x Procedure/x>"
        },
    };

    public static TheoryData<string> Cases => Said.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_answer_is_said_with_what_it_rests_on(string what) => Said.Check(what);

    [Fact]
    public void Other_services_say_where_their_rule_is_written()
    {
        var rules = TestRules.StaffOnly with
        {
            OtherServices =
            [
                new ServiceFamily("ccm-elsewhere", [], ConflictHandling.Block, null, ["mln", "faq"], Confidence.Secondary),
                new ServiceFamily("tcm", ["99495"], ConflictHandling.Allow, null, [], Confidence.Conflicting),
                new ServiceFamily("pin", ["G0023"], ConflictHandling.Hold, null, ["unknown-source", "faq", "faq"], Confidence.Conflicting),
            ],
        };
        var assessment = Month(1200).Assess(rules: rules);
        assessment.Findings.Where(finding => finding.Rule.StartsWith("other-service.")).Select(finding => $"{finding.Rule} {finding.Severity}: {finding.Source}").ShouldBe(
        [
            "other-service.ccm-elsewhere Block: CCM FAQ, question 7; MLN909188, page 4",
            "other-service.tcm Info: CMS CCM FAQ",
            "other-service.pin Hold: CCM FAQ, question 7; unknown-source",
        ]);
        Month(1200).Assess(rules: rules with { OtherServices = [] }).Finding("other-service.ccm-elsewhere").Source.ShouldBe("CMS MLN909188");
    }

    [Fact]
    public void The_units_show_the_limits_that_they_were_compared_with()
    {
        var limit = new ParameterRead("codes.99437.medically_unlikely_units", "2", new DateOnly(2026, 1, 1), ["faq"], Confidence.Primary);
        var rules = TestRules.WithPractitioner with { Codes = [TestRules.Base99491, TestRules.AddOn99437 with { Reads = [.. TestRules.AddOn99437.Reads, limit] }] };
        var finding = Month(0, 7200).Assess(rules: rules).Finding("units.mue");
        finding.Reads.ShouldBe([limit]);
        finding.Source.ShouldBe("CCM FAQ, question 7");
        Month(0, 7200).Assess(rules: rules).Finding("pathway.choice").Reads.Length.ShouldBe(3);
    }
}
