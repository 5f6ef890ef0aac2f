using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments;

/// <summary>What a person does about a finding, and who.</summary>
public sealed class NextStepsTests
{
    private static readonly Performer Nurse = new(TestTenant.Nurse, null);
    private static readonly DateOnly SomeDay = new(2026, 4, 3);

    private static Records Served => Records.Eligible().Time("04-14 10:00", 1200);

    private static Records Bare => Served.With(record => record with { Consents = [], CarePlans = [], Conditions = [], Coverages = [], OtherServices = [], GeneralPractitioners = [] });

    private static readonly RulesInForce Edited = TestRules.StaffOnly with
    {
        Edits = new CodeEdits([new PairEdit("99490", "96160", SomeDay, null, ByModifier: false)], [new AddOnEdit("99439", "99487", SomeDay, null)], [], []),
    };

    private static HumanDecision Decide(DecisionKind kind) => new()
    {
        Patient = "Patient/p1",
        Month = Records.April,
        Kind = kind,
        By = "biller",
        At = Records.Local("05-02 10:00"),
        Reason = "Asked.",
        Code = "99490",
        Rules = ["care-plan.in-force"],
    };

    private static Assessment Decided(DecisionKind kind) => Served.With(record => record with { Decisions = [Decide(kind)], CarePlans = kind == DecisionKind.Approve ? [] : record.CarePlans }).Assess();

    private static Assessment Consent(Func<CcmConsent, CcmConsent> change) => Served.With(record => record with { Consents = [change(record.Consents[0])] }).Assess();

