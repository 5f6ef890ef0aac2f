using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Time;

/// <summary>Time of which something is not known holds where it could change the bill, and nowhere else.</summary>
public sealed class DoubtTests
{
    private static readonly Performer Nurse = new(TestTenant.Nurse, null);

    private static readonly EntrySpan Backwards = EntrySpan.Not(SpanProblem.EndBeforeStart, new DateOnly(2026, 4, 14));

    private static Moment At(string when) => Moment.At(Records.Local(when));

    [Theory]
    //          who        activity             rule                      what it says
    [InlineData("nobody", "care-coordination", "time.unknown-performer", "cannot-tell hold")]      // may be the practitioner's own
    [InlineData("doctor", "gardening", "time.unknown-activity", "cannot-tell hold")]
    [InlineData("stranger", "care-coordination", "time.unknown-performer", "cannot-tell warn")]    // staff at most, and their units are used up
    [InlineData("nurse", "gardening", "time.unknown-activity", "cannot-tell warn")]
    public void Time_that_may_be_the_practitioners_own_may_reach_their_code(string who, string activity, string rule, string answer)
    {
        var person = who switch { "doctor" => TestTenant.DrA, "stranger" => TestTenant.Stranger, _ => TestTenant.Nurse };
        Records.Eligible().Time("04-14 10:00", 3600).Time("04-15 10:00", 1800, person, activity, nobody: who == "nobody")
            .Assess(rules: TestRules.WithPractitioner).Answer(rule).ShouldBe(answer);
    }

