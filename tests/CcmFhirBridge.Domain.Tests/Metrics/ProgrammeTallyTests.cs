using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Metrics;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Metrics;

/// <summary>Four patients whose figures can be worked out by hand.</summary>
public sealed class ProgrammeTallyTests
{
    private static readonly Assessment[] Everybody =
    [
        // Billed once, and 6:40 too many.
        Records.Eligible().Time("04-14 10:00", 1600).Assess(rules: TestRules.Whole),
        // Billed with both further blocks, and 1:00 too many.
        Records.Eligible().Time("04-14 10:00", 3660).Assess(rules: TestRules.Whole),
        // Nearly there.
        Records.Eligible().Time("04-14 10:00", 1140).Assess(rules: TestRules.Whole),
        // No consent, never billed.
        Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { Consents = [] }).Assess(rules: TestRules.Whole),
    ];

    private static ProgrammeMetrics Of(IEnumerable<Assessment> assessments)
    {
        var tally = new ProgrammeTally(Records.April, TestRules.Whole);
        foreach (var assessment in assessments)
            tally.Add(assessment);
        return tally.ToMetrics();
    }

    [Fact]
    public void Every_figure_is_worked_out_as_its_definition_says()
    {
        var metrics = Of(Everybody);
        string.Join('\n', metrics.Metrics.Select(metric => FormattableString.Invariant($"{metric.Id} {metric.Numerator:0.##}/{metric.Denominator} {metric.Value:0.##}"))).ShouldBe(
            """
            assessed 4/ 4
            eligible 4/ 4
            enrolled 3/ 3
            enrolment-rate 3/4 75
            engagement-rate 0/3 0
            billed 2/ 2
            billing-rate 2/3 66.67
            minutes 126.67/ 126.67
            minutes-per-enrolled 106.67/3 35.56
            minutes-staff 106.67/3 35.56
            minutes-practitioner 0/3 0
            minutes-p50 26.67/ 26.67
            minutes-p90 61/ 61
            notes-to-review 0/ 0
            near-misses 1/ 1
            add-on-yield 2/2 100
            complex-share 0/2 0
            leakage-under-threshold 19/ 19
            leakage-surplus 7.67/ 7.67
            leakage-excluded 0/ 0
            revenue 233.14/ 233.14
            revenue-per-billed 233.14/2 116.57
            revenue-per-enrolled 233.14/3 77.71
            care-plan-currency 3/3 100
            care-plan-shared 3/3 100
            entries-with-text 0/4 0
            late-entries 0/4 0
            consent-completeness 3/3 100
            """);
        metrics.HoldsByReason.ShouldBeEmpty();
        metrics.BlocksByReason.ShouldBe([new ReasonCount("consent.active", 1)]);
        metrics.NearMisses.ShouldHaveSingleItem().Missing.ShouldBe(60);
        Should.Throw<KeyNotFoundException>(() => metrics.Of("luck"));
    }

    [Fact]
    public void Entries_are_told_by_what_an_auditor_would_find_in_them()
    {
        var metrics = Of(
        [
            Records.Eligible().Time("04-14 10:00", 1200).Time("04-15 10:00", 60).Wrote(EntryNote.SaysSomething, "2026-05-20").Assess(rules: TestRules.Whole),
            Records.Eligible().Time("04-14 10:00", 1200).Wrote(EntryNote.SaysNothing).Assess(rules: TestRules.Whole),
            Records.Eligible().Time("04-14 10:00", 1200).Time("04-16 10:00", 600, program: "rpm").Assess(rules: TestRules.Whole),
        ]);

        (metrics.Of("notes-to-review").Value, metrics.Of("entries-with-text").Value, metrics.Of("late-entries").Value).ShouldBe((2m, 50m, 50m));
        metrics.Of("entries-with-text").Denominator.ShouldBe(4);
    }

    [Fact]
    public void The_order_of_the_patients_does_not_matter() =>
        Of(Everybody.Reverse()).Metrics.ShouldBe(Of(Everybody).Metrics);

    [Fact]
    public void A_month_without_anybody_has_figures_and_no_shares()
    {
        var metrics = Of([]);
        metrics.Of("enrolled").Value.ShouldBe(0);
        metrics.Of("enrolment-rate").Value.ShouldBeNull();
        metrics.Of("minutes-p90").Value.ShouldBe(0);
        metrics.Of("revenue").Value.ShouldBe(0);
        metrics.Of("revenue-per-billed").Value.ShouldBeNull();
    }

    [Fact]
    public void An_amount_that_is_not_known_makes_the_revenue_unknown()
    {
        var unknown = Records.Eligible().Time("04-14 10:00", 1200).Assess(TestTenant.WithBilling(billing => billing with { Locality = "10112-00" }), TestRules.Whole);
        Of([.. Everybody, unknown]).Of("revenue").Value.ShouldBeNull();
        Of([.. Everybody, unknown]).Of("revenue-per-billed").Value.ShouldBeNull();
    }

    [Fact]
    public void Holds_stand_under_every_reason_and_contacts_are_counted()
    {
        var held = Records.Eligible().Time("04-14 10:00", 1200, TestTenant.Nurse)
            .With(record => record with { CarePlans = [.. record.CarePlans.Select(plan => plan with { Attestation = null })], TimeEntries = [.. record.TimeEntries.Select(entry => entry with { Activity = "patient-communication" })] })
            .Assess(rules: TestRules.Whole);
        var metrics = Of([held]);
        metrics.HoldsByReason.ShouldBe([new ReasonCount("attestation.duration-and-risk", 1)]);
        metrics.Of("engagement-rate").Value.ShouldBe(100m);
        metrics.Of("billed").Value.ShouldBe(0);
    }

    [Fact]
    public void The_middle_of_the_enrolled_counts_the_practitioners_minutes_with_the_staffs()
    {
        var metrics = Of([Records.Eligible().Time("04-14 10:00", 300).Time("04-15 10:00", 600, TestTenant.DrA).Assess(rules: TestRules.Whole)]);
        (metrics.Of("minutes-p50").Value, metrics.Of("minutes-staff").Value, metrics.Of("minutes-practitioner").Value).ShouldBe((15m, 5m, 10m));
    }

    [Fact]
    public void One_contact_among_other_work_engages_a_patient_and_one_that_does_not_count_does_not()
    {
        Records Worked(PractitionerIdentity contact) => Records.Eligible().Time("04-14 10:00", 1200).Time("04-15 10:00", 300, contact, "caregiver-communication");
        var metrics = Of([Worked(TestTenant.Nurse).Assess(rules: TestRules.Whole), Worked(TestTenant.Desk).Assess(rules: TestRules.Whole)]);
        (metrics.Of("engagement-rate").Numerator, metrics.Of("engagement-rate").Denominator).ShouldBe((1m, 2m));
    }

    [Fact]
    public void A_month_that_reaches_no_threshold_is_blocked_by_nothing()
    {
        var metrics = Of([Records.Eligible().Time("04-14 10:00", 600).With(record => record with { Consents = [] }).Assess(rules: TestRules.Whole)]);
        metrics.BlocksByReason.ShouldBeEmpty();
        metrics.HoldsByReason.ShouldBeEmpty();
        metrics.Of("leakage-under-threshold").Value.ShouldBe(10m);
    }
}
