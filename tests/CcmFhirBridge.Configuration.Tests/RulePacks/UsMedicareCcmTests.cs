using System.Globalization;
using System.Security.Cryptography;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.Tests.RulePacks;

public sealed class UsMedicareCcmTests
{
    private static readonly RulePack Pack = EmbeddedRulePacks.UsMedicareCcm();

    [Theory]
    [InlineData("2020-12")]
    [InlineData("2027-01")]
    [InlineData("2030-06")]
    public void A_month_that_nobody_verified_has_no_rules(string month) => Pack.InForce(ServiceMonth.Parse(month)).ShouldBeNull();

    //           month      99490 NF  F        99439 NF  F
    [Theory]
    [InlineData("2021-01", "41.17", null, null, null)]
    [InlineData("2021-12", "41.17", null, null, null)]
    [InlineData("2022-06", "64.02", null, null, null)]
    [InlineData("2023-06", "62.69", null, null, null)]
    [InlineData("2024-01", "61.56", null, "47.15", null)]
    [InlineData("2024-02", "61.56", null, "47.15", null)]
    [InlineData("2024-03", "62.58", "49.60", "47.93", "34.62")]
    [InlineData("2024-04", "62.58", "49.60", "47.93", "34.62")]
    [InlineData("2025-01", "60.49", "47.87", "45.93", "32.99")]
    [InlineData("2026-04", "66.13", "43.76", "50.44", "30.73")]
    [InlineData("2026-12", "66.13", "43.76", "50.44", "30.73")]
    public void Codes_and_amounts_by_month(string month, string nonFacility, string? facility, string? addOnNonFacility, string? addOnFacility)
    {
        var rules = Pack.InForce(ServiceMonth.Parse(month)).ShouldNotBeNull();

        rules.Codes.Select(code => code.Code).ShouldBe(["99490", "99439"]);
        var first = rules.Find("99490").ShouldNotBeNull();
        (first.Role, first.BaseCode, first.Counts, first.FloorSeconds, first.BlockSeconds, first.UnitCap)
            .ShouldBe((CodeRole.Base, null, CountedTime.ClinicalStaff, 1200, 1200, 1));
        (first.AmountNonFacility, first.AmountFacility).ShouldBe((Dollars(nonFacility), Dollars(facility)));
        var addOn = rules.Find("99439").ShouldNotBeNull();
        (addOn.Role, addOn.BaseCode, addOn.Counts, addOn.FloorSeconds, addOn.BlockSeconds, addOn.UnitCap)
            .ShouldBe((CodeRole.AddOn, "99490", CountedTime.ClinicalStaff, 2400, 1200, 2));
        (addOn.AmountNonFacility, addOn.AmountFacility).ShouldBe((Dollars(addOnNonFacility), Dollars(addOnFacility)));
    }

    [Fact]
    public void Every_month_from_the_first_to_the_last_is_whole()
    {
        for (var month = new ServiceMonth(2021, 1); month <= new ServiceMonth(2026, 12); month = month.Next)
        {
            var rules = Pack.InForce(month).ShouldNotBeNull();
            rules.Codes.Count.ShouldBe(2);
            rules.ConditionGroupsRequired.ShouldBe(2);
            rules.InitiatingVisitYears.ShouldBe(1);
            rules.Codes.SelectMany(code => code.Reads).Concat(rules.Reads).SelectMany(read => read.Sources).All(rules.Citations.ContainsKey).ShouldBeTrue();
            rules.OtherServices.SelectMany(family => family.Sources).All(rules.Citations.ContainsKey).ShouldBeTrue();
        }
    }

    [Fact]
    public void Visits_are_the_listed_codes()
    {
        var rules = Pack.InForce(new ServiceMonth(2026, 4)).ShouldNotBeNull();

        rules.InitiatingVisitCodes.Order(StringComparer.Ordinal).ShouldBe([
            "99202", "99203", "99204", "99205", "99212", "99213", "99214", "99215", "99341", "99342", "99344", "99345",
            "99347", "99348", "99349", "99350", "99495", "99496", "G0402", "G0438", "G0439"]);
        rules.NewPatientVisitCodes.Order(StringComparer.Ordinal).ShouldBe(["99202", "99203", "99204", "99205"]);
    }

