using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Facts;

/// <summary>When care management began: a visit of the fifth of March initiates it only where nothing of February does so before.</summary>
public sealed class CcmStartTests
{
    private static readonly SourceReference Source = new("Claim", "february");

    public static TheoryData<string, bool> Earlier => new()
    {
        { "nothing", false }, { "a nurse's documentation", true }, { "a partner's documentation", true }, { "a nurse's scheduling", false }, { "a nurse's unknown activity", false },
        { "the desk's documentation", false }, { "a stranger's documentation", false }, { "nobody's documentation", false }, { "remote monitoring", false },
        { "documentation before consent", false }, { "documentation over the hour of consent", true },
        { "documentation in a stay", false }, { "documentation that outlasts a stay", true }, { "documentation in hospice", true }, { "documentation in a stay of another month", true },
        { "documentation after a withdrawal", false }, { "documentation before a withdrawal", true }, { "documentation over a month's end between two consents", false },
        { "four hours of documentation", true }, { "a second more than four hours", false }, { "documentation after the end of an earlier Coverage", true },
        { "documentation in a billed visit of the nurse", false }, { "documentation in a billed visit of a partner", true }, { "documentation that a bill names", false },
        { "documentation that a bill of care management names", true },
        { "documentation beside remote monitoring", false }, { "documentation beside scheduling", false }, { "documentation beside another nurse's remote monitoring", true }, { "documentation half before consent and half beside remote monitoring", false },
        { "documentation where an undated consent may have stood", true },
        { "own 99490", true }, { "99490 of the practice", true }, { "99490 elsewhere", false }, { "99490 of unknown practice", false }, { "own 99490 without a day", false }, { "99213 of a partner", false },
    };

