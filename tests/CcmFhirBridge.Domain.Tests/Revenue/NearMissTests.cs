using CcmFhirBridge.Domain.Revenue;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Revenue;

public sealed class NearMissTests
{
    private static NearMiss? Of(Records month, RulesInForce? rules = null) => NearMiss.Of(month.Assess(rules: rules ?? TestRules.Whole), rules ?? TestRules.Whole);

    [Theory]
    //          seconds, code that was nearly reached
    [InlineData(899, null)]
    [InlineData(900, "99490 300")]
    [InlineData(1199, "99490 1")]
    [InlineData(1200, null)]
    [InlineData(2099, null)]
    [InlineData(2100, "99439 300")]
    [InlineData(2399, "99439 1")]
    [InlineData(2400, null)]
    [InlineData(3300, "99439 300")]
    [InlineData(3599, "99439 1")]
    [InlineData(3600, null)]
    [InlineData(4799, null)]
    public void Five_minutes_before_a_unit_is_near(int seconds, string? found)
    {
        var missed = Of(Records.Eligible().Time("04-14 10:00", seconds));
        (missed is null ? null : $"{missed.Code} {missed.Missing}").ShouldBe(found);
        if (missed is not null)
            (missed.Seconds + missed.Missing).ShouldBe(seconds + int.Parse(found!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    //          seconds, the next unit
    [InlineData(0, "99490 1200")]
    [InlineData(1199, "99490 1")]
    [InlineData(1200, "99439 1200")]
    [InlineData(3599, "99439 1")]
    [InlineData(3600, null)]
    public void The_next_unit_is_known_however_far_it_is(int seconds, string? found)
    {
        var next = NextUnit.Of(seconds, [], TestRules.Whole);

        (next is null ? null : $"{next.Code} {next.Missing}").ShouldBe(found);
        NextUnit.Of(seconds, ["99491"], TestRules.Whole).ShouldBeNull("practitioner time has other floors");
    }

    [Fact]
    public void A_month_of_another_pathway_or_that_is_never_billed_is_no_near_miss()
    {
        Of(Records.Eligible().Time("04-14 10:00", 1900, TestTenant.DrA)).ShouldBeNull();
        Of(Records.Eligible().Time("04-14 10:00", 2300).With(record => record with { Consents = [] })).ShouldBeNull();
        Of(Records.Eligible().Time("04-14 10:00", 1100).With(record => record with { Consents = [] })).ShouldNotBeNull();
        NearMiss.Of(Records.Eligible().Time("04-14 10:00", 1100).Assess(), rules: null).ShouldBeNull();
    }

    [Fact]
    public void Practitioner_time_that_goes_with_the_staffs_brings_a_month_near()
    {
        var missed = Of(Records.Eligible().Time("04-14 10:00", 1200).Time("04-15 10:00", 1000, TestTenant.DrA)).ShouldNotBeNull();
        (missed.Code, missed.Seconds, missed.Missing).ShouldBe(("99439", 2200, 200));
    }
}