    [Theory]
    [InlineData("2021-12", "99439 99487 99489 99490 99491 G0511")]
    [InlineData("2025-09", "99437 99439 99487 99489 99490 99491 G0511")]
    [InlineData("2025-10", "99437 99439 99487 99489 99490 99491")]
    public void The_family_changes_with_the_month(string month, string codes)
        => Pack.InForce(ServiceMonth.Parse(month)).ShouldNotBeNull().CcmFamilyCodes.Order(StringComparer.Ordinal).ShouldBe(codes.Split(' '));

    [Theory]
    [InlineData("2021-06", "pcm", "G2064 G2065", ConflictHandling.Allow, ConflictHandling.Block)]
    [InlineData("2022-01", "pcm", "99424 99425 99426 99427", ConflictHandling.Allow, ConflictHandling.Block)]
    [InlineData("2025-12", "apcm", "G0556 G0557 G0558", ConflictHandling.Warn, ConflictHandling.Block)]
    [InlineData("2026-01", "apcm", "G0556 G0557 G0558 G0568 G0569 G0570", ConflictHandling.Warn, ConflictHandling.Block)]
    [InlineData("2026-04", "tcm", "99495 99496", ConflictHandling.Allow, null)]
    [InlineData("2026-04", "home-health", "G0181", ConflictHandling.Warn, ConflictHandling.Block)]
    [InlineData("2026-04", "hospice", "G0182", ConflictHandling.Warn, ConflictHandling.Block)]
    [InlineData("2025-12", "rpm", "99453 99454 99457 99458", ConflictHandling.Allow, null)]
    [InlineData("2026-01", "rpm", "99445 99453 99454 99457 99458 99470", ConflictHandling.Allow, null)]
    [InlineData("2026-04", "99091", "99091", ConflictHandling.Allow, null)]
    public void Other_services_by_month(string month, string key, string codes, ConflictHandling handling, ConflictHandling? sameScope)
    {
        var family = Pack.InForce(ServiceMonth.Parse(month)).ShouldNotBeNull().OtherServices.Single(candidate => candidate.Key == key);

        family.Codes.Order(StringComparer.Ordinal).ShouldBe(codes.Split(' '));
        (family.Default, family.SameScope).ShouldBe((handling, sameScope));
    }

    [Theory]
    [InlineData("2026-06", "access", false)]
    [InlineData("2026-07", "access", true)]
    [InlineData("2023-12", "chi", false)]
    [InlineData("2024-01", "chi", true)]
    [InlineData("2021-01", "rtm", false)]
    public void A_family_is_silent_before_it_existed(string month, string key, bool known)
        => Pack.InForce(ServiceMonth.Parse(month)).ShouldNotBeNull().OtherServices.Any(family => family.Key == key).ShouldBe(known);

    [Fact]
    public void Every_key_of_the_conflicts_policy_that_has_codes_is_a_family()
        => Pack.InForce(new ServiceMonth(2026, 12)).ShouldNotBeNull().OtherServices.Select(family => family.Key).ShouldBe([
            "99091", "access", "apcm", "bhi", "ccm-elsewhere", "chi", "cocm", "esrd", "home-health", "hospice", "pcm", "pin", "rpm", "rtm", "tcm"]);

    [Fact]
    public void A_read_says_value_day_source_and_confidence()
    {
        var read = Pack.InForce(new ServiceMonth(2026, 4)).ShouldNotBeNull().Find("99490").ShouldNotBeNull().Reads.Single(candidate => candidate.Parameter.EndsWith("minutes_required", StringComparison.Ordinal));

        read.Parameter.ShouldBe("codes.99490.minutes_required");
        read.Value.ShouldBe("20 minutes");
        read.Since.ShouldBe(new DateOnly(2015, 1, 1));
        read.Sources.ShouldBe(["cms-pfs-rvu", "cms-mln-909188"]);
        read.Confidence.ShouldBe(Confidence.Primary);
    }

    [Fact]
    public void The_version_is_the_hash_of_the_archived_content()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData([.. Pack.Content]));

        Pack.Version.ShouldBe($"us-medicare-ccm@{hash[..12]}");
        Pack.InForce(new ServiceMonth(2026, 4)).ShouldNotBeNull().Version.ShouldBe(Pack.Version);
    }

    private static decimal? Dollars(string? text) => text is null ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
}