    private static readonly Dictionary<string, (Func<Assessment> Assess, string Step)> Steps = new()
    {
        ["rules.in-force"] = (() => Assessor.Assess(Served.Record, null, TestTenant.Lakeside, Records.April, "0.1.0"), "integration engineer: Load a rule pack that is verified for the month."),
        ["coverage.medicare-part-b"] = (() => Bare.Assess(), "biller: Verify Medicare Part B for the month and correct the coverage in the EHR."),
        ["coverage.payer-rules"] = (() => Bare.Assess(), "biller: Look up the payer's rules and decide whether to bill it."),
        ["consent.active"] = (() => Bare.Assess(), "clinical staff: Ask for and document consent; only time after it counts."),
        ["consent.recorded"] = (() => Consent(consent => consent with { RecordedAt = Records.Day("2026-05-02") }), "clinical staff: Confirm from the chart when consent was given."),
        ["consent.disclosures"] = (() => Bare.Assess(), "clinical staff: Document the four disclosures on the consent."),
        ["consent.practitioner"] = (() => Consent(consent => consent with { BillingPractitioner = TestTenant.DrB }), "clinical staff: Ask for consent for the practitioner who bills now."),
        ["practitioner.npi"] = (() => Bare.Assess(), "biller: Name one billing practitioner with an NPI on the care plan or in the tenant file."),
        ["visit.initiating"] = (() => Bare.Assess(), "billing practitioner: See the patient, or record the visit that the EHR does not show."),
        ["visit.discussed"] = (() => Served.With(record => record with { OtherServices = [record.OtherServices[0] with { CcmDiscussed = false }] }).Assess(), "billing practitioner: Record whether care management was discussed at the visit."),
        ["visit.extended-planning"] = (() => Records.Eligible().Time("04-14 10:00", 60).Service(Records.Visit("99213", "2026-04-13") with { ExtendedPlanning = true }).Assess(rules: TestRules.Whole), "biller: Look up whether the extended planning was billed before, and bill it with its visit."),
        ["conditions.two-groups"] = (() => Bare.Assess(), "billing practitioner: Review the problem list and code its chronic conditions."),
        ["conditions.contradictory"] = (() => Served.With(record => record with { Conditions = [.. record.Conditions, Records.Condition("c-heart", "I11.9")] }).Assess(rules: TestRules.WithContradictions), "billing practitioner: Correct the problem list: keep the one of the two codes that the record supports."),
        ["edits.same-day"] = (() => Served.Service(Records.Visit("96160", "2026-04-14")).Assess(rules: Edited), "biller: Look at what else was billed on the day, and move the date of service or bill one of the two."),
        ["edits.add-on"] = (() => Records.Eligible().Time("04-14 10:00", 2400).Assess(rules: Edited), "biller: Ask the Medicare contractor whether the add-on stands before it is billed."),
        ["attestation.duration-and-risk"] = (() => Bare.Assess(), "billing practitioner: Attest expected duration and significant risk."),
        ["care-plan.in-force"] = (() => Bare.Assess(), "billing practitioner: Establish the comprehensive care plan in the EHR; where there is one, look at when it, the conditions, consent and coverage begin and end."),
        ["care-plan.shared"] = (() => Bare.Assess(), "clinical staff: Give the patient a copy of the plan and record the day."),
        ["time.open-ended"] = (() => Served.Entry(EntrySpan.Not(SpanProblem.NoEnd, SomeDay), [Nurse]).Assess(), "clinical staff: Complete the end of the entry."),
        ["time.date-only"] = (() => Served.Entry(EntrySpan.Not(SpanProblem.DateOnly, SomeDay), [Nurse]).Assess(), "clinical staff: Add the time of day to the entry's start and end."),
        ["time.no-span"] = (() => Served.Entry(EntrySpan.Not(SpanProblem.Missing, SomeDay), [Nurse]).Assess(), "clinical staff: Correct start and end of the entry, or what is said of its length."),
        ["time.length"] = (() => Served.Entry(EntrySpan.Of(Records.Span("04-15 10:00", 60), true), [Nurse]).Assess(), "clinical staff: Check which of length and period is right."),
        ["note.text"] = (() => Served.Wrote(EntryNote.SaysNothing).Assess(), "clinical staff: Say in the entry what was done and decided, with whom and by which means; a reader years later has nothing else."),
        ["note.late"] = (() => Served.Wrote(EntryNote.SaysSomething, "2026-05-02").Assess(), "clinical staff: Add the reason for the late entry."),
        ["time.too-long"] = (() => Served.Time("04-15 10:00", 15_000).Assess(), "clinical staff: Check start and end of the entry, or split it."),
        ["time.unknown-activity"] = (() => Served.Time("04-15 10:00", 60, activity: "gardening").Assess(), "integration engineer: Give the entry a known activity, or map the code in the tenant file."),
        ["time.unknown-performer"] = (() => Served.Time("04-15 10:00", 60, nobody: true).Assess(), "integration engineer: Name who worked in the entry, or add the person's role to the tenant file."),
        ["time.billed-visit"] = (() => Served.Service(Records.Visit("99213", "2026-04-14") with { Participants = [Nurse] }).Assess(), "clinical staff: Record the hours of the billed visit."),
        ["time.own-overlap"] = (() => Served.Time("04-14 10:10", 1200).Assess(), "clinical staff: Correct the entries that overlap."),
        ["time.staff-elsewhere"] = (() => Records.Eligible().Time("04-14 10:00", 2400, elsewhere: [new ElsewhereTime(TestTenant.Nurse.Person, Records.Span("04-14 10:00", 2400), "Patient/p2")]).Assess(), "clinical staff: Check which patient the person worked for at that moment."),
        ["time.parallel-staff"] = (() => Served.Time("04-14 10:10", 1200, TestTenant.SecondNurse).Assess(), "clinical staff: Check whether both worked at that moment, and on what."),
        ["time.stay"] = (() => Served.With(record => record with { Stays = [new Stay(new SourceReference("Encounter", "s"), StayKind.Inpatient, null, null)] }).Assess(), "biller: Record when the stay began, or decide who may bill during it."),
        ["time.death"] = (() => Served.With(record => record with { DiedWithoutDate = true }).Assess(), "biller: Record the date and hour of death."),
        ["pathway.choice"] = (() => Served.Time("04-15 10:00", 1800, TestTenant.DrA).Assess(rules: TestRules.Whole), "billing practitioner: Choose the pathway that describes the service."),
        ["units.mue"] = (() => Records.Eligible().Time("04-15 10:00", 7200, TestTenant.DrA).Assess(rules: TestRules.Whole), "biller: Confirm from the record that the units are supported."),
        ["decision.hold"] = (() => Decided(DecisionKind.Hold), "biller: Take the hold back, or leave the month unbilled."),
        ["decision.withheld"] = (() => Decided(DecisionKind.WithholdCode), "biller: Take the decision back if the month is to be billed after all."),
        ["decision.enrolled-elsewhere"] = (() => Decided(DecisionKind.EnrolledElsewhere), "biller: Take the decision back if the patient's care management is here after all."),
        ["decision.not-followed"] = (() => Decided(DecisionKind.Approve), "biller: Take the decision back, or decide anew."),
        ["diagnoses.billable"] = (() => Bare.Assess(), "biller: Give the chronic conditions billable ICD-10-CM codes."),
        ["charge.schedule"] = (() => Served.Assess(TestTenant.WithBilling(billing => billing with { Charges = billing.Charges.Clear() })), "biller: Add the practice's charge to the tenant file."),
        ["other-service.home-health"] = (() => Served.Service(Records.Visit("G0181", "2026-04-08")).Assess(), "biller: Find out whose the other service is and which of the two to bill."),
    };

