using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments;

public sealed class ThresholdTests
{
    [Theory]
    //          time     codes              charge    surplus
    [InlineData(0, "", 0, 0)]
    [InlineData(1, "", 0, 1)]
    [InlineData((19 * 60) + 59, "", 0, 1199)]
    [InlineData(20 * 60, "99490×1", 125.00, 0)]
    [InlineData((39 * 60) + 59, "99490×1", 125.00, 1199)]
    [InlineData(40 * 60, "99490×1 99439×1", 220.50, 0)]
    [InlineData((59 * 60) + 59, "99490×1 99439×1", 220.50, 1199)]
    [InlineData(60 * 60, "99490×1 99439×2", 316.00, 0)]
    [InlineData(80 * 60, "99490×1 99439×2", 316.00, 1200)]
    public void Seconds_carry_whole_units_and_never_round_up(int seconds, string codes, double charge, int surplus)
    {
        var assessment = Records.Eligible().Time("04-14 10:00", seconds).Assess();

        assessment.Codes().ShouldBe(codes);
        assessment.Outcome.ShouldBe(codes.Length == 0 ? Outcome.None : Outcome.Bill);
        assessment.Lines.Sum(line => line.Charge ?? 0).ShouldBe((decimal)charge);
        assessment.Time.ClinicalStaff.ShouldBe(seconds);
        assessment.Time.Surplus.ShouldBe(surplus);
        assessment.Failed().ShouldBeEmpty();
    }

    [Theory]
    //          time               met    what it says
    [InlineData((19 * 60) + 59, false, "Counted 19:59; 99490 needs 20:00: 0:01 short.")]
    [InlineData(20 * 60, true, "Counted 20:00 reaches a code; 20:00 short of 99439.")]
    [InlineData((36 * 60) + 48, true, "Counted 36:48 reaches a code; 3:12 short of 99439.")]
    [InlineData(40 * 60, true, "Counted 40:00 reaches a code; 20:00 short of another 99439.")]
    [InlineData(60 * 60, true, "Counted 60:00 reaches a code and carries its last unit.")]
    public void The_floor_says_how_much_is_missing_to_the_next_unit(int seconds, bool met, string message)
    {
        var finding = Records.Eligible().Time("04-14 10:00", seconds).Assess().Finding("time.floor");

        finding.Result.ShouldBe(met ? FindingResult.Met : FindingResult.NotMet);
        finding.Severity.ShouldBe(Severity.Info);
        finding.Message.ShouldBe(message);
    }

    [Fact]
    public void A_month_without_any_entry_says_so() =>
        Records.Eligible().Assess().Finding("time.floor").Message.ShouldBe("The EHR shows no CCM time in the month.");

    [Fact]
    public void Entries_are_summed_before_anything_is_floored()
    {
        var half = TimeSpan.FromMilliseconds(500);
        var records = Records.Eligible().Time("04-14 10:00", 1199);
        foreach (var start in new[] { "04-15 10:00", "04-16 10:00" })
        {
            var at = Records.Local(start);
            records.Entry(Domain.PatientRecords.EntrySpan.Of(new Domain.Periods.Interval(at, at + half)), [new(TestTenant.Nurse, null)]);
        }

        records.Assess().Codes().ShouldBe("99490×1");
    }

    [Fact]
    public void Money_is_the_practices_charge_and_the_estimate_is_units_times_the_rounded_unit_amount()
    {
        var lines = Records.Eligible().Time("04-14 10:00", 3600).Assess().Lines;
        lines[0].ShouldSatisfyAllConditions(
            line => line.UnitCharge.ShouldBe(125.00m), line => line.Charge.ShouldBe(125.00m), line => line.Amount.ShouldBe(66.13m));
        lines[1].ShouldSatisfyAllConditions(
            line => line.UnitCharge.ShouldBe(95.50m), line => line.Charge.ShouldBe(191.00m), line => line.Amount.ShouldBe(100.88m));
    }

    [Fact]
    public void A_facility_place_of_service_pays_the_facility_amount()
    {
        var tenant = TestTenant.WithBilling(billing => billing with { PlaceOfService = "22" });
        Records.Eligible().Time("04-14 10:00", 1200).Assess(tenant).Lines[0].Amount.ShouldBe(43.76m);
    }

    [Fact]
    public void A_month_without_rules_is_held_with_no_lines_and_never_uses_another_years()
    {
        var held = Assessor.Assess(Records.Eligible().Time("04-14 10:00", 1200).Record, null, TestTenant.Lakeside, Records.April, "0.1.0");
        held.Outcome.ShouldBe(Outcome.Hold);
        held.Lines.ShouldBeEmpty();
        held.RulePack.ShouldBe("none");
        held.Answer("rules.in-force").ShouldBe("not-met hold");

        Assessor.Assess(Records.Eligible().Record, null, TestTenant.Lakeside, Records.April, "0.1.0").Outcome.ShouldBe(Outcome.None);
    }
}
