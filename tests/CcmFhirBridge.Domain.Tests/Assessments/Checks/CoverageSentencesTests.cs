using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

/// <summary>What a biller reads about rules, payers and charges.</summary>
public sealed class CoverageSentencesTests
{
    private static readonly Tenant Assuming = TestTenant.With(policy => policy with { Coverage = CoveragePolicy.AssumeMedicarePartB });
    private static readonly Tenant Advantage = Billing("medicare-advantage");
    private static readonly Tenant Commercial = Billing("commercial");

    private static Records Served => Records.Eligible().Time("04-14 10:00", 1200);

    private static Tenant Billing(string payer, string? payor = null) => TestTenant.Lakeside with
    {
        Payers = [new PayerSetting { Payer = payer, Payor = payor, ConfirmedBy = "billing desk", ConfirmedOn = new DateOnly(2026, 1, 15) }],
    };

    private static CoverageRecord Of(string? type, string id = "cov1", int? order = null, string? payor = null) => new()
    {
        Source = new SourceReference("Coverage", id),
        Status = "active",
        PayerTypeCode = type,
        Order = order,
        Payors = payor is null ? [] : [payor],
    };

    private static Assessment With(params CoverageRecord[] coverages) => With(TestTenant.Lakeside, coverages);

    private static Assessment With(Tenant tenant, params CoverageRecord[] coverages) => Served.With(record => record with { Coverages = [.. coverages] }).Assess(tenant);

    private static Assessment Setting(PracticeSetting setting, string place = "11") =>
        Served.Assess(TestTenant.WithBilling(billing => billing with { Setting = setting, PlaceOfService = place }), TestRules.Clinic);

