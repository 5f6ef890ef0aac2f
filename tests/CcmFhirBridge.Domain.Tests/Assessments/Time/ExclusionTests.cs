using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Time;

/// <summary>20:00 that count plus 300 seconds that must not, each for its reason.</summary>
public sealed class ExclusionTests
{
    private static Records Counted() => Records.Eligible().Time("04-20 10:00", 1200);

    public static TheoryData<string, string> Reasons => new()
    {
        { "scheduling", "not-countable-activity" },
        { "insurance-administration", "not-countable-activity" },
        { "contact-attempt", "not-countable-activity" },
        { "rpm", "other-program" },
        { "desk", "non-clinical" },
        { "stranger", "unknown-performer" },
        { "nobody", "unknown-performer" },
        { "activity", "unknown-activity" },
        { "too-long", "too-long" },
        { "stay", "stay" },
        { "snf", "stay" },
        { "death", "after-death" },
        { "before-consent", "before-consent" },
        { "withdrawal", "after-withdrawal" },
        { "coverage", "no-coverage" },
        { "visit", "billed-visit" },
        { "same-day", "same-day-visit" },
        { "own", "own-overlap" },
        { "elsewhere", "staff-elsewhere" },
        { "parallel", "parallel-staff" },
        { "own-other-program", "other-program" },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Each_second_that_does_not_count_says_why(string what, string reason)
    {
        var (records, tenant) = Case(what);
        var assessment = records.Assess(tenant);

        assessment.Time.ExcludedBy.Where(pair => pair.Value > 0).Select(pair => pair.Key).ShouldBe(what == "own-other-program" ? [reason] : new[] { reason });
        assessment.Time.ClinicalStaff.ShouldBe(1200);
        assessment.Time.ExcludedBy.Values.Sum().ShouldBe(assessment.Time.Excluded);
        assessment.Codes().ShouldBe("99490×1");
    }

    private static (Records Records, Domain.Tenants.Tenant Tenant) Case(string what)
    {
        var tenant = TestTenant.Lakeside;
        var early = "04-02 10:00";
        switch (what)
        {
            case "scheduling" or "insurance-administration" or "contact-attempt": return (Counted().Time(early, 300, activity: what), tenant);
            case "rpm": return (Counted().Time(early, 300, program: "rpm"), tenant);
            case "desk": return (Counted().Time(early, 300, TestTenant.Desk), tenant);
            case "stranger": return (Counted().Time(early, 300, TestTenant.Stranger), tenant);
            case "nobody": return (Counted().Time(early, 300, nobody: true), tenant);
            case "activity": return (Counted().Time(early, 300, activity: "knitting"), tenant);
            case "too-long": return (Counted().Time(early, (240 * 60) + 1), tenant);
            case "stay": return (Counted().Time(early, 300).With(record => record with { Stays = [Inside(StayKind.Inpatient)] }), tenant);
            case "snf": return (Counted().Time(early, 300).With(record => record with { Stays = [Inside(StayKind.SkilledNursingPartA)] }), tenant);
            case "death": return (Counted().Time("04-25 10:00", 300).With(record => record with { DiedAt = Moment.At(Records.Local("04-25 09:00")) }), tenant);
            case "before-consent": return (Counted().Time(early, 300).With(record => record with { Consents = [Records.GivenOn("2026-04-10")] }), tenant);
            case "withdrawal":
                return (Counted().Time("04-25 10:00", 300).With(record => record with { Consents = [Records.GivenOn("2026-01-10") with { PeriodEnd = Moment.At(Records.Local("04-25 10:00")) }] }), tenant);
            case "coverage": return (Counted().Time(early, 300).With(record => record with { Coverages = [record.Coverages[0] with { Start = Records.Day("2026-04-03") }] }), tenant);
            case "visit": return (Counted().Time(early, 300).Service(VisitOf(TestTenant.Nurse, early)), tenant);
            case "same-day":
                return (Counted().Time(early, 300).Service(Records.Visit("99213", "2026-04-02")), TestTenant.With(policy => policy with { StrictSameDayVisit = true }));
            case "own": return (Counted().Time("04-20 10:15", 300), tenant);
            case "elsewhere":
                return (Records.Eligible().Time("04-19 10:00", 900).Time(
                    early, 600, elsewhere: [new ElsewhereTime(TestTenant.Nurse.Person, Records.Span(early, 600), "Patient/p2"), new ElsewhereTime(TestTenant.Nurse.Person, Records.Span(early, 300), "Patient/p2")]), tenant);
            case "parallel": return (Counted().Time("04-20 10:15", 300, TestTenant.SecondNurse), tenant);
            case "own-other-program": return (Counted().Time(early, 300).Time(early, 300, program: "rpm"), tenant);
            default: throw new ArgumentOutOfRangeException(nameof(what), what, "No such case.");
        }
    }

    private static Stay Inside(StayKind kind) => new(new SourceReference("Encounter", "stay"), kind, Records.Day("2026-04-01"), Records.Day("2026-04-02"));

    private static OtherService VisitOf(PractitionerIdentity who, string start) => new()
    {
        Source = new SourceReference("Encounter", "visit"),
        Code = "99211",
        Start = Moment.At(Records.Local(start)),
        End = Moment.At(Records.Local(start).AddMinutes(30)),
        Participants = [new Performer(who, null)],
        Performers = [who],
    };

    [Theory]
    [InlineData(SpanProblem.Missing, "no-period", "time.no-span")]
    [InlineData(SpanProblem.NoEnd, "no-end", "time.open-ended")]
    [InlineData(SpanProblem.DateOnly, "date-only", "time.date-only")]
    [InlineData(SpanProblem.EndBeforeStart, "end-before-start", "time.no-span")]
    [InlineData(SpanProblem.Unreadable, "unreadable-span", "time.no-span")]
    public void An_entry_without_a_usable_span_explains_itself_and_holds(SpanProblem problem, string reason, string rule)
    {
        var assessment = Counted().Entry(EntrySpan.Not(problem, new DateOnly(2026, 4, 3)), [new Performer(TestTenant.Nurse, null)]).Assess();

        assessment.Time.ExcludedBy[reason].ShouldBe(0);
        assessment.Failed().ShouldBe([rule]);
        assessment.Answer(rule).ShouldBe("cannot-tell hold");
        assessment.Outcome.ShouldBe(Outcome.Hold);
    }

    [Fact]
    public void An_entry_without_a_span_of_another_month_is_not_this_months_matter() =>
        Counted().Entry(EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 3, 31)), [new Performer(TestTenant.Nurse, null)]).Assess().Outcome.ShouldBe(Outcome.Bill);

    [Fact]
    public void An_uncounted_entry_that_cannot_change_the_codes_does_not_hold()
    {
        var assessment = Counted().Time("04-02 10:00", 60, TestTenant.Stranger).Assess();
        assessment.Outcome.ShouldBe(Outcome.Bill);
        assessment.Answer("time.unknown-performer").ShouldBe("cannot-tell warn");
    }

    [Fact]
    public void An_uncounted_entry_that_would_reach_the_floor_holds_a_month_that_is_not_blocked()
    {
        Records.Eligible().Time("04-02 10:00", 1200, TestTenant.Stranger).Assess().Outcome.ShouldBe(Outcome.Hold);
        Records.Eligible().Time("04-02 10:00", 1199, TestTenant.Stranger).Assess().Outcome.ShouldBe(Outcome.None);
        Records.Eligible().Time("04-02 10:00", 1200, TestTenant.Stranger).With(record => record with { CarePlans = [] }).Assess().Outcome.ShouldBe(Outcome.None);
    }

    [Fact]
    public void The_shorter_of_length_and_period_is_said()
    {
        var assessment = Records.Eligible().Entry(EntrySpan.Of(Records.Span("04-14 10:00", 1200), lengthDisagrees: true), [new Performer(TestTenant.Nurse, null)]).Assess();
        assessment.Answer("time.length").ShouldBe("cannot-tell warn");
        assessment.Outcome.ShouldBe(Outcome.Bill);
    }

    [Fact]
    public void Contact_attempts_count_where_the_policy_says_so() =>
        Records.Eligible().Time("04-14 10:00", 1200, activity: "contact-attempt").Assess(TestTenant.With(policy => policy with { CountContactAttempts = true }))
            .Outcome.ShouldBe(Outcome.Bill);
}