    public static TheoryData<string> Rules => [.. Steps.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_finding_that_fails_has_a_step_and_somebody_who_takes_it(string rule)
    {
        var (assess, expected) = Steps[rule];
        var step = assess().Next.Single(next => next.Rule == rule);
        $"{step.By}: {step.Action}".ShouldBe(expected);
    }

    [Fact]
    public void A_note_asks_for_nothing()
    {
        var assessment = Served.Time("04-15 10:00", 60, TestTenant.DrB).Assess();
        assessment.Answer("time.other-practitioner").ShouldBe("cannot-tell info");
        assessment.Next.ShouldBeEmpty();
    }

    public static TheoryData<string, string> Sources => new()
    {
        { "rules.in-force", "CMS Physician Fee Schedule rules, as loaded in the rule pack" }, { "coverage.medicare-part-b", "CMS MLN909188" }, { "coverage.payer-rules", "CMS MLN909188" },
        { "consent.active", "CMS CCM FAQ" }, { "consent.recorded", "CMS CCM FAQ" }, { "consent.disclosures", "CMS CCM FAQ" }, { "consent.practitioner", "CMS CCM FAQ" },
        { "practitioner.npi", "42 CFR 410.26(b)(5)" }, { "visit.initiating", "CMS MLN909188" }, { "visit.discussed", "CMS CCM FAQ" }, { "visit.extended-planning", "CMS CCM FAQ" },
        { "conditions.two-groups", "CMS MLN909188" }, { "attestation.duration-and-risk", "CMS MLN909188" }, { "care-plan.in-force", "CMS MLN909188" }, { "care-plan.shared", "CMS MLN909188" },
        { "time.open-ended", "CMS MLN909188" }, { "time.unknown-performer", "42 CFR 410.26(b)(5)" }, { "time.other-practitioner", "42 CFR 410.26(b)(5)" }, { "time.billed-visit", "CMS CCM FAQ" },
        { "time.own-overlap", "CMS CCM FAQ" }, { "time.staff-elsewhere", "CMS CCM FAQ" }, { "time.parallel-staff", "CMS MLN909188" }, { "time.stay", "CMS CCM FAQ" }, { "time.death", "CMS MLN909188" },
        { "time.floor", "CMS MLN909188" }, { "time.length", "CMS MLN909188" }, { "note.text", "OIG A-07-17-05101; 42 CFR 424.516(f)" }, { "note.late", "OIG A-07-17-05101; 42 CFR 424.516(f)" }, { "pathway.choice", "CMS MLN909188" }, { "units.mue", "CMS NCCI Medically Unlikely Edits" },
        { "diagnoses.billable", "ICD-10-CM Official Guidelines" }, { "charge.schedule", "42 CFR 414.21 and the practice's charge schedule" },
        { "decision.hold", "A decision recorded with the bridge" }, { "decision.enrolled-elsewhere", "CMS MLN909188" },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public void Every_rule_says_where_it_is_written_where_the_pack_does_not(string rule, string source)
    {
        var record = Served.With(record => record with { Decisions = [Decide(DecisionKind.Hold), Decide(DecisionKind.EnrolledElsewhere)] }).Record;
        Assessor.Assess(record, null, TestTenant.Lakeside, Records.April, "0.1.0").Finding(rule).Source.ShouldBe(source);
    }
}
