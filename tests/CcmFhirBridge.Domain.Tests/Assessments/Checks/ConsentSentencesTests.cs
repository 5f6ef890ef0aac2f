using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

/// <summary>What a biller reads about consent, the billing practitioner and the initiating visit.</summary>
public sealed class ConsentSentencesTests
{
    private static readonly Tenant AssumedVisit = TestTenant.With(policy => policy with { InitiatingVisit = InitiatingVisitPolicy.Assumed });

    private static CcmConsent Given => Records.GivenOn("2026-01-10");

    private static CcmConsent Second(string day) => Records.GivenOn(day) with { Source = new SourceReference("Consent", "cons2") };

    private static ConsentDisclosures Not => new(true, true, true, false);

    private static Records Served => Records.Eligible().Time("04-14 10:00", 1200);

    private static Assessment With(params CcmConsent[] consents) => Served.With(record => record with { Consents = [.. consents] }).Assess();

    private static Assessment Visits(params OtherService[] visits) => Served.With(record => record with { OtherServices = [.. visits] }).Assess();

    private static Records NobodyBills => Served.With(record => record with { GeneralPractitioners = [], CarePlans = [Records.Plan("2026-01-10") with { Author = null }] });

    private static readonly Sentences Said = new()
    {
        { "consent.active", "whole month", () => With(Given), "met: Consent is in force throughout the month. <Consent/cons1>" },
        { "consent.active", "from the tenth", () => With(Records.GivenOn("2026-04-10")), "met: Consent is in force for a part of the month; time outside it is not counted. <Consent/cons1>" },
        { "consent.active", "refused", () => With(Given with { Status = "rejected" }), "not-met block: The patient refused chronic care management. <Consent/cons1>" },
        { "consent.active", "ended in March", () => With(Given with { PeriodEnd = Records.Day("2026-03-31") }), "not-met block: No consent is in force on any day of the month: it ended before it or began after it. <Consent/cons1>" },
        { "consent.active", "none", () => With(), "not-met block: The record holds no consent to chronic care management." },
        {
            "consent.active", "none where others keep it", () => Served.With(record => record with { Consents = [] })
                .Assess(TestTenant.Lakeside with { Ehr = new EhrSettings { BaseUrl = TestTenant.Lakeside.Ehr.BaseUrl, Profile = VendorProfile.Generic with { Key = "epic" } } }),
            "cannot-tell hold: This EHR shows no consent; whether one is kept elsewhere cannot be told."
        },
        { "consent.active", "inactive", () => With(Given with { Status = "inactive" }), "cannot-tell hold: When the consent was given, refused or ended is not recorded. <Consent/cons1>" },
        {
            "consent.active", "ended on the day of the time", () => With(Given with { PeriodEnd = Records.Day("2026-04-14") }),
            "cannot-tell hold: Time on the day on which consent ended was counted, and the hour of its end is not recorded. <Consent/cons1>"
        },
        { "consent.active", "ended on another day", () => With(Given with { PeriodEnd = Records.Day("2026-04-15") }), "met: Consent is in force for a part of the month; time outside it is not counted. <Consent/cons1>" },
        { "consent.recorded", "on the day of the time", () => With(Given with { RecordedAt = Records.Day("2026-04-14") }), "met: The consent was not written down after the month. <Consent/cons1>" },
        {
            "consent.recorded", "after the time", () => With(Given with { RecordedAt = Records.Day("2026-04-15") }),
            "not-met warn: The consent was written down after time that rests on it; consent that is given afterwards is not valid. <Consent/cons1>"
        },
        {
            "consent.recorded", "after the practitioner's time", () => Records.Eligible().Time("04-14 10:00", 1800, TestTenant.DrA)
                .With(record => record with { Consents = [Given with { RecordedAt = Moment.At(Records.Local("04-14 10:01")) }] }).Assess(rules: TestRules.WithPractitioner),
            "not-met warn: The consent was written down after time that rests on it; consent that is given afterwards is not valid. <Consent/cons1>"
        },
        {
            "consent.recorded", "after the time, which rests on an earlier one", () => With(Given, Second("2026-04-16") with { RecordedAt = Records.Day("2026-04-20") }),
            "met: The consent was not written down after the month. <Consent/cons2>"
        },
        {
            "consent.recorded", "after it, first month", () => With(Given with { RecordedAt = Records.Day("2026-05-01") }),
            "not-met hold: The consent was written down after the month's end for an earlier start. <Consent/cons1>"
        },
        {
            "consent.recorded", "after it, care management began on the first of the month",
            () => Records.Eligible().Time("04-01 10:00", 1200).With(record => record with { Consents = [Given with { RecordedAt = Records.Day("2026-05-01") }] }).Assess(),
            "not-met hold: The consent was written down after the month's end for an earlier start. <Consent/cons1>"
        },
        {
            "consent.recorded", "after it, served before", () => Served.Time("03-10 10:00", 60).With(record => record with { Consents = [Given with { RecordedAt = Records.Day("2026-05-01") }] }).Assess(),
            "not-met warn: The consent was written down after the month's end for an earlier start. <Consent/cons1>"
        },
        {
            "consent.recorded", "after it, began in the month", () => Served.Time("03-10 10:00", 60)
                .With(record => record with { Consents = [Given with { PeriodEnd = Records.Day("2026-03-20") }, Second("2026-04-02") with { RecordedAt = Records.Day("2026-05-01") }] }).Assess(),
            "not-met hold: The consent was written down after the month's end for an earlier start. <Consent/cons2>"
        },
        { "consent.recorded", "none in force", () => With(), "cannot-tell info: There is no consent in force whose date could be looked at." },
        { "consent.disclosures", "all four", () => With(Given), "met: The patient was told of availability, cost sharing, the single practitioner and the right to stop. <Consent/cons1>" },
        { "consent.disclosures", "not said", () => With(Given with { Disclosures = null }), "cannot-tell warn: The consent does not record what the patient was told. <Consent/cons1>" },
        { "consent.disclosures", "none in force", () => With(), "cannot-tell warn: There is no consent in force whose disclosures could be looked at." },
        {
            "consent.disclosures", "earlier one leaves out, time under it", () => With(Given with { Disclosures = Not }, Second("2026-04-14")),
            "not-met hold: The consent records that the patient was not told everything that must be told. <Consent/cons1>"
        },
        {
            "consent.disclosures", "earlier one leaves out, no time under it", () => With(Given with { Disclosures = Not }, Second("2026-04-10")),
            "met: The patient was told of availability, cost sharing, the single practitioner and the right to stop. <Consent/cons2>"
        },
        {
            "consent.disclosures", "earlier one silent, time under it", () => With(Given with { Disclosures = null }, Second("2026-04-14")),
            "cannot-tell warn: The consent does not record what the patient was told. <Consent/cons1>"
        },
        {
            "consent.disclosures", "half under each", () => With(Given with { Disclosures = new(true, true, null, null) }, Second("2026-04-10") with { Disclosures = new(null, null, true, true) }),
            "cannot-tell warn: The consent records only a part of what the patient must be told. <Consent/cons2>"
        },
        {
            "consent.disclosures", "the last one leaves out, time under the earlier", () => With(Given, Second("2026-04-14") with { Disclosures = Not }),
            "not-met hold: The consent records that the patient was not told everything that must be told. <Consent/cons2>"
        },
        {
            "consent.disclosures", "both in force with time under both", () => Served.Time("04-12 10:00", 60).With(record => record with { Consents = [Given, Second("2026-04-13")] }).Assess(),
            "met: The patient was told of availability, cost sharing, the single practitioner and the right to stop. <Consent/cons1 Consent/cons2>"
        },
        { "consent.practitioner", "the one who bills", () => With(Given), "met: The consent names the billing practitioner. <Consent/cons1>" },
        { "consent.practitioner", "by reference alone", () => With(Given with { BillingPractitioner = TestTenant.DrA with { Npi = null } }), "met: The consent names the billing practitioner. <Consent/cons1>" },
        { "consent.practitioner", "by NPI alone", () => With(Given with { BillingPractitioner = TestTenant.DrA with { Reference = "Practitioner/other-chart" } }), "met: The consent names the billing practitioner. <Consent/cons1>" },
        { "consent.practitioner", "another", () => With(Given with { BillingPractitioner = TestTenant.DrB }), "not-met hold: The consent names another billing practitioner. <Consent/cons1>" },
        { "consent.practitioner", "nobody", () => With(Given with { BillingPractitioner = null }), "cannot-tell info: The consent names no billing practitioner. <Consent/cons1>" },
        { "consent.practitioner", "none in force", () => With(), "cannot-tell info: The consent names no billing practitioner." },
        {
            "consent.practitioner", "earlier one names another, time under it", () => With(Given with { BillingPractitioner = TestTenant.DrB }, Second("2026-04-14")),
            "not-met hold: The consent names another billing practitioner. <Consent/cons1 Consent/cons2>"
        },
        {
            "consent.practitioner", "earlier one names another, own time under it", () => Records.Eligible().Time("04-14 10:00", 1800, TestTenant.DrA)
                .With(record => record with { Consents = [Given with { BillingPractitioner = TestTenant.DrB }, Second("2026-04-14")] }).Assess(rules: TestRules.WithPractitioner),
            "not-met hold: The consent names another billing practitioner. <Consent/cons1 Consent/cons2>"
        },
        {
            "consent.practitioner", "earlier one names another, no time under it", () => With(Given with { BillingPractitioner = TestTenant.DrB }, Second("2026-04-13")),
            "met: The consent names the billing practitioner. <Consent/cons2>"
        },
        {
            "consent.practitioner", "last one silent, earlier one names", () => With(Given, Second("2026-04-13") with { BillingPractitioner = null }),
            "met: The consent names the billing practitioner. <Consent/cons2>"
        },
        {
            "consent.practitioner", "nobody bills", () => NobodyBills.Assess(),
            "cannot-tell info: The billing practitioner is not known, so the one named in the consent cannot be compared. <Consent/cons1>"
        },
        { "practitioner.npi", "plan's author", () => With(Given), "met: The billing practitioner is known and has an NPI. <CarePlan/plan1>" },
        {
            "practitioner.npi", "general practitioner", () => Served.With(record => record with { CarePlans = [Records.Plan("2026-01-10") with { Author = null }] }).Assess(),
            "met: The billing practitioner is known and has an NPI. <Patient/p1>"
        },
        { "practitioner.npi", "nobody", () => NobodyBills.Assess(), "not-met hold: No practitioner who can bill and has an NPI is known for the patient." },
        {
            "practitioner.npi", "two plans", () => Served.With(record => record with
            {
                CarePlans = [Records.Plan("2026-01-10"), Records.Plan("2026-01-10") with { Source = new SourceReference("CarePlan", "plan2"), Author = TestTenant.DrB }],
            }).Assess(),
            "cannot-tell hold: Active care plans name different billing practitioners. <CarePlan/plan1 CarePlan/plan2>"
        },
        {
            "visit.initiating", "seen", () => Visits(Records.Visit("99213", "2026-01-05")),
            "met: The billing practitioner saw the patient within the look-back before care management began. <Claim/claim-99213-2026-01-05>"
        },
        { "visit.initiating", "assumed", () => Served.Assess(AssumedVisit), "met: The initiating visit is assumed by the practice's policy." },
        { "visit.initiating", "none", () => Visits(), "not-met hold: No listed visit by the billing practitioner was found in the look-back before care management began." },
        {
            "visit.initiating", "a partner's and one that names nobody", () => Visits(Records.Visit("99213", "2026-01-06", TestTenant.DrB), Records.Visit("G0439", "2026-01-05") with { Performers = [] }),
            "cannot-tell hold: The only listed visits found are another practitioner's, or do not say whose they are. <Claim/claim-99213-2026-01-06 Claim/claim-G0439-2026-01-05>"
        },
        { "visit.initiating", "no rules", () => Assessor.Assess(Served.Record, null, TestTenant.Lakeside, Records.April, "0.1.0"), "cannot-tell hold: Without rules in force and a billing practitioner no visit can be looked for." },
        { "visit.initiating", "nobody bills", () => NobodyBills.Assess(), "cannot-tell hold: Without rules in force and a billing practitioner no visit can be looked for." },
        { "visit.discussed", "discussed at one of two", () => Visits(Records.Visit("99213", "2026-01-05"), Records.Visit("99213", "2026-01-07") with { CcmDiscussed = false }),
            "met: Care management was discussed at a visit. <Claim/claim-99213-2026-01-05 Claim/claim-99213-2026-01-07>" },
        { "visit.discussed", "assumed", () => Served.Assess(AssumedVisit), "met: The initiating visit is assumed by the practice's policy." },
        { "visit.discussed", "no visit", () => Visits(), "cannot-tell info: There is no visit at which care management could have been discussed." },
        {
            "visit.discussed", "denied", () => Visits(Records.Visit("99213", "2026-01-05") with { CcmDiscussed = false }),
            "not-met hold: Every visit records that care management was not discussed. <Claim/claim-99213-2026-01-05>"
        },
        {
            "visit.discussed", "new patient", () => Visits(Records.Visit("99202", "2026-01-05") with { CcmDiscussed = null }),
            "cannot-tell hold: The only visit is a new-patient visit that does not say whether care management was discussed. <Claim/claim-99202-2026-01-05>"
        },
        {
            "visit.discussed", "new patient, and one denied", () => Visits(Records.Visit("99202", "2026-01-05") with { CcmDiscussed = null }, Records.Visit("99213", "2026-01-07") with { CcmDiscussed = false }),
            "cannot-tell hold: The only visit is a new-patient visit that does not say whether care management was discussed. <Claim/claim-99202-2026-01-05 Claim/claim-99213-2026-01-07>"
        },
        {
            "visit.discussed", "new patient and later", () => Visits(Records.Visit("99202", "2026-01-05") with { CcmDiscussed = null }, Records.Visit("99213", "2026-01-07") with { CcmDiscussed = null }),
            "cannot-tell warn: No visit says whether care management was discussed. <Claim/claim-99202-2026-01-05 Claim/claim-99213-2026-01-07>"
        },
    };

    public static TheoryData<string> Cases => Said.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_answer_is_said_with_what_it_rests_on(string what) => Said.Check(what);

    [Fact]
    public void A_consent_that_was_written_down_late_is_said_and_billed() => With(Given with { RecordedAt = Records.Day("2026-04-25") }).Outcome.ShouldBe(Outcome.Bill);

    [Fact]
    public void A_visit_that_several_documents_show_is_looked_at_in_one_order()
    {
        var (claim, encounter) = (Records.Visit("99213", "2026-01-05"), Records.Visit("99213", "2026-01-05") with { Source = new SourceReference("Encounter", "v1") });
        foreach (var visits in new[] { new[] { claim, encounter, claim with { Code = "G0439" } }, [claim with { Code = "G0439" }, encounter, claim] })
            Visits(visits).Finding("visit.initiating").Evidence.Select(source => source.Key).ShouldBe(["Claim/claim-99213-2026-01-05", "Encounter/v1"]);
    }
}
