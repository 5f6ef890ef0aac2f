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
    [InlineData("2017-12")]
    [InlineData("2027-01")]
    [InlineData("2030-06")]
    public void A_month_that_nobody_verified_has_no_rules(string month) => Pack.InForce(ServiceMonth.Parse(month)).ShouldBeNull();

    [Theory]
    [InlineData("2018-01", "99487 99490 99489 G0506 G0511")]
    [InlineData("2018-12", "99487 99490 99489 G0506 G0511")]
    [InlineData("2019-01", "99487 99490 99491 99489 G0506 G0511")]
    [InlineData("2019-12", "99487 99490 99491 99489 G0506 G0511")]
    [InlineData("2020-01", "99487 99490 99491 99489 G2058 G0506 G0511")]
    [InlineData("2020-12", "99487 99490 99491 99489 G2058 G0506 G0511")]
    [InlineData("2021-01", "99487 99490 99491 99439 99489 G0506 G0511")]
    [InlineData("2021-12", "99487 99490 99491 99439 99489 G0506 G0511")]
    [InlineData("2022-01", "99487 99490 99491 99437 99439 99489 G0506 G0511")]
    [InlineData("2025-09", "99487 99490 99491 99437 99439 99489 G0506 G0511")]
    [InlineData("2025-10", "99487 99490 99491 99437 99439 99489 G0506")]
    [InlineData("2026-12", "99487 99490 99491 99437 99439 99489 G0506")]
    public void Codes_come_and_go_with_the_month(string month, string codes) =>
        string.Join(' ', Pack.InForce(ServiceMonth.Parse(month)).ShouldNotBeNull().Codes.Select(code => code.Code)).ShouldBe(codes);

    //          code     role          base     whose time                 floor block cap   MDM
    [Theory]
    [InlineData("99490", CodeRole.Base, null, CountedTime.ClinicalStaff, 20, 20, 1, false)]
    [InlineData("99439", CodeRole.AddOn, "99490", CountedTime.ClinicalStaff, 40, 20, 2, false)]
    [InlineData("99491", CodeRole.Base, null, CountedTime.Practitioner, 30, 30, 1, false)]
    [InlineData("99437", CodeRole.AddOn, "99491", CountedTime.Practitioner, 60, 30, null, false)]
    [InlineData("99487", CodeRole.Base, null, CountedTime.ClinicalStaff, 60, 60, 1, true)]
    [InlineData("99489", CodeRole.AddOn, "99487", CountedTime.ClinicalStaff, 90, 30, null, true)]
    [InlineData("G0506", CodeRole.VisitAddOn, null, CountedTime.Practitioner, 0, 0, 1, false)]
    public void Each_code_has_its_floor_block_and_limit(string code, CodeRole role, string? baseCode, CountedTime counts, int floor, int block, int? cap, bool decisionMaking)
    {
        var found = Pack.InForce(new ServiceMonth(2026, 4)).ShouldNotBeNull().Find(code).ShouldNotBeNull();
        (found.Role, found.BaseCode, found.Counts, found.FloorSeconds, found.BlockSeconds, found.UnitCap, found.NeedsDecisionMaking)
            .ShouldBe((role, baseCode, counts, floor * 60, block * 60, cap, decisionMaking));
    }

    [Fact]
    public void The_code_of_2020_stood_where_its_successor_stands()
    {
        var before = Pack.InForce(new ServiceMonth(2020, 6)).ShouldNotBeNull().Find("G2058").ShouldNotBeNull();
        var after = Pack.InForce(new ServiceMonth(2021, 6)).ShouldNotBeNull().Find("99439").ShouldNotBeNull();
        (before.BaseCode, before.FloorSeconds, before.BlockSeconds, before.UnitCap).ShouldBe((after.BaseCode, after.FloorSeconds, after.BlockSeconds, after.UnitCap));
    }

    //          month      NF or F   99490    99439    99491    99437    99487     99489    G0506
    [Theory]
    [InlineData("2018-06", false, "-", null, null, null, "-", "-", "-")]
    [InlineData("2019-06", false, "42.17", null, "-", null, "-", "-", "-")]
    [InlineData("2020-06", false, "42.22", null, "-", null, "-", "-", "-")]
    [InlineData("2021-01", false, "41.17", "-", "-", null, "-", "-", "-")]
    [InlineData("2022-06", false, "64.02", "-", "-", "-", "-", "-", "-")]
    [InlineData("2023-06", false, "62.69", "-", "-", "-", "-", "-", "-")]
    [InlineData("2024-02", false, "61.56", "47.15", "83.17", "58.61", "131.96", "71.05", "61.56")]
    [InlineData("2024-02", true, "-", "-", "-", "-", "-", "-", "-")]
    [InlineData("2024-03", false, "62.58", "47.93", "84.55", "59.58", "134.15", "72.23", "62.58")]
    [InlineData("2024-12", true, "49.60", "34.62", "74.56", "49.93", "89.21", "49.60", "43.61")]
    [InlineData("2025-01", false, "60.49", "45.93", "82.16", "57.58", "131.65", "70.52", "60.81")]
    [InlineData("2025-12", true, "47.87", "32.99", "72.46", "47.87", "87.01", "47.23", "41.73")]
    [InlineData("2026-01", false, "66.13", "50.44", "89.18", "63.13", "144.29", "78.16", "66.47")]
    [InlineData("2026-12", true, "43.76", "30.73", "65.47", "43.76", "79.16", "43.76", "38.41")]
    public void Amounts_by_month(string month, bool facility, string? a99490, string? a99439, string? a99491, string? a99437, string? a99487, string? a99489, string? aG0506)
    {
        var rules = Pack.InForce(ServiceMonth.Parse(month)).ShouldNotBeNull();
        foreach (var (code, expected) in new[] { ("99490", a99490), ("99439", a99439), ("99491", a99491), ("99437", a99437), ("99487", a99487), ("99489", a99489), ("G0506", aG0506) })
        {
            var found = rules.Find(code);
            (found is null).ShouldBe(expected is null, code);
            if (expected is not null)
                (facility ? found!.AmountFacility : found!.AmountNonFacility).ShouldBe(expected == "-" ? null : Dollars(expected), code);
        }
    }

    [Theory]
    [InlineData("2024-03-01", "61.56", null)]
    [InlineData("2024-03-08", "61.56", null)]
    [InlineData("2024-03-09", "62.58", "49.60")]
    [InlineData("2024-03-31", "62.58", "49.60")]
    public void Amounts_go_by_the_date_of_service_where_a_schedule_changes_within_the_month(string day, string nonFacility, string? facility)
    {
        var code = Pack.InForce(new ServiceMonth(2024, 3))!.Find("99490")!;
        var date = DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        (code.AmountOn(date, facility: false), code.AmountOn(date, facility: true)).ShouldBe((Dollars(nonFacility), Dollars(facility)));
        Pack.InForce(new ServiceMonth(2024, 4))!.Find("99490")!.Earlier.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2026-04", "99437", 2, "2026-04-01")]
    [InlineData("2026-04", "99489", 10, "2026-04-01")]
    [InlineData("2026-03", "99437", 2, "2026-04-01")]       // the first edit that is loaded, said to be of a later day
    [InlineData("2024-06", "99490", 1, "2026-04-01")]
    [InlineData("2020-06", "G2058", null, null)]
    public void Medically_unlikely_units_are_data_with_their_first_day(string month, string code, int? units, string? since)
    {
        var found = Pack.InForce(ServiceMonth.Parse(month)).ShouldNotBeNull().Find(code).ShouldNotBeNull();
        found.MedicallyUnlikelyUnits.ShouldBe(units);
        found.MedicallyUnlikelySince.ShouldBe(since is null ? null : DateOnly.ParseExact(since, "yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("2024-12", "G0511")]
    [InlineData("2025-01", "G0511 99437 99439 99487 99489 99490 99491")]
    [InlineData("2025-09", "G0511 99437 99439 99487 99489 99490 99491")]
    [InlineData("2025-10", "99437 99439 99487 99489 99490 99491")]
    public void What_a_clinic_reports_changes_with_the_month(string month, string codes) =>
        string.Join(' ', Pack.InForce(ServiceMonth.Parse(month)).ShouldNotBeNull().ClinicCodes).ShouldBe(codes);

    [Theory]
    [InlineData("2019-12", true)]
    [InlineData("2020-01", false)]
    public void Complex_care_needed_a_new_or_revised_plan_until_2019(string month, bool required) =>
        Pack.InForce(ServiceMonth.Parse(month)).ShouldNotBeNull().ComplexPlanRevisionRequired.ShouldBe(required);

    [Fact]
    public void Every_month_from_the_first_to_the_last_is_whole()
    {
        for (var month = new ServiceMonth(2018, 1); month <= new ServiceMonth(2026, 12); month = month.Next)
        {
            var rules = Pack.InForce(month).ShouldNotBeNull();
            rules.ConditionGroupsRequired.ShouldBe(2);
            rules.InitiatingVisitYears.ShouldBe(1);
            rules.ClinicCodes.ShouldAllBe(code => rules.Find(code) != null);
            rules.Codes.Where(code => code.BaseCode is not null).ShouldAllBe(code => rules.Find(code.BaseCode!) != null);
            rules.Codes.Where(code => code.Role != CodeRole.VisitAddOn).ShouldAllBe(code => code.FloorSeconds >= 1200 && code.BlockSeconds >= 1200);
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
    [InlineData("2018-12", "99487 99489 99490 G0511")]
    [InlineData("2019-12", "99487 99489 99490 99491 G0511")]
    [InlineData("2020-12", "99487 99489 99490 99491 G0511 G2058")]
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
    [InlineData("2019-12", "tcm", "99495 99496", ConflictHandling.Hold, ConflictHandling.Block)]
    [InlineData("2020-01", "tcm", "99495 99496", ConflictHandling.Allow, null)]
    [InlineData("2026-04", "tcm", "99495 99496", ConflictHandling.Allow, null)]
    [InlineData("2026-04", "home-health", "G0181", ConflictHandling.Warn, ConflictHandling.Block)]
    [InlineData("2026-04", "hospice", "G0182", ConflictHandling.Warn, ConflictHandling.Block)]
    [InlineData("2025-12", "rpm", "99453 99454 99457 99458", ConflictHandling.Allow, null)]
    [InlineData("2026-01", "rpm", "99445 99453 99454 99457 99458 99470", ConflictHandling.Allow, null)]
    [InlineData("2026-04", "99091", "99091", ConflictHandling.Allow, null)]
    [InlineData("2018-01", "99483", "99483", ConflictHandling.Warn, null)]
    [InlineData("2026-04", "99483", "99483", ConflictHandling.Warn, null)]
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
            "99091", "99483", "access", "apcm", "bhi", "ccm-elsewhere", "chi", "cocm", "esrd", "home-health", "hospice", "pcm", "pin", "rpm", "rtm", "tcm"]);

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