    [Theory]
    [MemberData(nameof(Earlier))]
    public void Care_management_began_with_the_first_countable_entry_or_the_first_claim(string what, bool began)
    {
        var records = Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { OtherServices = [Records.Visit("99213", "2026-03-05")] });
        const string February = "02-10 10:00";
        var claim = Records.Visit("99490", "2026-02-10") with { Source = Source };
        var other = claim with { Performers = [TestTenant.DrB] };
        records = what switch
        {
            "nothing" => records,
            "a nurse's documentation" => records.Time(February, 60),
            "a partner's documentation" => records.Time(February, 60, TestTenant.DrB),
            "a nurse's scheduling" => records.Time(February, 60, activity: "scheduling"),
            "a nurse's unknown activity" => records.Time(February, 60, activity: "gardening"),
            "the desk's documentation" => records.Time(February, 60, TestTenant.Desk),
            "a stranger's documentation" => records.Time(February, 60, TestTenant.Stranger),
            "nobody's documentation" => records.Time(February, 60, nobody: true),
            "remote monitoring" => records.Time(February, 60, program: "rpm"),
            "documentation before consent" => Consented(records.Time(February, 600), "02-10 10:10"),
            "documentation over the hour of consent" => Consented(records.Time(February, 601), "02-10 10:10"),
            "documentation in a stay" => Staying(records.Time(February, 60), StayKind.Inpatient, "02-09 08:00", "02-10 10:01"),
            "documentation that outlasts a stay" => Staying(records.Time(February, 60), StayKind.SkilledNursingPartA, "02-09 08:00", "02-10 10:00"),
            "documentation in hospice" => Staying(records.Time(February, 60), StayKind.Hospice, "02-09 08:00", "02-10 10:01"),
            "documentation in a stay of another month" => Staying(records.Time(February, 60), StayKind.Inpatient, "03-09 08:00", "03-10 10:01"),
            "documentation after a withdrawal" => Withdrawn(records.Time(February, 60), "02-10 10:00"),
            "documentation before a withdrawal" => Withdrawn(records.Time(February, 60), "02-10 10:01"),
            "documentation over a month's end between two consents" => Withdrawn(records.Time("01-31 23:30", 3600), "01-31 23:30"),
            "four hours of documentation" => records.Time(February, 14400),
            "a second more than four hours" => records.Time(February, 14401),
            "documentation after the end of an earlier Coverage" => records.Time(February, 60).With(record => record with
            {
                Coverages = [record.Coverages[0] with { Start = Records.Day("2026-04-01") }, record.Coverages[0] with { Source = new SourceReference("Coverage", "cov0"), End = Records.Day("2026-01-31") }],
            }),
            "documentation in a billed visit of the nurse" => records.Time(February, 60).Service(Visit(TestTenant.Nurse)),
            "documentation in a billed visit of a partner" => records.Time(February, 60).Service(Visit(TestTenant.DrB)),
            "documentation that a bill names" => records.Time(February, 60).Service(other with { Code = "99213", Encounters = ["t2"] }),
            "documentation that a bill of care management names" => records.Time(February, 60).Service(other with { Encounters = ["t2"], Organization = null }),
            "documentation beside remote monitoring" => records.Time(February, 60).Time(February, 60, program: "rpm"),
            "documentation beside scheduling" => records.Time(February, 60).Time(February, 60, activity: "scheduling"),
            "documentation beside another nurse's remote monitoring" => records.Time(February, 60).Time(February, 60, TestTenant.SecondNurse, program: "rpm"),
            "documentation half before consent and half beside remote monitoring" => Consented(records.Time(February, 1200).Time("02-10 10:10", 600, program: "rpm"), "02-10 10:10"),
            "documentation where an undated consent may have stood" => records.Time(February, 60).With(record => record with
            {
                Consents =
                [
                    Records.GivenOn("2026-01-10") with { PeriodEnd = Records.Day("2026-01-20") },
                    Records.GivenOn("2026-01-10") with { Source = new SourceReference("Consent", "undated"), PeriodStart = null, RecordedAt = null },
                ],
            }),
            "own 99490" => records.Service(claim),
            "99490 of the practice" => records.Service(other),
            "99490 elsewhere" => records.Service(other with { Organization = "tin:987654321" }),
            "99490 of unknown practice" => records.Service(other with { Organization = null }),
            "own 99490 without a day" => records.Service(claim with { Start = null }),
            _ => records.Service(claim with { Code = "99213", Performers = [TestTenant.DrB] }),
        };
        records.Assess().Answer("visit.initiating").ShouldBe(began ? "not-met hold" : "met");
    }

    [Theory]
    [InlineData("2026-02-20", "active", false)]
    [InlineData("2026-01-05", "active", true)]
    [InlineData("2026-01-05", "draft", false)]
    [InlineData("2026-01-05", "rejected", false)]
    public void Time_counts_towards_it_from_the_first_consent_of_all(string other, string status, bool began)
    {
        CcmConsent[] consents = [Records.GivenOn("2026-02-20"), Records.GivenOn(other) with { Source = new SourceReference("Consent", "other"), Status = status }];
        foreach (var ordered in new[] { consents, [.. consents.Reverse()] })
        {
            Records.Eligible().Time("04-14 10:00", 1200).Time("02-10 10:00", 60)
                .With(record => record with { OtherServices = [Records.Visit("99213", "2026-03-05")], Consents = [.. ordered] }).Assess().Answer("visit.initiating").ShouldBe(began ? "not-met hold" : "met");
        }
    }

    [Theory]
    [InlineData("2026-04-01", "met")]
    [InlineData("2026-04-02", "not-met hold")]
    public void Where_nothing_began_it_begins_with_the_month(string visit, string answer) =>
        Records.Eligible().With(record => record with { OtherServices = [Records.Visit("99213", visit)] }).Assess().Answer("visit.initiating").ShouldBe(answer);

    [Theory]
    [InlineData("2025-02-10", "met")]
    [InlineData("2025-02-09", "not-met hold")]
    [InlineData("2026-02-10", "met")]
    [InlineData("2026-02-11", "not-met hold")]
    public void The_look_back_is_counted_from_the_earliest_sign(string visit, string answer) =>
        Records.Eligible().Time("04-14 10:00", 1200).Time("02-10 10:00", 60).Time("03-10 10:00", 60).Time("05-10 10:00", 60)
            .With(record => record with { OtherServices = [Records.Visit("99213", visit)], Consents = [Records.GivenOn("2025-01-10")] }).Assess().Answer("visit.initiating").ShouldBe(answer);

    [Theory]
    //          entries (on their days at ten) and own claims, the first day of care management
    [InlineData("entry 02-10, entry 03-10", "2026-02-10")]
    [InlineData("entry 03-10, entry 02-10", "2026-02-10")]
    [InlineData("entry 03-10, claim 02-10", "2026-02-10")]
    [InlineData("entry 02-10, claim 03-10", "2026-02-10")]
    [InlineData("claim 03-10, claim 02-10", "2026-02-10")]
    [InlineData("claim 02-10, claim 03-10", "2026-02-10")]
    [InlineData("entry 04-30", "2026-04-30")]
    [InlineData("claim 04-30", "2026-04-30")]
    [InlineData("entry 05-01", "2026-04-01")]                   // after the month nothing has begun yet
    [InlineData("claim 05-01", "2026-04-01")]
    [InlineData("entry 05-01, claim 04-20", "2026-04-20")]
    [InlineData("entry 04-20, claim 05-01", "2026-04-20")]
    public void It_began_on_the_first_day_of_any(string signs, string day)
    {
        foreach (var (visit, answer) in new[] { (DateOnly.Parse(day, null), "met"), (DateOnly.Parse(day, null).AddDays(1), "not-met hold") })
        {
            var records = Records.Eligible().With(record => record with { OtherServices = [Records.Visit("99213", visit.ToString("O", null))] });
            foreach (var sign in signs.Split(", ").Select(sign => sign.Split(' ')))
                records = sign[0] == "entry" ? records.Time(sign[1] + " 10:00", 60) : records.Service(Records.Visit("99490", "2026-" + sign[1]));
            records.Assess().Answer("visit.initiating").ShouldBe(answer);
        }
    }

    [Theory]
    [InlineData("2025-04-19", "not-met hold")]      // in the look-back of the first of the month only
    [InlineData("2025-04-20", "met")]
    [InlineData("2025-04-29", "met")]
    [InlineData("2025-04-30", "met")]
    public void A_year_before_the_start_is_a_year_before_the_very_day(string visit, string answer) =>
        Records.Eligible().Time("04-20 10:00", 1200).With(record => record with { OtherServices = [Records.Visit("99213", visit)], Consents = [Records.GivenOn("2025-01-10")] })
            .Assess(TestTenant.With(static policy => policy)).Answer("visit.initiating").ShouldBe(answer);

    [Fact]
    public void A_visit_that_ends_after_care_management_began_did_not_initiate_it()
    {
        var visit = Records.Visit("99213", "2026-04-13") with { End = Records.Day("2026-04-15") };
        Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { OtherServices = [visit] }).Assess().Answer("visit.initiating").ShouldBe("not-met hold");
        Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { OtherServices = [visit with { End = Records.Day("2026-04-14") }] }).Assess().Answer("visit.initiating").ShouldBe("met");
    }

    private static Records Staying(Records records, StayKind kind, string from, string to) => records.With(record => record with
    {
        Stays = [new Stay(new SourceReference("Encounter", "stay"), kind, Moment.At(Records.Local(from)), Moment.At(Records.Local(to)))],
    });

    // Until somebody consents again before April.
    private static Records Withdrawn(Records records, string when) => records.With(record => record with
    {
        Consents =
        [
            Records.GivenOn("2026-01-10") with { PeriodEnd = Moment.At(Records.Local(when)) },
            Records.GivenOn("2026-03-20") with { Source = new SourceReference("Consent", "again") },
        ],
    });

    private static OtherService Visit(PractitionerIdentity who) => new()
    {
        Source = new SourceReference("Encounter", "visit"),
        Code = "99211",
        Start = Moment.At(Records.Local("02-10 10:00")),
        End = Moment.At(Records.Local("02-10 10:30")),
        Performers = [who],
        Participants = [new Performer(who, null)],
    };

    private static Records Consented(Records records, string when) =>
        records.With(record => record with { Consents = [Records.GivenOn("2026-01-10") with { PeriodStart = Moment.At(Records.Local(when)), RecordedAt = null }] });
}