    [Theory]
    [InlineData("nobody", "cannot-tell hold")]
    [InlineData("doctor", "cannot-tell hold")]
    [InlineData("doctor and nurse", "cannot-tell hold")]
    [InlineData("nurse", "cannot-tell warn")]
    public void An_entry_without_an_end_may_be_the_practitioners_own_as_well(string who, string answer) =>
        Records.Eligible().Time("04-14 10:00", 3600)
            .Entry(EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 4, 15)), who switch { "nobody" => [], "doctor" => [new Performer(TestTenant.DrA, null)], "nurse" => [Nurse], _ => [new Performer(TestTenant.DrA, null), Nurse] })
            .Assess(rules: TestRules.WithPractitioner).Answer("time.open-ended").ShouldBe(answer);

    [Fact]
    public void A_month_of_nothing_but_an_entry_without_an_end_holds()
    {
        var assessment = Records.Eligible().Entry(EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 4, 15)), [Nurse]).Assess();
        assessment.Answer("time.open-ended").ShouldBe("cannot-tell hold");
        assessment.Outcome.ShouldBe(Outcome.Hold);
    }

    [Fact]
    public void Doubtful_time_that_adds_a_unit_of_the_same_code_changes_the_bill() =>
        Records.Eligible().Time("04-14 10:00", 2400).Time("04-15 10:00", 1200, TestTenant.Stranger).Assess().Answer("time.unknown-performer").ShouldBe("cannot-tell hold");

    [Theory]
    [InlineData(1800, "cannot-tell hold")]
    [InlineData(1799, "met")]       // no code rests on it, whatever the hour of death
    public void The_practitioners_time_on_the_day_of_death_holds_where_their_code_rests_on_it(int own, string answer) =>
        Records.Eligible().Time("04-14 10:00", own, TestTenant.DrA).With(record => record with { DiedAt = Records.Day("2026-04-14") })
            .Assess(TestTenant.With(policy => policy with { PoolPractitionerTime = false }), TestRules.WithPractitioner).Answer("time.death").ShouldBe(answer);

    [Theory]
    [InlineData("stranger", 1200, 600, "cannot-tell hold")]
    [InlineData("stranger", 1200, 599, "cannot-tell warn")]
    [InlineData("doctor", 3600, 900, "cannot-tell hold")]
    [InlineData("doctor", 3600, 899, "cannot-tell warn")]
    public void Doubtful_times_add_up(string who, int counted, int each, string answer)
    {
        var (person, activity) = who == "doctor" ? (TestTenant.DrA, "gardening") : (TestTenant.Stranger, "care-coordination");
        Records.Eligible().Time("04-14 10:00", counted).Time("04-15 10:00", each, person, activity).Time("04-16 10:00", each, person, activity)
            .Assess(rules: TestRules.WithPractitioner).Answer(who == "doctor" ? "time.unknown-activity" : "time.unknown-performer").ShouldBe(answer);
    }

    [Theory]
    [InlineData("14:10", "cannot-tell hold")]
    [InlineData("14:20", "met")]
    [InlineData("15:00", "met")]
    public void A_billed_visit_of_nobody_may_be_anybodys_for_as_long_as_it_lasts(string start, string answer) =>
        Records.Eligible().Time("04-14 " + start, 1200).Service(new OtherService { Source = new SourceReference("Encounter", "v"), Code = "99214", Start = At("04-14 14:00"), End = At("04-14 14:20") })
            .Assess().Answer("time.billed-visit").ShouldBe(answer);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_entry_of_another_month_is_not_listed_for_a_period_near_this_one(int others)
    {
        var march = new Performer(TestTenant.Nurse, EntrySpan.Of(Records.Span("03-20 10:00", 600)));
        ImmutableArray<Performer> performers = others == 1 ? [march] : [march, march with { Who = TestTenant.DrB }];
        Records.Eligible().Entry(EntrySpan.Of(Records.Span("03-20 10:00", 600)), performers.Add(new Performer(TestTenant.SecondNurse, Backwards))).Assess().Time.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Two_on_an_entry_whose_shorter_length_is_nothing_are_told_once() =>
        Records.Eligible().Entry(EntrySpan.Of(Records.Span("04-14 10:00", 0), lengthDisagrees: true), [Nurse, new Performer(TestTenant.SecondNurse, null)]).Assess().Time.Lines.ShouldHaveSingleItem();

    [Fact]
    public void An_own_period_of_the_nurse_that_ends_before_it_starts_is_said_behind_one_of_the_desk() =>
        Records.Eligible().Entry(EntrySpan.Of(Records.Span("04-14 10:00", 1200)), [new Performer(TestTenant.Desk, Backwards), new Performer(TestTenant.SecondNurse, Backwards), Nurse])
            .Assess().Answer("time.no-span").ShouldBe("cannot-tell hold");

    [Fact]
    public void Doubtful_time_that_other_time_covers_adds_nothing() =>
        Records.Eligible().Time("04-14 10:00", 1200).Time("04-14 10:00", 1200, TestTenant.Stranger).Assess().Answer("time.unknown-performer").ShouldBe("cannot-tell warn");

    [Fact]
    public void An_own_period_that_ends_before_it_starts_is_said_and_the_others_count()
    {
        var entry = EntrySpan.Of(Records.Span("04-14 10:00", 1200));
        var assessment = Records.Eligible().Entry(entry, [new Performer(TestTenant.SecondNurse, Backwards), Nurse]).Assess();
        assessment.Time.ClinicalStaff.ShouldBe(1200);
        assessment.Answer("time.no-span").ShouldBe("cannot-tell hold");
        assessment.Time.ExcludedBy["end-before-start"].ShouldBe(0);

        var desk = Records.Eligible().Entry(entry, [new Performer(TestTenant.Desk, Backwards), Nurse]).Assess();
        (desk.Time.ClinicalStaff, desk.Time.ExcludedBy.Count, desk.Answer("time.no-span")).ShouldBe((1200, 0, "met"));
    }

    [Fact]
    public void An_entry_of_the_desk_without_an_end_is_listed_and_holds_nothing()
    {
        var assessment = Records.Eligible().Time("04-14 10:00", 1200)
            .Entry(EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 4, 15)), [new Performer(TestTenant.Desk, null)]).Assess();
        assessment.Time.Lines.Length.ShouldBe(2);
        assessment.Time.ExcludedBy["no-end"].ShouldBe(0);
        assessment.Outcome.ShouldBe(Outcome.Bill);
    }

    [Theory]
    [InlineData("04-14 10:00", "cannot-tell warn", 1)]
    [InlineData("03-14 10:00", "met", 0)]
    public void Of_an_entry_whose_shorter_length_is_nothing_it_is_said_that_they_differ(string start, string answer, int lines)
    {
        var assessment = Records.Eligible().Entry(EntrySpan.Of(Records.Span(start, 0), lengthDisagrees: true), [Nurse]).Assess();
        assessment.Answer("time.length").ShouldBe(answer);
        assessment.Time.Lines.Length.ShouldBe(lines);
    }

    [Theory]
    [InlineData("rpm", "care-coordination", "other-program")]
    [InlineData("ccm", "scheduling", "not-countable-activity")]
    public void What_is_no_care_management_raises_no_question_about_who_did_it(string program, string activity, string reason)
    {
        var assessment = Records.Eligible().Time("04-14 10:00", 1200, activity: activity, program: program, nobody: true).Assess();
        assessment.Answer("time.unknown-performer").ShouldBe("met");
        assessment.Time.ExcludedBy[reason].ShouldBe(1200);
        assessment.Outcome.ShouldBe(Outcome.None);
    }

    [Theory]
    [InlineData("rpm", "care-coordination", "other-program")]
    [InlineData("ccm", "scheduling", "not-countable-activity")]
    public void What_a_person_did_besides_is_taken_from_their_time_by_its_own_reason(string program, string activity, string reason)
    {
        var time = Records.Eligible().Time("04-14 10:00", 1200).Time("04-14 10:10", 600, activity: activity, program: program).Assess().Time;
        (time.ClinicalStaff, time.ExcludedBy[reason], time.ExcludedBy.Count).ShouldBe((600, 1200, 1));
    }

    [Theory]
    //          counted and given to another patient, whose: what giving it back would do
    [InlineData(2000, 600, "nurse", "cannot-tell hold")]    // 2400 with half of 1200 back
    [InlineData(1900, 400, "nurse", "cannot-tell warn")]
    [InlineData(3000, 700, "doctor", "cannot-tell hold")]
    [InlineData(2000, 700, "doctor", "cannot-tell warn")]
    public void Time_given_to_another_patient_holds_when_it_loses_a_unit(int counted, int lost, string whose, string answer)
    {
        var who = whose == "doctor" ? TestTenant.DrA : TestTenant.Nurse;
        var assessment = Records.Eligible().Time("04-14 10:00", 2 * lost, who, elsewhere: [new ElsewhereTime(who.Person, Records.Span("04-14 10:00", 2 * lost), "Patient/p2")])
            .Time("04-15 10:00", counted - lost, who).Assess(rules: TestRules.WithPractitioner);
        (assessment.Time.ClinicalStaff + assessment.Time.Practitioner).ShouldBe(counted);
        assessment.Answer("time.staff-elsewhere").ShouldBe(answer);
    }

    [Fact]
    public void Two_partners_on_one_entry_are_flagged_as_one_is()
    {
        var entry = EntrySpan.Of(Records.Span("04-14 10:00", 1200));
        var third = TestTenant.DrB with { Reference = "Practitioner/dr-c", Npi = "1333333334" };
        Records.Eligible().Entry(entry, [new Performer(TestTenant.DrB, null), new Performer(third, null)]).Assess().Answer("time.other-practitioner").ShouldBe("cannot-tell info");
    }

    [Fact]
    public void A_partner_of_whom_nothing_is_counted_is_not_flagged() =>
        Records.Eligible().Time("04-14 10:00", 1200, TestTenant.DrB)
            .With(record => record with { Stays = [new Stay(new SourceReference("Encounter", "stay"), StayKind.Inpatient, Records.Day("2026-04-14"), Records.Day("2026-04-14"))] })
            .Assess().Answer("time.other-practitioner").ShouldBe("met");

    [Fact]
    public void An_entry_whose_staff_and_practitioner_both_worked_beside_another_is_named()
    {
        var own = EntrySpan.Of(Records.Span("04-14 10:00", 600));
        var assessment = Records.Eligible().Time("04-14 10:00", 1200, TestTenant.SecondNurse)
            .Entry(EntrySpan.Of(Records.Span("04-14 10:00", 1200)), [Nurse, new Performer(TestTenant.DrA, own)], "documentation")
            .Assess(TestTenant.With(policy => policy with { ParallelStaff = ParallelStaffPolicy.Flag }));
        (assessment.Time.ClinicalStaff, assessment.Time.Practitioner).ShouldBe((1800, 600));
        assessment.Says("time.parallel-staff").ShouldBe("cannot-tell warn: Two people did different work at the same moment; both were counted by the practice's policy. <Encounter/t2>");
    }

    public static TheoryData<string, int> SameDay => new()
    {
        { "99213 of the practitioner", 0 }, { "unlisted Encounter of the practitioner", 0 }, { "unlisted bill of the practitioner", 1200 }, { "99213 of a partner", 1200 },
        { "99213 without a day", 1200 }, { "99213 of the day before", 1200 }, { "99490 of the practitioner", 1200 }, { "99213 in March", 1200 },
    };

    [Theory]
    [MemberData(nameof(SameDay))]
    public void Read_strictly_no_staff_time_counts_on_a_day_with_a_visit_of_the_practitioner(string what, int counted)
    {
        var visit = Records.Visit("99213", "2026-04-14");
        visit = what switch
        {
            "99213 of the practitioner" => visit,
            "unlisted Encounter of the practitioner" => visit with { Code = "99211", Source = new SourceReference("Encounter", "v"), Participants = [new Performer(TestTenant.DrA, null)] },
            "unlisted bill of the practitioner" => visit with { Code = "99211" },
            "99213 of a partner" => visit with { Performers = [TestTenant.DrB] },
            "99213 without a day" => visit with { Start = null },
            "99213 of the day before" => visit with { Start = Records.Day("2026-04-13") },
            "99490 of the practitioner" => visit with { Code = "99490" },
            _ => visit with { Start = Records.Day("2026-03-14") },
        };
        Records.Eligible().Time("04-14 10:00", 1200).Service(visit).Assess(TestTenant.With(policy => policy with { StrictSameDayVisit = true })).Time.ClinicalStaff.ShouldBe(counted);
    }

    [Fact]
    public void A_visit_that_ends_as_it_begins_takes_nothing_away() =>
        Records.Eligible().Time("04-14 10:00", 1200).Service(new OtherService
        {
            Source = new SourceReference("Encounter", "visit"),
            Code = "99213",
            Start = At("04-14 10:10"),
            End = At("04-14 10:10"),
            Participants = [Nurse],
            Performers = [TestTenant.Nurse],
        }).Assess().Answer("time.billed-visit").ShouldBe("met");

    [Theory]
    [InlineData("04-14 10:00", "04-14 10:05", false, 900)]
    [InlineData("04-14 10:00", "04-14 10:05", true, 600)]      // length and period differ: the longer is the visit's
    [InlineData(null, null, false, 600)]
    public void A_participants_own_hours_of_a_visit_are_what_is_taken_out(string? start, string? end, bool disagrees, int counted)
    {
        EntrySpan? own = start is null ? null : EntrySpan.Of(new Interval(Records.Local(start), Records.Local(end!)), disagrees);
        Records.Eligible().Time("04-14 10:00", 1200).Service(new OtherService
        {
            Source = new SourceReference("Encounter", "visit"),
            Code = "99213",
            Start = At("04-14 10:00"),
            End = At("04-14 10:10"),
            Participants = [new Performer(TestTenant.Nurse, own)],
            Performers = [TestTenant.Nurse],
        }).Assess().Time.ClinicalStaff.ShouldBe(counted);
    }

    [Fact]
    public void An_entry_without_an_end_adds_to_what_else_may_be_the_practitioners_own() =>
        Records.Eligible().Time("04-14 10:00", 3600).Time("04-15 10:00", 241 * 60, TestTenant.DrA)
            .Entry(EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 4, 16)), [new Performer(TestTenant.DrA, null)])
            .Assess(rules: TestRules.WithPractitioner).Outcome.ShouldBe(Outcome.Hold);
}
