using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Time;

public sealed class MonthEdgeTests
{
    [Theory]
    [InlineData("03-31 23:55", 1500, 1200)]
    [InlineData("04-30 23:40", 1500, 1200)]
    [InlineData("05-01 00:00", 1200, 0)]
    [InlineData("03-31 23:40", 1200, 0)]
    public void Minutes_are_cut_at_local_midnight(string start, int seconds, int counted)
    {
        var assessment = Records.Eligible().Time(start, seconds).Assess();
        assessment.Time.ClinicalStaff.ShouldBe(counted);
        assessment.Outcome.ShouldBe(counted == 0 ? Outcome.None : Outcome.Bill);
    }

    [Fact]
    public void An_entry_over_midnight_gives_each_month_its_part()
    {
        var records = Records.Eligible().Time("03-31 23:50", 1200);
        records.Assess().Time.ClinicalStaff.ShouldBe(600);
        records.Assess(month: new ServiceMonth(2026, 3)).Time.ClinicalStaff.ShouldBe(600);
    }

    [Theory]
    [InlineData("2026-03-08T06:50:00Z", "2026-03-08T07:10:00Z", 3)]
    [InlineData("2026-11-01T05:50:00Z", "2026-11-01T06:10:00Z", 11)]
    public void Elapsed_time_counts_when_the_clocks_change(string start, string end, int month)
    {
        var span = EntrySpan.Of(new Interval(DateTimeOffset.Parse(start, null), DateTimeOffset.Parse(end, null)));
        var assessment = Records.Eligible().Entry(span, [new Performer(TestTenant.Nurse, null)]).Assess(month: new ServiceMonth(2026, month));
        assessment.Time.ClinicalStaff.ShouldBe(1200);
        assessment.Codes().ShouldBe("99490×1");
    }

    [Theory]
    [InlineData("04-10 10:00", 600, "04-20 10:00", 600, "2026-04-20")]
    [InlineData("04-10 10:00", 1200, "04-20 10:00", 600, "2026-04-10")]
    [InlineData("04-10 23:50", 1200, "04-20 10:00", 600, "2026-04-11")]
    [InlineData("04-10 23:40", 1200, "04-20 10:00", 600, "2026-04-10")]
    [InlineData("04-10 10:00", 1200, "04-20 10:00", 1200, "2026-04-20")]
    public void The_date_of_service_is_the_day_of_the_last_billed_unit(string first, int firstSeconds, string second, int secondSeconds, string day)
    {
        var assessment = Records.Eligible().Time(first, firstSeconds).Time(second, secondSeconds).Assess();
        assessment.Lines.ShouldAllBe(line => line.DateOfService == DateOnly.Parse(day, null));
    }

    [Fact]
    public void A_plan_that_starts_later_moves_the_date_of_service_to_its_day() =>
        Records.Eligible().Time("04-10 10:00", 1200).With(record => record with { CarePlans = [Records.Plan("2026-04-22")] }).Assess()
            .Lines[0].DateOfService.ShouldBe(new DateOnly(2026, 4, 22));

    [Fact]
    public void A_plan_that_starts_after_the_withdrawal_stands_on_no_day()
    {
        var assessment = Records.Eligible().Time("04-10 10:00", 1200).With(record => record with
        {
            CarePlans = [Records.Plan("2026-04-22")],
            Consents = [Records.GivenOn("2026-01-10") with { PeriodEnd = Records.Day("2026-04-20") }],
        }).Assess();
        assessment.Answer("care-plan.in-force").ShouldBe("not-met block");
        assessment.Outcome.ShouldBe(Outcome.Block);
    }

    [Fact]
    public void Month_end_is_never_after_death_withdrawal_or_the_end_of_coverage()
    {
        var tenant = TestTenant.WithBilling(billing => billing with { DateOfService = DateOfServiceChoice.MonthEnd });
        var records = Records.Eligible().Time("04-10 10:00", 1200);
        DateOnly Day() => records.Assess(tenant).Lines[0].DateOfService;

        Day().ShouldBe(new DateOnly(2026, 4, 30));
        records.With(record => record with { Coverages = [record.Coverages[0] with { End = Records.Day("2026-04-27") }] });
        Day().ShouldBe(new DateOnly(2026, 4, 27));
        records.With(record => record with { Consents = [record.Consents[0] with { PeriodEnd = Records.Day("2026-04-25") }] });
        Day().ShouldBe(new DateOnly(2026, 4, 25));
        records.With(record => record with { DiedAt = Moment.At(Records.Local("04-21 03:00")) });
        Day().ShouldBe(new DateOnly(2026, 4, 21));
    }
}