    private static readonly Sentences Said = new()
    {
        { "rules.in-force", "loaded", () => Served.Assess(), "met: A rule pack is in force for this month." },
        {
            "rules.in-force", "none", () => Assessor.Assess(Served.Record, null, TestTenant.Lakeside, Records.April, "0.1.0"),
            "not-met hold: No rule pack is in force and verified for this month, so no code can be chosen."
        },
        {
            "rules.in-force", "rural clinic", () => Setting(PracticeSetting.Rhc),
            "cannot-tell hold: This setting files institutional claims: the month is decided and explained, and no professional claim is written for it."
        },
        {
            "rules.in-force", "health center", () => Setting(PracticeSetting.Fqhc),
            "cannot-tell hold: This setting files institutional claims: the month is decided and explained, and no professional claim is written for it."
        },
        {
            "rules.in-force", "hospital in an office", () => Setting(PracticeSetting.HospitalOutpatient),
            "cannot-tell hold: A hospital's outpatient department bills with a facility place of service, and the tenant file names another."
        },
        { "rules.in-force", "hospital on campus", () => Setting(PracticeSetting.HospitalOutpatient, "22"), "met: A rule pack is in force for this month." },
        { "coverage.medicare-part-b", "Part B", () => With(Of("121")), "met: Medicare Part B is in force in the month. <Coverage/cov1>" },
        { "coverage.medicare-part-b", "assumed", () => With(Assuming), "met: Medicare Part B is assumed by the practice's policy; the EHR shows no coverage at all." },
        { "coverage.medicare-part-b", "none", () => With(), "cannot-tell hold: The EHR shows no coverage that can be read; whether Medicare Part B is in force cannot be told." },
        {
            "coverage.medicare-part-b", "ended", () => With(Of("121", "cov2") with { End = Records.Day("2026-03-31") }, Of("121") with { Status = "cancelled" }),
            "not-met block: No coverage is active and in force on any day of the month. <Coverage/cov1 Coverage/cov2>"
        },
        {
            "coverage.medicare-part-b", "on some days", () => With(Of("121") with { End = Records.Day("2026-04-15") }, Of("1", "cov2")),
            "cannot-tell hold: On some days of the month a Medicare coverage is in force whose part or term is not known. <Coverage/cov1 Coverage/cov2>"
        },
        { "coverage.medicare-part-b", "Advantage", () => With(Of("111")), "met: Medicare Advantage is in force in the month, which includes Part B services. <Coverage/cov1>" },
        { "coverage.medicare-part-b", "configured plan", () => With(Commercial, Of("5")), "met: A commercial plan pays, by rules that are configured for it: Medicare Part B is not what pays. <Coverage/cov1>" },
        { "coverage.medicare-part-b", "Medicaid", () => With(Of("2")), "not-met block: The coverage in force in the month is not Medicare. <Coverage/cov1>" },
        { "coverage.medicare-part-b", "commercial", () => With(Of("5")), "cannot-tell hold: A commercial plan is in force; the EHR does not show whether Medicare Part B is too. <Coverage/cov1>" },
        { "coverage.medicare-part-b", "some Medicare", () => With(Of("1")), "cannot-tell hold: A Medicare coverage is in force, but its type does not say whether it is Part B. <Coverage/cov1>" },
        { "coverage.medicare-part-b", "unknown", () => With(Of(null)), "cannot-tell hold: The coverage in force has no payer type that is known. <Coverage/cov1>" },
        { "coverage.payer-rules", "Part B", () => With(Of("121")), "met: Medicare fee-for-service rules apply. <Coverage/cov1>" },
        { "coverage.payer-rules", "assumed", () => With(Assuming), "met: Medicare fee-for-service rules apply." },
        { "coverage.payer-rules", "Advantage", () => With(Of("111")), "not-met hold: Medicare Advantage pays: the plan's own rules apply. <Coverage/cov1>" },
        { "coverage.payer-rules", "commercial", () => With(Of("5")), "not-met hold: A commercial plan pays: its own rules apply. <Coverage/cov1>" },
        { "coverage.payer-rules", "unknown", () => With(Of(null)), "cannot-tell hold: Whose rules apply cannot be told from the coverage. <Coverage/cov1>" },
        { "coverage.payer-rules", "nothing in force", () => With(Of("121") with { Status = "cancelled" }), "cannot-tell hold: Whose rules apply cannot be told from the coverage." },
        { "coverage.payer-rules", "some Medicare second", () => With(Of("1", order: 2)), "not-met hold: Medicare does not pay first: the other insurance is billed before it. <Coverage/cov1>" },
        { "coverage.payer-rules", "Medicaid second", () => With(Of("2", order: 2)), "cannot-tell hold: Whose rules apply cannot be told from the coverage. <Coverage/cov1>" },
        {
            "coverage.payer-rules", "plan twice, once from some day", () => With(Advantage, Of("111"), Of("111", "cov2") with { Start = Moment.In(Records.April) }),
            "cannot-tell hold: On which days of the month the payer's coverage is in force is not told. <Coverage/cov1 Coverage/cov2>"
        },
        {
            "coverage.medicare-part-b", "the same days of the month", () => With(
                Of("121") with { Start = Records.Day("2026-03-15"), End = Records.Day("2026-05-15") }, Of("1", "cov2") with { Start = Records.Day("2026-01-01"), End = Records.Day("2026-06-30") }),
            "met: Medicare Part B is in force in the month. <Coverage/cov1>"
        },
        {
            "coverage.payer-rules", "Medicare second", () => With(Of("121", order: 2), Of("5", "cov2", 1)),
            "not-met hold: Medicare does not pay first: the other insurance is billed before it. <Coverage/cov1 Coverage/cov2>"
        },
        {
            "coverage.payer-rules", "order not stated", () => With(Of("121"), Of("5", "cov2")),
            "cannot-tell hold: Another insurance may pay before Medicare, and the order of the two is not stated. <Coverage/cov1 Coverage/cov2>"
        },
        {
            "coverage.payer-rules", "plan second", () => With(Commercial, Of("5", order: 2)),
            "not-met hold: The plan does not pay first: another insurance is billed before it. <Coverage/cov1>"
        },
        {
            "coverage.payer-rules", "plans in no order", () => With(Commercial, Of("5"), Of("5", "cov2")),
            "cannot-tell hold: Another insurance may pay before the plan, and the order of the two is not stated. <Coverage/cov1 Coverage/cov2>"
        },
        {
            "coverage.payer-rules", "plans of different rules", () => With(
                Billing("medicare-advantage", "Organization/acme"), Of("111", payor: "Organization/acme"), Of("111", "cov2", payor: "Organization/other")),
            "cannot-tell hold: Coverages of payers with different rules are in force in the month, and which of them pays is not told. <Coverage/cov1 Coverage/cov2>"
        },
        {
            "coverage.payer-rules", "plan with Part B on other days", () => With(Advantage, Of("111") with { Start = Records.Day("2026-04-16") }, Of("121", "cov2")),
            "cannot-tell hold: On some days of the month another Medicare coverage is in force, so whose rules apply depends on the day. <Coverage/cov1 Coverage/cov2>"
        },
        {
            "coverage.payer-rules", "plan from some day", () => With(Advantage, Of("111") with { Start = Moment.In(Records.April) }),
            "cannot-tell hold: On which days of the month the payer's coverage is in force is not told. <Coverage/cov1>"
        },
        {
            "coverage.payer-rules", "plan throughout, some Medicare from some day", () => With(Advantage, Of("111"), Of("121", "cov2") with { Start = Moment.In(Records.April) }),
            "met: Medicare Advantage pays by test-pack@1, the rules confirmed for it on 2026-01-15. <Coverage/cov1>"
        },
        {
            "coverage.payer-rules", "plan until some day", () => With(Advantage, Of("111") with { End = Moment.InYear(2026) }),
            "cannot-tell hold: On which days of the month the payer's coverage is in force is not told. <Coverage/cov1>"
        },
        {
            "coverage.payer-rules", "rules of another", () => Served.With(record => record with { Coverages = [Of("111")] }).Assess(Advantage, TestRules.StaffOnly with { Overlay = "acme" }),
            "cannot-tell hold: The rules that are configured for this payer are not in force in this month. <Coverage/cov1>"
        },
        { "coverage.payer-rules", "configured plan", () => With(Commercial, Of("5")), "met: A commercial plan pays by test-pack@1, the rules confirmed for it on 2026-01-15. <Coverage/cov1>" },
        { "charge.schedule", "own charges", () => Served.Assess(), "met: The practice's charge is known for every code." },
        {
            "charge.schedule", "one is missing", () => Served.Time("04-15 10:00", 1200).Assess(TestTenant.WithBilling(billing => billing with { Charges = billing.Charges.Remove("99439") })),
            "not-met warn: The practice's charge for a code is missing, so the full allowed amount is put in its place."
        },
        {
            "charge.schedule", "no table", () => Served.Assess(TestTenant.WithBilling(billing => billing with { Locality = "01" })),
            "cannot-tell warn: No table of allowed amounts is loaded for a code in this month and locality, so its amount is not estimated."
        },
        {
            "charge.schedule", "neither", () => Served.Assess(TestTenant.WithBilling(billing => billing with { Locality = "01", Charges = billing.Charges.Clear() })),
            "cannot-tell hold: Neither a charge of the practice nor an allowed amount is known for a code."
        },
        { "charge.schedule", "another payer", () => With(Commercial, Of("5")), "cannot-tell warn: No allowed amount of this payer is loaded for a code, so its amount is not estimated." },
    };

    public static TheoryData<string> Cases => Said.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_answer_is_said_with_what_it_rests_on(string what) => Said.Check(what);

    [Fact]
    public void A_charge_shows_the_amounts_that_it_was_compared_with()
    {
        var rules = TestRules.StaffOnly with { Codes = [TestRules.Base99490 with { Reads = [.. TestRules.Base99490.Reads, TestRules.StaffOnly.Reads[0]] }] };
        var finding = Served.Assess(rules: rules).Finding("charge.schedule");
        finding.Reads.Select(read => read.Parameter).ShouldBe(["codes.99490.amount"]);
        finding.Source.ShouldBe("42 CFR 414.21 and the practice's charge schedule");
        var ofPayer = With(Commercial, Of("5")).Finding("charge.schedule");
        ofPayer.Reads.ShouldBeEmpty();
        ofPayer.Source.ShouldBe("The practice's charge schedule");
    }
}
