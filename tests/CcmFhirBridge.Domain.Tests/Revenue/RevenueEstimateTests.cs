using CcmFhirBridge.Domain.Revenue;

namespace CcmFhirBridge.Domain.Tests.Revenue;

public sealed class RevenueEstimateTests
{
    private static readonly CodeShare Base = new("99490", 100m, 66.13m, 51.84m, 13.23m);

    private static readonly CodeShare AddOn = new("99439", 40m, 50.44m, 39.54m, 10.09m);

    private static PercentRange One(decimal share) => new(share, share, share);

    private static RevenueInputs Inputs => new() { Patients = 1000, Eligible = One(65), Enrolled = One(30), Reaching = One(80), Mix = [Base] };

    [Fact]
    public void The_worked_figure_is_reproduced()
    {
        var grown = RevenueEstimate.Of(Inputs).Expected;
        (grown.Eligible, grown.Grown.Enrolled, grown.Grown.Billed, grown.Grown.Allowed).ShouldBe((650, 195, 156, 10_316.28m));
    }

    [Fact]
    public void Codes_shares_and_costs_are_worked_out_at_the_unit()
    {
        var estimate = RevenueEstimate.Of(Inputs with { Mix = [Base, AddOn], StaffCost = 6000m, SoftwarePerPatient = 4.50m, CoinsuranceLost = 25m });
        var month = estimate.Expected.Grown;
        month.Codes.ShouldBe([new CodeRevenue("99490", 156, 10_316.28m), new CodeRevenue("99439", 62, 3_127.28m)]);
        (month.Allowed, month.MedicarePays, month.PatientsPay).ShouldBe((13_443.56m, (156 * 51.84m) + (62 * 39.54m), 2_017.10m));
        (month.Staff, month.StaffCost, month.SoftwareCost).ShouldBe((0.39m, 2_340.00m, 877.50m));
        month.Net.ShouldBe(month.MedicarePays!.Value + month.PatientsPay!.Value - 2_340.00m - 877.50m);
        estimate.BaseCodeOnly.ShouldBe(10_316.28m);
    }

    [Fact]
    public void Low_and_high_lie_around_what_is_expected()
    {
        var estimate = RevenueEstimate.Of(Inputs with { Enrolled = new PercentRange(20, 30, 40), Reaching = new PercentRange(70, 80, 85) });
        (estimate.Low.Grown.Billed, estimate.Expected.Grown.Billed, estimate.High.Grown.Billed).ShouldBe((91, 156, 221));
        RevenueEstimate.Of(Inputs with { Eligible = new PercentRange(0, 65, 100) }).Low.Grown.Allowed.ShouldBe(0m);
    }

    [Fact]
    public void Half_a_patient_is_rounded_up()
    {
        var estimate = RevenueEstimate.Of(Inputs with { Patients = 5, Eligible = One(50), Enrolled = One(50), Reaching = One(100) });
        (estimate.Expected.Eligible, estimate.Expected.Grown.Enrolled).ShouldBe((3, 2));
    }

    [Fact]
    public void Enrolment_grows_in_equal_steps_and_the_balance_tells_when_it_pays()
    {
        var estimate = RevenueEstimate.Of(Inputs with { Setup = 20_000m, Mix = [Base with { MedicarePays = null, Coinsurance = null }] });
        estimate.Ramp.Length.ShouldBe(12);
        estimate.Ramp.Select(month => month.Month.Enrolled).ShouldBe([16, 33, 49, 65, 81, 98, 114, 130, 146, 163, 179, 195]);
        estimate.Ramp[0].Balance.ShouldBe((13 * 66.13m) - 20_000m);
        estimate.Ramp[11].Balance.ShouldBe(estimate.Ramp.Sum(month => month.Month.Allowed) - 20_000m);
        estimate.BreakEven.ShouldBe(7);
        (estimate.Ramp[5].Balance < 0, estimate.Ramp[6].Balance >= 0).ShouldBe((true, true));
        RevenueEstimate.Of(Inputs with { Setup = 1_000_000m }).BreakEven.ShouldBeNull();
        RevenueEstimate.Of(Inputs).BreakEven.ShouldBe(1);
        RevenueEstimate.Of(Inputs with { RampMonths = 24 }).Ramp.Length.ShouldBe(24);
        RevenueEstimate.Of(Inputs with { RampMonths = 1 }).Ramp.ShouldAllBe(month => month.Month.Enrolled == 195);
    }

    [Fact]
    public void A_practice_without_anybody_earns_nothing_and_breaks_nothing()
    {
        var estimate = RevenueEstimate.Of(Inputs with { Patients = 0, Mix = [] });
        (estimate.Expected.Grown.Net, estimate.BaseCodeOnly, estimate.BreakEven).ShouldBe((0m, 0m, 1));
    }

    [Fact]
    public void The_smallest_numbers_that_make_sense_are_taken()
    {
        var month = RevenueEstimate.Of(Inputs with { PatientsPerStaff = 1, RampMonths = 1, StaffCost = 2m }).Expected.Grown;
        (month.Staff, month.StaffCost).ShouldBe((195m, 390m));
        (new PercentRange(0, 0, 0).High, new PercentRange(100, 100, 100).Low).ShouldBe((0m, 100m));
    }

    [Fact]
    public void What_a_range_has_to_be_is_said() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new PercentRange(2, 1, 3)).Message.ShouldBe("Three shares from 0 to 100, the lowest first. (Parameter 'low')");

    [Fact]
    public void A_balance_that_falls_below_zero_again_has_not_broken_even()
    {
        // Each month earns less than it costs: the balance is never below zero only where nothing is spent.
        var losing = Inputs with { StaffCost = 100_000m };
        RevenueEstimate.Of(losing).BreakEven.ShouldBeNull();
        RevenueEstimate.Of(losing).Ramp[^1].Balance.ShouldBeLessThan(0);
    }

    [Fact]
    public void Numbers_that_no_practice_has_are_refused()
    {
        foreach (var wrong in new[]
        {
            Inputs with { Patients = -1 }, Inputs with { PatientsPerStaff = 0 }, Inputs with { RampMonths = 0 }, Inputs with { StaffCost = -1 },
            Inputs with { SoftwarePerPatient = -0.01m }, Inputs with { Setup = -1 }, Inputs with { CoinsuranceLost = -1 },
        })
        {
            Should.Throw<ArgumentOutOfRangeException>(() => RevenueEstimate.Of(wrong));
        }

        foreach (var (low, expected, high) in new[] { (-1m, 0m, 0m), (0m, 0m, 101m), (2m, 1m, 3m), (1m, 3m, 2m) })
            Should.Throw<ArgumentOutOfRangeException>(() => new PercentRange(low, expected, high));
        Should.Throw<OverflowException>(() => RevenueEstimate.Of(Inputs with { Patients = int.MaxValue, Eligible = One(100), Enrolled = One(100), Reaching = One(100), Mix = [Base with { PerHundred = 10_000 }] }));
    }
}
