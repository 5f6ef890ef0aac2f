using System.Globalization;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Time;

/// <summary>
/// A month in which nothing takes a second away is decided by the sums of its entries; <see cref="Records.Assess"/> looks at both ways of every case. These
/// are the months that are ordinary, or only just are not.
/// </summary>
public sealed class PlainTimeTests
{
    private const string Nurse = "n";

    [Theory]
    //          who, when and how many seconds                                   codes and the day
    [InlineData("n 04-14 10:00 1200", "99490×1 04-14")]
    [InlineData("n 04-14 10:00 1199", "none")]
    [InlineData("n 04-14 10:00 600, n 04-15 10:00 600", "99490×1 04-15")]
    [InlineData("n 04-15 10:00 600, n 04-14 10:00 600", "99490×1 04-15")]                       // the later comes first
    [InlineData("n 04-20 10:00 600, n 04-14 10:00 600, n 04-16 10:00 600", "99490×1 04-16")]
    [InlineData("n 04-14 10:00 600, n 04-14 10:10 600", "99490×1 04-14")]                       // they touch
    [InlineData("n 04-14 10:10 600, n 04-14 10:00 600", "99490×1 04-14")]
    [InlineData("n 04-14 10:00 900, m 04-14 10:10 900", "99490×1 04-14")]                       // two people, 25 minutes between them
    [InlineData("n 04-14 10:00 900, n 04-14 10:10 300, n 04-14 10:15 300", "99490×1 04-14")]    // one inside, one touching
    [InlineData("n 04-14 10:00 601, n 04-14 10:10 599", "none")]                                // a second shared
    [InlineData("n 04-14 10:10 599, n 04-14 10:00 601", "none")]
    [InlineData("n 04-30 23:50 1200, n 04-02 10:00 600", "99490×1 04-30")]                      // half of it is May's
    [InlineData("n 04-30 23:20 3600", "99490×1 99439×1 04-30")]
    [InlineData("n 03-31 23:40 3600", "99490×1 99439×1 04-01")]
    [InlineData("n 05-01 00:00 1200, n 04-02 10:00 1200, n 03-31 23:40 1200", "99490×1 04-02")] // neighbours of the month
    [InlineData("a 04-02 10:00 600, n 04-03 10:00 599, a 04-04 10:00 600", "99490×1 04-04")]    // the practitioner's own time pools into the staff's
    [InlineData("b 04-02 10:00 600, n 04-03 10:00 600", "99490×1 04-03")]                       // another practitioner's is the staff's
    [InlineData("a 04-02 10:00 1200, a 04-05 10:00 600", "99491×1 04-05")]
    [InlineData("a 04-05 10:00 600, n 04-03 10:00 600, a 04-02 10:00 1200", "99491×1 04-05")]   // the nurse's ten minutes reach nothing
    [InlineData("d 04-02 10:00 1200, n 04-03 10:00 1200", "99490×1 04-03")]                     // the desk's never count
    public void What_entries_come_to_is_the_same_whether_or_not_each_is_shown(string entries, string expected)
    {
        var records = Records.Eligible();
        foreach (var entry in entries.Split(", ").Select(static entry => entry.Split(' ')))
        {
            records = records.Time(entry[1] + " " + entry[2], int.Parse(entry[3], CultureInfo.InvariantCulture), entry[0] switch
            {
                Nurse => TestTenant.Nurse,
                "m" => TestTenant.SecondNurse,
                "a" => TestTenant.DrA,
                "b" => TestTenant.DrB,
                _ => TestTenant.Desk,
            });
        }

        var assessment = records.Assess(rules: TestRules.Whole);
        (assessment.Outcome == Outcome.None ? "none" : $"{assessment.Codes()} {assessment.Lines[0].DateOfService:MM-dd}").ShouldBe(expected);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(40)]
    public void However_many_entries_there_are_each_counts(int entries)
    {
        var records = Records.Eligible();
        for (var i = entries; i > 0; i--)
            records = records.Time($"04-{1 + (i % 28):D2} {8 + (i / 28):D2}:00", 75 + i);
        var assessment = records.Assess();
        assessment.Time.ClinicalStaff.ShouldBe(Enumerable.Range(1, entries).Sum(static i => 75 + i));
        assessment.Time.Lines.Length.ShouldBe(entries);
    }

    [Fact]
    public void An_entry_of_no_length_adds_nothing_to_an_ordinary_month() =>
        Records.Eligible().Time("04-14 10:00", 0).Time("04-14 11:00", 1200).Assess().Codes().ShouldBe("99490×1");

    [Theory]
    [InlineData(240 * 60, Outcome.Bill)]
    [InlineData((240 * 60) + 1, Outcome.Hold)]
    public void An_entry_as_long_as_one_may_be_is_ordinary_and_a_longer_one_is_a_doubt(int seconds, Outcome outcome) =>
        Records.Eligible().Time("04-14 08:00", seconds).Assess().Outcome.ShouldBe(outcome);

    [Fact]
    public void What_somebody_did_for_another_patient_at_that_moment_is_split()
    {
        var elsewhere = new ElsewhereTime(TestTenant.Nurse.Person, Records.Span("04-14 10:00", 600), "Patient/p2");
        var assessment = Records.Eligible().Time("04-14 10:00", 1200, elsewhere: [elsewhere]).Assess();
        assessment.Time.ClinicalStaff.ShouldBe(900);
        assessment.Outcome.ShouldNotBe(Outcome.Bill);
    }

    [Fact]
    public void A_month_without_an_entry_of_which_not_all_was_read_is_held() =>
        Records.Eligible().Time("03-14 10:00", 1200).With(static record => record with { Unread = ["Encounter"] }).Assess().Outcome.ShouldBe(Outcome.Hold);
}
