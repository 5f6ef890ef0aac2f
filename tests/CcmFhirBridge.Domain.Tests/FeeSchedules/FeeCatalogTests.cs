using CcmFhirBridge.Domain.FeeSchedules;

namespace CcmFhirBridge.Domain.Tests.FeeSchedules;

public sealed class FeeCatalogTests
{
    private static AllowedAmount Ask(AmountRequest request) => TestFees.TwoQuarters.Amount(request);

    private static AmountRequest On(string day, string code = "99490") => new(code, TestFees.Day(day));

    [Theory]
    //          day           amount
    [InlineData("2025-01-01", "60.49")]
    [InlineData("2025-09-30", "60.49")]
    [InlineData("2025-10-01", "64.69")]
    [InlineData("2025-12-31", "64.69")]
    public void Rates_go_by_the_day_of_service_and_the_later_table_wins(string day, string amount) => Ask(On(day)).Unit.ShouldBe(Dollars(amount));

    [Fact]
    public void A_missing_table_is_a_warning_and_never_another_days_amount()
    {
        (string What, AmountRequest Asked, AmountGap Gap, string Words)[] gaps =
        [
            ("the day before", On("2024-12-31"), AmountGap.NoTable, "No relative value units are loaded for 2024-12-31. Import the fee schedule of that quarter with 'rules import-pfs'."),
            ("the day after", On("2026-01-01"), AmountGap.NoTable, "No relative value units are loaded for 2026-01-01. Import the fee schedule of that quarter with 'rules import-pfs'."),
            ("another code", On("2025-03-01", "99491"), AmountGap.NoCode, "The fee schedule of 2025-03-01 has no 99491."),
            ("no such locality", On("2025-03-01") with { Locality = "10112-01" }, AmountGap.NoLocality, "There is no locality 10112-01 on 2025-03-01. Correct 'billing.locality'."),
            ("only the sum", On("2025-03-01", "99424") with { Locality = "10112-00" }, AmountGap.NoParts, "Of 99424 only the sum of its relative value units is loaded for 2025-03-01, which no locality can weigh. Import the fee schedule with 'rules import-pfs'."),
            ("no other factor", On("2025-11-01") with { Qualifying = true }, AmountGap.NoQualifyingFactor, "The conversion factor of qualifying participants is not loaded for 2025-11-01."),
        ];
        foreach (var (what, asked, gap, words) in gaps)
        {
            var answer = Ask(asked);
            (answer.Unit, answer.Gap, answer.Warning, answer.Of(2)).ShouldBe((null, gap, words, null), what);
            TestFees.TwoQuarters.ReadsOf(asked).ShouldBeEmpty(what);
        }
    }

    [Fact]
    public void A_year_without_cost_indices_has_national_amounts_only()
    {
        var catalog = new FeeCatalog([TestFees.Table("2025-01-01", "2025-12-31", 32.3465m, TestFees.Staff)], [], static _ => new PaymentTerms());
        catalog.Amount(On("2025-03-01")).Unit.ShouldBe(60.49m);
        var answer = catalog.Amount(On("2025-03-01") with { Locality = "10112-00" });
        (answer.Unit, answer.Gap).ShouldBe((null, AmountGap.NoLocalityTable));
        answer.Warning.ShouldBe("No cost indices of localities are loaded for 2025-03-01. Import the GPCI file of that year with 'rules import-pfs', or use the locality 'national'.");
        catalog.Amount(On("2025-03-01") with { NonPhysician = true }).Warning.ShouldBe("The share that is paid to NP, PA and CNS is not loaded for 2025-03-01.");
        catalog.LocalitiesOn(TestFees.Day("2025-03-01")).ShouldBeNull();
    }

    [Theory]
    //          facility locality    qualifying np     amount
    [InlineData(false, "national", false, false, "60.49")]
    [InlineData(true, "national", false, false, "47.87")]
    [InlineData(false, "10112-00", false, false, "56.23")]
    [InlineData(true, "10112-00", false, false, "45.27")]
    [InlineData(false, "13202-01", false, false, "68.21")]
    [InlineData(false, "national", true, false, "61.71")]
    [InlineData(false, "national", false, true, "51.42")]
    [InlineData(false, "10112-00", false, true, "47.80")]
    public void An_amount_goes_by_place_locality_factor_and_who_bills(bool facility, string locality, bool qualifying, bool nonPhysician, string amount)
    {
        var answer = Ask(On("2025-03-01") with { Facility = facility, Locality = locality, Qualifying = qualifying, NonPhysician = nonPhysician });
        (answer.Unit, answer.Gap, answer.Warning).ShouldBe((Dollars(amount), AmountGap.None, null));
        answer.Of(3).ShouldBe(answer.Unit * 3);
    }

