using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Metrics;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Metrics;

/// <summary>What each figure is called and means, and what every kind of month adds to it.</summary>
public sealed class ProgrammeFiguresTests
{
    private static readonly PatientRecord Nobody = Records.Eligible().Record;

    private static ProgrammeMetrics Of(RulesInForce? rules, params IEnumerable<Assessment> assessments)
    {
        var tally = new ProgrammeTally(Records.April, rules);
        foreach (var assessment in assessments)
            tally.Add(assessment);
        return tally.ToMetrics();
    }

    private static Assessment Staff(int seconds) => Records.Eligible().Time("04-14 10:00", seconds).Assess(rules: TestRules.Whole);

    private static Assessment Practitioner(int seconds) => Records.Eligible().Time("04-14 10:00", seconds, TestTenant.DrA).Assess(rules: TestRules.Whole);

    private static Assessment Complex(int seconds) => Records.Eligible().Time("04-14 10:00", seconds).With(record => record with
    {
        DecisionMakings = [new DecisionMaking(new SourceReference("Encounter", "mdm"), "high", Records.Day("2026-04-14"), [TestTenant.DrA])],
    }).Assess(rules: TestRules.Whole);

    private static Assessment Planned() => Records.Eligible().Time("04-14 10:00", 1200)
        .With(record => record with { OtherServices = [Records.Visit("99213", "2026-04-10") with { ExtendedPlanning = true }], Consents = [Records.GivenOn("2026-04-09")] })
        .Assess(rules: TestRules.Whole);

    [Fact]
    public void Every_figure_has_its_definition_and_its_unit() =>
        string.Join('\n', Of(TestRules.Whole).Metrics.Select(metric => $"{metric.Id} in {metric.Unit}: {metric.Definition}")).ShouldBe(
            """
            assessed in Patients: Patients of whom anything is stored.
            eligible in Patients: Patients with Medicare Part B in the month and two or more active chronic condition groups.
            enrolled in Patients: Eligible patients with consent in force in the month.
            enrolment-rate in Percent: Enrolled of the eligible.
            engagement-rate in Percent: Enrolled patients with at least one counted contact with the patient or caregiver, of the enrolled.
            billed in Patients: Patients whose month is a bill.
            billing-rate in Percent: Enrolled patients whose month is a bill, of the enrolled.
            minutes in Minutes: Counted minutes of everybody.
            minutes-per-enrolled in Minutes: Counted minutes of the enrolled, for each of them.
            minutes-staff in Minutes: Of those, minutes of clinical staff.
            minutes-practitioner in Minutes: Of those, minutes of the billing practitioner.
            minutes-p50 in Minutes: Half of the enrolled have no more counted minutes.
            minutes-p90 in Minutes: Nine of ten enrolled have no more counted minutes.
            notes-to-review in Patients: Patients of whose entries one says nothing of what was done, names no activity, has no usable span, or was recorded late.
            near-misses in Patients: Patients whose clinical staff time ended at most 5:00 before the next unit.
            add-on-yield in Percent: Units of further clinical staff blocks of the billed months, of those of the first block.
            complex-share in Percent: Complex base codes of the base codes of the billed months.
            leakage-under-threshold in Minutes: Counted minutes of months that reach no threshold.
            leakage-surplus in Minutes: Counted minutes that carry no further unit.
            leakage-excluded in Minutes: Minutes of entries that were not counted, whatever the reason.
            revenue in Dollars: Allowed amount of the billed months, an estimate.
            revenue-per-billed in Dollars: The same for each billed patient.
            revenue-per-enrolled in Dollars: The same for each enrolled patient.
            care-plan-currency in Percent: Enrolled patients with a comprehensive care plan in force on the date of service, of the enrolled.
            care-plan-shared in Percent: Enrolled patients whose record shows that a copy of the plan was given, of the enrolled.
            entries-with-text in Percent: Entries whose own text says what was done, of the entries of the month.
            late-entries in Percent: Entries that say that they were recorded later than the practice allows, of the entries of the month.
            consent-completeness in Percent: Enrolled patients whose consent records every disclosure, of the enrolled.
            """);

    [Fact]
    public void The_practitioners_minutes_stand_beside_the_staffs()
    {
        var metrics = Of(TestRules.Whole, Staff(1200), Practitioner(1800), Practitioner(600));
        (Value(metrics, "minutes"), Value(metrics, "minutes-staff"), Value(metrics, "minutes-practitioner"), Value(metrics, "minutes-per-enrolled")).ShouldBe((60m, 6.67m, 13.33m, 20m));
        (Value(metrics, "leakage-under-threshold"), metrics.Of("minutes-practitioner").Numerator, metrics.Of("minutes-practitioner").Denominator).ShouldBe((10m, 40m, 3m));
    }

    [Fact]
    public void Codes_are_shared_out_by_what_they_are()
    {
        // Two plain bases with three further blocks, one complex base with one, one of the practitioner's own.
        var metrics = Of(TestRules.Whole, Staff(2400), Staff(3600), Complex(5400), Practitioner(3600));
        Part(metrics, "add-on-yield").ShouldBe("3/2");
        Part(metrics, "complex-share").ShouldBe("1/4");
        Part(metrics, "billing-rate").ShouldBe("4/4");
    }

