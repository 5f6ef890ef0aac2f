using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

/// <summary>The practitioner's extended planning at the initiating visit (G0506, RULES §3.3).</summary>
public sealed class ExtendedPlanningTests
{
    private static readonly SourceReference VisitSource = new("Encounter", "v-april", "1");

    private static Records Month(int seconds = 1200, string visit = "2026-04-13", bool? planned = true, PractitionerIdentity? by = null) =>
        Records.Eligible().Time("04-14 10:00", seconds).Service(new OtherService
        {
            Source = VisitSource,
            Code = "99213",
            Start = Records.Day(visit),
            Performers = [by ?? TestTenant.DrA],
            Participants = [new Performer(by ?? TestTenant.DrA, null)],
            ExtendedPlanning = planned,
        });

    private static OtherService Earlier(string day, PractitionerIdentity? by, bool ours = false) => new()
    {
        Source = new SourceReference("Claim", "earlier", "1"),
        Code = "G0506",
        Start = Records.Day(day),
        Performers = by is null ? [] : [by],
        IsOurs = ours,
    };

    [Fact]
    public void It_is_a_line_of_its_own_on_the_day_of_the_visit()
    {
        var assessment = Month().Assess(rules: TestRules.Whole);

        assessment.Outcome.ShouldBe(Outcome.Bill);
        assessment.Answer("visit.extended-planning").ShouldBe("met");
        assessment.Lines.Select(line => (line.Code, line.Units, line.DateOfService, line.Visit))
            .ShouldBe([("99490", 1, new DateOnly(2026, 4, 14), null), ("G0506", 1, new DateOnly(2026, 4, 13), VisitSource)]);
        PlanBounds.Violations(BillingPlanner.Plan(assessment), TestRules.Whole).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2026-04-13", null)]      // not said
    [InlineData("2026-04-13", false)]     // denied
    [InlineData("2026-03-31", true)]      // another month's visit
    [InlineData("2026-04-15", true)]      // after care management began, so no initiating visit
    public void Without_such_a_visit_in_the_month_it_is_not_proposed(string visit, bool? planned)
    {
        var assessment = Month(visit: visit, planned: planned).Assess(rules: TestRules.Whole);
        assessment.Codes().ShouldBe("99490×1");
        assessment.Answer("visit.extended-planning").ShouldBe("met");
    }

    [Fact]
    public void On_a_day_without_coverage_it_is_not_proposed_and_that_is_said()
    {
        var assessment = Month().With(record => record with { Coverages = [record.Coverages[0] with { Start = Records.Day("2026-04-14") }] }).Assess(rules: TestRules.Whole);

        assessment.Codes().ShouldBe("99490×1");
        assessment.Answer("visit.extended-planning").ShouldBe("not-met warn");
        Month().With(record => record with { Coverages = [record.Coverages[0] with { Start = Records.Day("2026-04-13") }] }).Assess(rules: TestRules.Whole).Codes().ShouldBe("99490×1 G0506×1");
    }

    [Theory]
    [InlineData(null, "99490×1 G0506×1")]
    [InlineData(true, "99490×1 G0506×1")]
    [InlineData(false, "99490×1")]
    public void A_visit_at_which_care_management_was_not_discussed_is_none_of_it(bool? discussed, string codes) => Month().With(record => record with
    {
        OtherServices = [.. record.OtherServices.Select(service => service.Source == VisitSource ? service with { CcmDiscussed = discussed } : service)],
    }).Assess(rules: TestRules.Whole).Codes().ShouldBe(codes);

    [Fact]
    public void Another_practitioners_planning_is_not_proposed() =>
        Month(by: TestTenant.DrB).Assess(rules: TestRules.Whole).Codes().ShouldBe("99490×1");

    [Theory]
    //          earlier       by     ours   codes                 answer              outcome
    [InlineData("2023-02-01", "a", false, "99490×1", "not-met info", Outcome.Bill)]
    [InlineData("2026-04-13", "a", false, "99490×1", "not-met info", Outcome.Bill)]         // the EHR billed it with the visit
    [InlineData("2026-04-13", "a", true, "99490×1 G0506×1", "met", Outcome.Bill)]           // this very line, written back before
    [InlineData("2026-02-10", "a", true, "99490×1", "not-met info", Outcome.Bill)]
    [InlineData("2023-02-01", "b", false, "99490×1 G0506×1", "met", Outcome.Bill)]          // once for each practitioner
    [InlineData("2023-02-01", "", false, "99490×1 G0506×1", "cannot-tell hold", Outcome.Hold)]
    public void It_is_paid_once_for_a_patient_and_practitioner(string day, string by, bool ours, string codes, string answer, Outcome outcome)
    {
        var who = by switch { "a" => TestTenant.DrA, "b" => TestTenant.DrB, _ => null };
        var assessment = Month().Service(Earlier(day, who, ours)).Assess(rules: TestRules.Whole);
        assessment.Codes().ShouldBe(codes);
        assessment.Answer("visit.extended-planning").ShouldBe(answer);
        assessment.Outcome.ShouldBe(outcome);
    }

    [Theory]
    [InlineData("2025-03-01", "met")]
    [InlineData("2025-02-27", "cannot-tell hold")]
    public void Care_management_that_began_before_what_was_read_leaves_an_earlier_bill_possible(string consent, string answer) =>
        Month().With(record => record with { Consents = [Records.GivenOn(consent)] }).Assess(rules: TestRules.Whole)
            .Answer("visit.extended-planning").ShouldBe(answer);

    [Theory]
    [InlineData("2026-01-10", "met")]
    [InlineData("2026-01-11", "met")]
    [InlineData("2026-01-12", "cannot-tell hold")]
    public void What_was_read_decides_where_it_is_known(string since, string answer) =>
        Month().With(record => record with { ServicesSince = DateOnly.ParseExact(since, "yyyy-MM-dd") }).Assess(rules: TestRules.Whole)
            .Answer("visit.extended-planning").ShouldBe(answer);

    [Theory]
    [InlineData("2026-04-14", "met")]
    [InlineData("2026-04-15", "cannot-tell hold")]
    public void Without_any_consent_care_management_began_with_its_first_sign(string since, string answer) =>
        Month().With(record => record with { Consents = [], ServicesSince = DateOnly.ParseExact(since, "yyyy-MM-dd") }).Assess(rules: TestRules.Whole)
            .Answer("visit.extended-planning").ShouldBe(answer);

    [Fact]
    public void Without_a_code_of_care_management_it_is_said_and_not_billed()
    {
        var assessment = Month(seconds: 1199).Assess(rules: TestRules.Whole);
        assessment.Outcome.ShouldBe(Outcome.None);
        assessment.Lines.ShouldBeEmpty();
        assessment.Answer("visit.extended-planning").ShouldBe("not-met warn");
        assessment.Next.ShouldContain(step => step.Rule == "visit.extended-planning");
    }

    [Theory]
    [InlineData("04-14 10:00", "2026-04-14", "99487 2026-04-15, G0506 2026-04-14", "met", Outcome.Bill)]
    [InlineData("04-30 10:00", "2026-04-30", "99487 2026-04-30", "not-met hold", Outcome.Hold)]
    public void It_is_never_on_the_day_of_the_complex_code(string start, string visit, string lines, string answer, Outcome outcome)
    {
        var day = Records.Day(visit);
        var records = Records.Eligible().Time(start, 3600).Service(new OtherService
        {
            Source = VisitSource,
            Code = "99213",
            Start = day,
            Performers = [TestTenant.DrA],
            Participants = [new Performer(TestTenant.DrA, null)],
            ExtendedPlanning = true,
        }).With(record => record with { DecisionMakings = [new DecisionMaking(new SourceReference("Encounter", "mdm"), "high", day, [TestTenant.DrA])] });
        var assessment = records.Assess(rules: TestRules.Whole);

        string.Join(", ", assessment.Lines.Select(line => $"{line.Code} {line.DateOfService:yyyy-MM-dd}")).ShouldBe(lines);
        assessment.Answer("visit.extended-planning").ShouldBe(answer);
        assessment.Outcome.ShouldBe(outcome);
    }

    [Fact]
    public void With_staff_time_it_may_fall_on_one_day()
    {
        var assessment = Month(visit: "2026-04-14").Assess(rules: TestRules.Whole);
        assessment.Lines.Select(line => $"{line.Code} {line.DateOfService.Day}").ShouldBe(["99490 14", "G0506 14"]);
        assessment.Answer("visit.extended-planning").ShouldBe("met");
    }

    [Theory]
    [InlineData("G0506", "99490×1 99439×1")]
    [InlineData("99439", "99490×1 G0506×1")]
    public void It_is_not_billed_where_a_person_withholds_it(string code, string codes)
    {
        var withheld = new HumanDecision { Patient = "Patient/p1", Month = Records.April, Kind = DecisionKind.WithholdCode, By = "biller", At = Records.Local("05-02 10:00"), Reason = "Asked.", Code = code };
        Month(2400).With(record => record with { Decisions = [withheld] }).Assess(rules: TestRules.Whole).Codes().ShouldBe(codes);
    }

    [Fact]
    public void Of_several_visits_it_is_billed_with_the_first()
    {
        var records = Month().Service(Records.Visit("G0439", "2026-04-10") with { ExtendedPlanning = true });
        records.Assess(rules: TestRules.Whole).Lines[1].DateOfService.ShouldBe(new DateOnly(2026, 4, 10));
        Month().With(record => record with { OtherServices = [.. record.OtherServices.Where(service => service.ExtendedPlanning == true)] }).Assess(rules: TestRules.Whole).Codes().ShouldBe("99490×1 G0506×1");
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("rejected")]
    public void What_gave_no_consent_long_ago_does_not_make_the_history_too_short(string status)
    {
        var assessment = Month().With(record => record with
        {
            Consents = [.. record.Consents, Records.GivenOn("2020-01-10") with { Source = new SourceReference("Consent", "cons0"), Status = status }],
        }).Assess(rules: TestRules.Whole);
        assessment.Answer("visit.extended-planning").ShouldBe("met");
        assessment.Codes().ShouldBe("99490×1 G0506×1");
    }
}