    [Fact]
    public void Half_a_cent_is_rounded_up_at_the_unit()
    {
        var catalog = new FeeCatalog([TestFees.Table("2025-01-01", "2025-12-31", 10m, new RelativeValues("99490", 1.0005m, 1.0004m, Parts: null))], [], static _ => TestFees.Terms);
        catalog.Amount(On("2025-03-01")).Of(2).ShouldBe(20.02m);
        catalog.Amount(On("2025-03-01") with { Facility = true }).Of(2).ShouldBe(20.00m);
        // 85 % of 10.01 is 8.5085: the amount is rounded before the share is taken, and the share again.
        catalog.Amount(On("2025-03-01") with { NonPhysician = true }).Unit.ShouldBe(8.51m);
    }

    [Fact]
    public void What_an_amount_was_worked_out_from_is_told()
    {
        string.Join('\n', TestFees.TwoQuarters.ReadsOf(On("2025-03-01") with { Locality = "10112-00", Facility = true, NonPhysician = true }).Select(read => $"{read.Parameter}: {read.Value}")).ShouldBe(
            """
            fees.99490.relative_value_units: work 1.00, practice expense 0.42, malpractice 0.06
            fees.conversion_factor: 32.3465 USD
            fees.localities.10112-00: work 1.000, practice expense 0.869, malpractice 0.575
            fees.nonphysician_percent: 85 percents
            """);
        TestFees.TwoQuarters.ReadsOf(On("2025-03-01"))[0].Value.ShouldBe("work 1.00, practice expense 0.81, malpractice 0.06", "outside a facility");
        string.Join('\n', TestFees.TwoQuarters.ReadsOf(On("2025-03-01", "99424") with { Qualifying = true }).Select(read => $"{read.Parameter}: {read.Value}")).ShouldBe(
            """
            fees.99424.relative_value_units: 2.50 in all
            fees.qualifying_conversion_factor: 33 USD
            """);
    }

    [Fact]
    public void Tables_are_listed_newest_first_and_a_day_has_one()
    {
        TestFees.TwoQuarters.Tables.Select(table => table.Name).ShouldBe(["fees/rvu-2025-10-01.yaml", "fees/rvu-2025-01-01.yaml"]);
        TestFees.TwoQuarters.LocalityTables.Select(table => table.Name).ShouldBe(["fees/gpci-2025-01-01.yaml"]);
        TestFees.TwoQuarters.TableOn(TestFees.Day("2025-10-01"))!.Name.ShouldBe("fees/rvu-2025-10-01.yaml");
        TestFees.TwoQuarters.LocalitiesOn(TestFees.Day("2025-12-31"))!.Localities.Count.ShouldBe(2);
        FeeCatalog.None.Tables.ShouldBeEmpty();
        FeeCatalog.None.TermsOn(TestFees.Day("2025-03-01")).MedicarePercent.ShouldBeNull();
    }

    [Theory]
    //          day           table of relative value units, table of localities
    [InlineData("2024-12-31", null, null)]
    [InlineData("2025-01-01", "fees/rvu-2025-01-01.yaml", "fees/gpci-2025-01-01.yaml")]
    [InlineData("2025-09-30", "fees/rvu-2025-01-01.yaml", "fees/gpci-2025-01-01.yaml")]
    [InlineData("2025-10-01", "fees/rvu-2025-10-01.yaml", "fees/gpci-2025-10-01.yaml")]
    [InlineData("2025-12-31", "fees/rvu-2025-10-01.yaml", "fees/gpci-2025-10-01.yaml")]
    [InlineData("2026-01-01", null, null)]
    public void A_day_is_priced_by_the_table_that_begins_last_in_whatever_order_they_are_given(string day, string? values, string? localities)
    {
        FeeTable[] tables = [TestFees.Table("2025-10-01", "2025-12-31", 33m), TestFees.Table("2025-01-01", "2025-12-31", 32m)];
        LocalityTable[] indices = [TestFees.Localities("2025-10-01", "2025-12-31"), TestFees.Localities("2025-01-01", "2025-12-31")];
        foreach (var catalog in new[] { new FeeCatalog(tables, indices, static _ => TestFees.Terms), new FeeCatalog(tables.Reverse(), indices.Reverse(), static _ => TestFees.Terms) })
        {
            (catalog.TableOn(TestFees.Day(day))?.Name, catalog.LocalitiesOn(TestFees.Day(day))?.Name).ShouldBe((values, localities));
        }
    }

    private static decimal Dollars(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