    [Fact]
    public void The_add_on_of_a_visit_is_neither_a_base_nor_a_further_block()
    {
        var metrics = Of(TestRules.Whole, Planned());
        (Part(metrics, "add-on-yield"), Part(metrics, "complex-share"), Value(metrics, "revenue")).ShouldBe(("0/1", "0/1", 66.13m + 66.47m));
    }

    [Fact]
    public void Without_the_rules_of_the_month_amounts_are_summed_and_codes_are_not_told_apart()
    {
        var metrics = Of(null, Staff(2400), Staff(1140));
        (Part(metrics, "add-on-yield"), Part(metrics, "complex-share"), Value(metrics, "near-misses"), Value(metrics, "revenue")).ShouldBe(("0/0", "0/0", 0m, 66.13m + 50.44m));
    }

    [Fact]
    public void Who_is_not_eligible_is_not_enrolled_and_who_is_not_enrolled_has_no_share()
    {
        var commercial = Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { Coverages = [record.Coverages[0] with { PayerTypeCode = "5" }] }).Assess(rules: TestRules.Whole);
        var healthy = Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { Conditions = [record.Conditions[0]] }).Assess(rules: TestRules.Whole);
        var refused = Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { Consents = [] }).Assess(rules: TestRules.Whole);
        var metrics = Of(TestRules.Whole, commercial, healthy, refused, Staff(1200));
        (Part(metrics, "enrolment-rate"), Part(metrics, "billing-rate"), Part(metrics, "care-plan-currency"), Value(metrics, "minutes")).ShouldBe(("1/2", "1/1", "1/1", 80m));
        new[] { commercial, healthy, refused, Staff(0) }.Select(ProgrammeTally.IsEnrolled).ShouldBe([false, false, false, true]);
    }

    [Fact]
    public void Plans_copies_and_disclosures_are_shares_of_the_enrolled()
    {
        var noPlan = Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { CarePlans = [] }).Assess(rules: TestRules.Whole);
        var noCopy = Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { CarePlans = [record.CarePlans[0] with { SharedAt = null }] }).Assess(rules: TestRules.Whole);
        var silent = Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { Consents = [record.Consents[0] with { Disclosures = null }] }).Assess(rules: TestRules.Whole);
        var metrics = Of(TestRules.Whole, noPlan, noCopy, silent, Staff(1200));
        (Part(metrics, "care-plan-currency"), Part(metrics, "care-plan-shared"), Part(metrics, "consent-completeness")).ShouldBe(("3/4", "2/4", "3/4"));
    }

    [Theory]
    [InlineData("patient-communication", "ccm", true)]
    [InlineData("caregiver-communication", "ccm", true)]
    [InlineData("documentation", "ccm", false)]
    [InlineData("patient-communication", "rpm", false)]     // not counted, so no contact of the programme
    public void A_counted_contact_engages(string activity, string program, bool engaged)
    {
        var assessment = Records.Eligible().Time("04-14 10:00", 60, activity: activity, program: program).Assess(rules: TestRules.Whole);
        Value(Of(TestRules.Whole, assessment), "engagement-rate").ShouldBe(engaged ? 100m : 0m);
    }

    [Fact]
    public void The_practitioner_talks_to_the_patient_as_well() =>
        Value(Of(TestRules.Whole, Records.Eligible().Time("04-14 10:00", 60, TestTenant.DrA, "patient-communication").Assess(rules: TestRules.Whole)), "engagement-rate").ShouldBe(100m);

    [Fact]
    public void Time_that_was_not_counted_is_told_by_its_reason_the_most_first()
    {
        var first = Records.Eligible().Time("04-14 10:00", 1200).Time("04-15 10:00", 60, program: "rpm").Time("04-16 10:00", 300, activity: "scheduling").Assess(rules: TestRules.Whole);
        var second = Records.Eligible().Time("04-14 10:00", 1500).Time("04-15 10:00", 120, program: "rpm").Time("04-16 10:00", 180, TestTenant.Desk).Assess(rules: TestRules.Whole);
        var metrics = Of(TestRules.Whole, first, second, Staff(1140));
        metrics.ExcludedByReason.ShouldBe([new ReasonCount("not-countable-activity", 300), new ReasonCount("non-clinical", 180), new ReasonCount("other-program", 180)]);
        (Value(metrics, "leakage-excluded"), Value(metrics, "leakage-surplus"), Value(metrics, "leakage-under-threshold")).ShouldBe((11m, 5m, 19m));
    }

    [Fact]
    public void A_month_that_is_never_billed_has_surplus_and_one_that_reaches_nothing_has_none()
    {
        var blocked = Records.Eligible().Time("04-14 10:00", 1260).With(record => record with { Conditions = [] }).Assess(rules: TestRules.Whole);
        var metrics = Of(TestRules.Whole, blocked, Staff(60));
        (Value(metrics, "leakage-surplus"), Value(metrics, "leakage-under-threshold")).ShouldBe((1m, 1m));
        metrics.BlocksByReason.ShouldBe([new ReasonCount("conditions.two-groups", 1)]);
    }

    [Fact]
    public void Reasons_are_of_holds_or_of_blocks_and_the_commonest_stands_first()
    {
        Assessment Held(Func<PatientRecord, PatientRecord> change) => Records.Eligible().Time("04-14 10:00", 1200).With(change).Assess(rules: TestRules.Whole);
        static PatientRecord NoRisk(PatientRecord record) => record with { CarePlans = [record.CarePlans[0] with { Attestation = null }] };
        static PatientRecord NoVisit(PatientRecord record) => record with { OtherServices = [] };
        var metrics = Of(TestRules.Whole, Held(NoVisit), Held(record => NoRisk(NoVisit(record))), Held(record => NoRisk(record with { Consents = [] })), Held(record => record with { Consents = [], CarePlans = [] }));
        metrics.HoldsByReason.ShouldBe([new ReasonCount("visit.initiating", 2), new ReasonCount("attestation.duration-and-risk", 1)]);
        metrics.BlocksByReason.ShouldBe([new ReasonCount("consent.active", 2), new ReasonCount("care-plan.in-force", 1)]);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(3, 2, 3)]
    [InlineData(9, 5, 9)]
    [InlineData(10, 5, 9)]
    [InlineData(11, 6, 10)]
    public void A_percentile_is_a_figure_that_some_patient_has(int patients, int half, int most)
    {
        var metrics = Of(TestRules.Whole, Enumerable.Range(1, patients).Reverse().Select(minutes => Staff(minutes * 60)));
        (Value(metrics, "minutes-p50"), Value(metrics, "minutes-p90")).ShouldBe((half, most));
    }

    [Fact]
    public void Near_misses_are_listed_by_patient()
    {
        var metrics = Of(TestRules.Whole, new[] { "Patient/b", "Patient/c", "Patient/a" }.Select(patient => Staff(1100) with { Patient = patient }));
        metrics.NearMisses.Select(missed => missed.Patient).ShouldBe(["Patient/a", "Patient/b", "Patient/c"]);
        (Value(metrics, "near-misses"), metrics.Month).ShouldBe((3m, Records.April));
    }

    [Theory]
    [InlineData("text that says nothing", 1)]
    [InlineData("unknown activity", 1)]
    [InlineData("no end", 1)]
    [InlineData("a day only", 1)]
    [InlineData("backwards", 1)]
    [InlineData("late", 1)]
    [InlineData("too long", 0)]
    [InlineData("text", 0)]
    public void What_an_auditor_finds_wanting_is_to_be_reviewed(string what, int notes)
    {
        Performer nurse = new(TestTenant.Nurse, null);
        var day = new DateOnly(2026, 4, 14);
        var records = what switch
        {
            "text that says nothing" => Records.Eligible().Time("04-14 10:00", 60).Wrote(EntryNote.SaysNothing),
            "unknown activity" => Records.Eligible().Time("04-14 10:00", 60, activity: "gardening"),
            "no end" => Records.Eligible().Entry(EntrySpan.Not(SpanProblem.NoEnd, day), [nurse]),
            "a day only" => Records.Eligible().Entry(EntrySpan.Not(SpanProblem.DateOnly, day), [nurse]),
            "backwards" => Records.Eligible().Entry(EntrySpan.Not(SpanProblem.EndBeforeStart, day), [nurse]),
            "late" => Records.Eligible().Time("04-14 10:00", 60).Time("04-15 10:00", 60).Wrote(EntryNote.SaysSomething, "2026-05-20"),
            "too long" => Records.Eligible().Time("04-14 10:00", 20_000),
            _ => Records.Eligible().Time("04-14 10:00", 60).Wrote(EntryNote.SaysSomething),
        };
        var metrics = Of(TestRules.Whole, records.Assess(rules: TestRules.Whole));
        Value(metrics, "notes-to-review").ShouldBe(notes);
        Part(metrics, "late-entries").ShouldBe(what == "late" ? "2/2" : "0/1");
        Part(metrics, "entries-with-text").ShouldBe(what switch { "late" => "2/2", "text" => "1/1", _ => "0/1" });
    }

    [Fact]
    public void A_figure_that_nobody_asks_for_is_refused_by_its_name() =>
        Should.Throw<KeyNotFoundException>(() => Of(TestRules.Whole, Assessor.Assess(Nobody, TestRules.Whole, TestTenant.Lakeside, Records.April, "0.1.0")).Of("luck")).Message.ShouldBe("There is no metric 'luck'.");

    private static decimal? Value(ProgrammeMetrics metrics, string id) => metrics.Of(id).Value;

    private static string Part(ProgrammeMetrics metrics, string id) => FormattableString.Invariant($"{metrics.Of(id).Numerator}/{metrics.Of(id).Denominator}");
}
