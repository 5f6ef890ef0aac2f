using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Time;

/// <summary>When the time of the last billed unit was reached, and that two of a kind are not none of it.</summary>
public sealed class CountedTimeTests
{
    private static readonly Tenant BothCount = TestTenant.With(static policy => policy with { ParallelStaff = ParallelStaffPolicy.Flag });

    [Theory]
    //          who, when, how many minutes, at what                                  codes and the day on which they were reached
    [InlineData("n 04-14 23:45 19 documentation, m 04-14 23:45 19 record-review", "99490×1 04-14")]     // at 23:55, with both at once
    [InlineData("n 04-14 23:51 19 documentation, m 04-14 23:51 19 record-review", "99490×1 04-15")]     // at 00:01
    [InlineData("n 04-14 23:50 20 documentation, m 04-14 23:50 10 record-review", "99490×1 04-14")]     // at midnight, which is the end of the day before
    [InlineData("n 04-14 23:50 20 documentation, m 04-14 23:51 9 record-review", "99490×1 04-15")]
    [InlineData("m 04-14 23:51 9 record-review, n 04-14 23:50 20 documentation", "99490×1 04-15")]
    [InlineData("n 04-14 22:00 10 documentation, m 04-14 22:02 4 record-review, n 04-20 10:00 6 documentation", "99490×1 04-20")]
    public void The_day_is_that_on_which_the_counted_seconds_of_everybody_reach_it(string entries, string expected)
    {
        var assessment = Month(entries).Assess(BothCount);
        $"{assessment.Codes()} {assessment.Lines[0].DateOfService:MM-dd}".ShouldBe(expected);
    }

    [Fact]
    public void Two_entries_of_unknown_people_are_in_doubt_like_one()
    {
        var records = Records.Eligible().Time("04-14 10:00", 1200);
        foreach (var day in new[] { "04-15 10:00", "04-16 10:00" })
        {
            records = records.Time(day, 1200, TestTenant.Stranger);
            records.Assess().Answer("time.unknown-performer").ShouldStartWith("cannot-tell");
        }
    }

    [Fact]
    public void Two_entries_without_an_end_are_in_doubt_like_one()
    {
        var records = Records.Eligible().Time("04-14 10:00", 1200);
        for (var i = 0; i < 2; i++)
        {
            records = records.Entry(EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 4, 15)), [new Performer(TestTenant.Nurse, null)]);
            records.Assess().Answer("time.open-ended").ShouldBe("cannot-tell hold");
        }
    }

    [Fact]
    public void Two_people_whose_lengths_disagree_disagree_like_one()
    {
        var span = EntrySpan.Of(Records.Span("04-14 10:00", 1200), lengthDisagrees: true);
        ImmutableArray<Performer> people = [new Performer(TestTenant.Nurse, span), new Performer(TestTenant.SecondNurse, span)];
        Records.Eligible().Entry(span, people[..1]).Assess().Answer("time.length").ShouldNotBe("met");
        Records.Eligible().Entry(span, people).Assess().Answer("time.length").ShouldNotBe("met");
    }

    [Fact]
    public void What_was_not_counted_of_a_shared_entry_is_what_neither_did_for_certain()
    {
        // Half an hour of the nurse, ten minutes of it in hospital and ten of it with the practitioner.
        var assessment = Records.Eligible().With(record => record with
        {
            Stays = [new Stay(new SourceReference("Encounter", "s1"), StayKind.Inpatient, Moment.At(Records.Local("04-14 10:00")), Moment.At(Records.Local("04-14 10:10")))],
        }).Entry(EntrySpan.Of(Records.Span("04-14 10:00", 1800)),
            [new Performer(TestTenant.Nurse, null), new Performer(TestTenant.DrA, EntrySpan.Of(Records.Span("04-14 10:20", 600)))]).Assess();
        var line = assessment.Time.Lines.Single();
        (line.ClinicalStaffSeconds, line.PractitionerSeconds).ShouldBe((600, 600));
        line.Excluded.Sum(static excluded => excluded.Value).ShouldBe(600);
    }

    [Fact]
    public void The_practitioners_time_that_nobody_else_had_is_not_lost_to_anybody()
    {
        // A minute of two nurses at once changes nothing, and the practitioner's fourteen were alone: twice as many more would make a code of their own.
        var hold = TestTenant.With(static policy => policy with { ParallelStaff = ParallelStaffPolicy.Hold });
        var month = Month("n 04-14 10:00 20 documentation, m 04-14 10:19 1 documentation, a 04-15 10:00 14 documentation");
        month.Assess(hold, TestRules.Whole).Answer("time.parallel-staff").ShouldBe("cannot-tell warn");
    }

    [Fact]
    public void Two_lines_without_a_charge_lack_it_like_one()
    {
        var tenant = TestTenant.WithBilling(static billing => billing with { Charges = billing.Charges.Clear() });
        Records.Eligible().Time("04-14 10:00", 1200).Assess(tenant).Answer("charge.schedule").ShouldBe("not-met warn");
        Records.Eligible().Time("04-14 10:00", 3600).Assess(tenant).Answer("charge.schedule").ShouldBe("not-met warn");
        var elsewhere = TestTenant.WithBilling(static billing => billing with { Locality = "01" });
        Records.Eligible().Time("04-14 10:00", 1200).Assess(elsewhere).Answer("charge.schedule").ShouldBe("cannot-tell warn");
        Records.Eligible().Time("04-14 10:00", 3600).Assess(elsewhere).Answer("charge.schedule").ShouldBe("cannot-tell warn");
    }

    [Fact]
    public void Two_visits_that_say_nothing_are_silent_like_one()
    {
        static OtherService Silent(string day) => Records.Visit("99213", day) with { CcmDiscussed = null };
        var records = Records.Eligible().Time("04-14 10:00", 1200);
        records.With(record => record with { OtherServices = [Silent("2026-01-05")] }).Assess().Answer("visit.discussed").ShouldBe("cannot-tell warn");
        records.With(record => record with { OtherServices = [Silent("2026-01-05"), Silent("2026-02-05")] }).Assess().Answer("visit.discussed").ShouldBe("cannot-tell warn");
    }

    private static Records Month(string entries)
    {
        var records = Records.Eligible();
        foreach (var words in entries.Split(", ").Select(static entry => entry.Split(' ')))
        {
            var who = words[0] switch { "n" => TestTenant.Nurse, "m" => TestTenant.SecondNurse, _ => TestTenant.DrA };
            records = records.Time($"{words[1]} {words[2]}", 60 * int.Parse(words[3], System.Globalization.CultureInfo.InvariantCulture), who, words[4]);
        }

        return records;
    }
}
