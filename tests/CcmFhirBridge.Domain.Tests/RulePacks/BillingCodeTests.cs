using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.RulePacks;

public sealed class BillingCodeTests
{
    private static readonly BillingCode Code = TestRules.Base99490 with
    {
        Earlier = [new EarlierAmounts(new DateOnly(2026, 2, 1), 10.00m, 5.00m), new EarlierAmounts(new DateOnly(2026, 4, 15), 20.00m, null)],
    };

    [Theory]
    [InlineData("2026-01-31", false, 10.00)]
    [InlineData("2026-01-31", true, 5.00)]
    [InlineData("2026-02-01", false, 20.00)]
    [InlineData("2026-04-14", true, null)]
    [InlineData("2026-04-15", false, 66.13)]
    [InlineData("2026-04-15", true, 43.76)]
    public void The_amount_is_that_of_the_day_and_of_the_place(string day, bool facility, double? amount) =>
        Code.AmountOn(DateOnly.Parse(day, null), facility).ShouldBe((decimal?)amount);

    [Theory]
    [InlineData("19", true)]
    [InlineData("21", true)]
    [InlineData("22", true)]
    [InlineData("23", true)]
    [InlineData("24", true)]
    [InlineData("31", true)]
    [InlineData("34", true)]
    [InlineData("51", true)]
    [InlineData("52", true)]
    [InlineData("53", true)]
    [InlineData("56", true)]
    [InlineData("61", true)]
    [InlineData("11", false)]
    [InlineData("12", false)]
    [InlineData("32", false)]
    [InlineData("", false)]
    public void In_a_facility_the_lower_amount_is_allowed(string place, bool facility) => PlacesOfService.IsFacility(place).ShouldBe(facility);

    [Theory]
    [InlineData(1.005, 1.01)]
    [InlineData(1.0049, 1.00)]
    [InlineData(-1.005, -1.01)]
    public void Half_a_cent_is_rounded_away_from_nothing(double amount, double rounded) => Money.Round((decimal)amount).ShouldBe((decimal)rounded);

    [Fact]
    public void A_code_is_found_by_its_name_or_not_at_all()
    {
        TestRules.StaffOnly.Find("99439").ShouldBe(TestRules.AddOn99439);
        TestRules.StaffOnly.Find("99487").ShouldBeNull();
    }
}
