using System.Text;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.Tests.RulePacks;

/// <summary>What a payer's overlay says holds from its day on; everything else is the pack's.</summary>
public sealed class OverlayReaderTests
{
    private const string Manual = "source: [acme-manual] }";

    public static TheoryData<string, string, string, string> Mistakes => new()
    {
        { "id: acme-advantage", "ident: acme-advantage", "yaml.unknown-key", "unknown key 'ident'" },
        { "id: acme-advantage", "id: Acme", "yaml.value", "small letters, digits and hyphens" },
        { "extends: us-medicare-ccm", "extends: us-medicaid", "yaml.value", "'extends' does not know 'us-medicaid'" },
        { "payer: medicare-advantage", "payer: medicare-part-b", "yaml.value", "'payer' does not know 'medicare-part-b'" },
        { "payer: medicare-advantage\n", "", "yaml.missing-key", "'payer' is missing" },
        { "first_month: 2026-02", "first_month: 2026-13", "yaml.value", "a month written YYYY-MM" },
        { "verified_through: 2026-11-30", "verified_through: 2026-11-31", "yaml.value", "there is no such day" },
        { "id: acme-manual,", "id: cms-pfs-rvu,", "pack.duplicate", "'cms-pfs-rvu' is already defined, here or in us-medicare-ccm" },
        { "\"99439\":", "\"99438\":", "pack.unknown-code", "us-medicare-ccm has no code '99438', so there is nothing to restate. Did you mean '99437'?" },
        { "\"99439\":", "\"9943\":", "yaml.value", "the key '9943' under 'codes' is wrong" },
        { "tcm:", "tmc:", "pack.unknown-code", "has no family of other services 'tmc'" },
        { "units_per_month_max:", "minutes_required:", "yaml.unknown-key", "unknown key 'codes.99439.minutes_required'" },
        { "{ value: 1, " + Manual, "{ value: 1 }", "yaml.missing-key", "source' is missing" },
        { "{ value: 1, " + Manual, "{ value: 1, source: [] }", "pack.no-source", "'units_per_month_max' names no source" },
        { "{ value: 1, " + Manual, "{ value: 1, source: [acme-manul] }", "pack.unknown-citation", "Did you mean 'acme-manual'?" },
        { "    confidence: secondary\n", "", "yaml.missing-key", "'codes.99490.confidence' is missing" },
        { "2026-07-01: { value: null", "2025-07-01: { value: null", "pack.unsorted", "'amount_non_facility' has 2025-07-01 after 2026-01-01" },
        { "2026-04-01: { value: 1,", "2020-04-01: { value: 1,", "pack.in-force", "a day on which 99439 is not in force" },
        { "62.00", "62.005", "yaml.value", "at most two decimals" },
        { "{ default: block,", "{ default: forbid,", "yaml.value", "Use one of: allow, warn, hold, block." },
        { "  tcm:", "  ccm-elsewhere:\n    confidence: primary\n    handling:\n      values:\n        2026-04-01: { default: warn, source: [acme-manual] }\n  tcm:", "pack.conflict-floor", "'ccm-elsewhere' is never below hold, whoever pays" },
        { "  tcm:", "  hospice:\n    confidence: primary\n    handling:\n      values:\n        2026-04-01: { default: warn, source: [acme-manual] }\n  tcm:", "pack.conflict-floor", "'hospice' of the same practitioner or practice is never below hold" },
        { "codes:\n  \"99439\"", "# file: pack.yaml\ncodes:\n  \"99439\"", "pack.reserved", "Word the comment differently" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_in_an_overlay_names_file_and_line(string piece, string replacement, string code, string words)
    {
        var problems = Should.Throw<ConfigurationException>(() => Overlays.Read(Overlays.With(piece, replacement))).Problems;

        var problem = problems.FirstOrDefault(found => found.Code == code && found.Message.Contains(words, StringComparison.Ordinal)).ShouldNotBeNull(string.Join('\n', problems));
        problem.File.ShouldBe("payers/acme-advantage.yaml");
        problem.Line.ShouldBeInRange(1, Overlays.Acme.Split('\n').Length + 5);
    }

    [Fact]
    public void The_last_line_of_an_overlay_ends() =>
        Should.Throw<ConfigurationException>(() => Overlays.Read(Overlays.Acme.TrimEnd())).Problems.ShouldHaveSingleItem().Code.ShouldBe("pack.last-line");

    [Theory]
    //                    groups 99439 most  99491 is there  tcm     tcm is the payer's own
    [InlineData("2026-02", 3, 2, true, ConflictHandling.Allow, false)]
    [InlineData("2026-03", 3, 2, true, ConflictHandling.Allow, false)]
    [InlineData("2026-04", 3, 1, false, ConflictHandling.Block, true)]
    [InlineData("2026-11", 3, 1, false, ConflictHandling.Block, true)]
    public void A_value_of_the_payer_holds_from_its_day_on(string month, int groups, int most, bool paid, ConflictHandling tcm, bool own)
    {
        var rules = Overlays.Read(Overlays.Acme).InForce(ServiceMonth.Parse(month)).ShouldNotBeNull();

        rules.ConditionGroupsRequired.ShouldBe(groups);
        rules.Find("99439")!.UnitCap.ShouldBe(most);
        (rules.Find("99491") is not null).ShouldBe(paid);
        var family = rules.OtherServices.Single(other => other.Key == "tcm");
        (family.Default, family.IsPayersOwn).ShouldBe((tcm, own));
        family.Codes.ShouldBe(["99495", "99496"]);
    }

    [Theory]
    [InlineData("2026-01")]
    [InlineData("2026-12")]
    public void Outside_the_months_that_somebody_looked_up_no_rules_are_in_force(string month) =>
        Overlays.Read(Overlays.Acme).InForce(ServiceMonth.Parse(month)).ShouldBeNull();

    [Fact]
    public void An_overlay_answers_no_longer_than_the_pack_that_it_extends()
    {
        var pack = Overlays.Read(Overlays.With("2026-11-30", "2030-12-31").Replace("first_month: 2026-02", "first_month: 2000-01", StringComparison.Ordinal));

        (pack.FirstMonth, pack.VerifiedThrough).ShouldBe((EmbeddedRulePacks.UsMedicareCcm().FirstMonth, EmbeddedRulePacks.UsMedicareCcm().VerifiedThrough));
    }

    [Fact]
    public void Medicares_amounts_are_not_the_payers()
    {
        var pack = Overlays.Read(Overlays.Acme);
        var april = pack.InForce(ServiceMonth.Parse("2026-04"))!;

        (april.Find("99490")!.AmountNonFacility, april.Find("99490")!.AmountFacility).ShouldBe((62.00m, null));
        april.Codes.Where(code => code.Code != "99490").ShouldAllBe(code => code.AmountNonFacility == null && code.AmountFacility == null && code.Earlier.Count == 0);
        pack.InForce(ServiceMonth.Parse("2026-07"))!.Find("99490")!.AmountNonFacility.ShouldBeNull();
        EmbeddedRulePacks.UsMedicareCcm().InForce(ServiceMonth.Parse("2026-04"))!.Find("99490")!.AmountNonFacility.ShouldBe(66.13m);
    }

    [Fact]
    public void A_code_that_is_not_paid_takes_its_add_on_along() =>
        Overlays.Read(Overlays.Acme).InForce(ServiceMonth.Parse("2026-04"))!.Codes.Select(code => code.Code)
            .ShouldBe(["99487", "99490", "99439", "99489", "G0506"]);

    [Fact]
    public void Each_value_says_where_it_was_read_and_how_sure_that_is()
    {
        var rules = Overlays.Read(Overlays.Acme).InForce(ServiceMonth.Parse("2026-04"))!;

        var read = rules.Find("99490")!.Reads.Single(found => found.Parameter == "codes.99490.amount_non_facility");
        (read.Value, read.Since, read.Sources.Single(), read.Confidence).ShouldBe(("62.00 USD", new DateOnly(2026, 1, 1), "acme-manual", Confidence.Secondary));
        rules.Find("99490")!.Reads.Single(found => found.Parameter == "codes.99490.minutes_required").Confidence.ShouldBe(Confidence.Primary);
        rules.Citations["acme-manual"].Title.ShouldBe("ACME provider manual");
        rules.Citations.ContainsKey("cms-mln-909188").ShouldBeTrue();
        var tcm = rules.OtherServices.Single(family => family.Key == "tcm");
        (tcm.Confidence, tcm.Sources.Contains("acme-manual")).ShouldBe((Confidence.Primary, true));
        rules.OtherServices.Single(family => family.Key == "rpm").Codes.ShouldBe(["99457"]);
    }

    [Fact]
    public void What_is_kept_is_the_whole_of_pack_and_overlay_and_the_same_again()
    {
        var pack = Overlays.Read(Overlays.Acme);
        var again = RulePackReader.ReadKept(pack.Content.AsMemory());

        again.Version.ShouldBe(pack.Version);
        pack.Version.ShouldMatch("^acme-advantage@[0-9a-f]{12}$");
        (again.Overlay, again.Payer).ShouldBe(("acme-advantage", "medicare-advantage"));
        var month = ServiceMonth.Parse("2026-04");
        again.InForce(month)!.Codes.SelectMany(code => code.Reads).Select(read => $"{read.Parameter} {read.Value} {read.Since}")
            .ShouldBe(pack.InForce(month)!.Codes.SelectMany(code => code.Reads).Select(read => $"{read.Parameter} {read.Value} {read.Since}"));
        Overlays.Read(Overlays.With("62.00", "62.01")).Version.ShouldNotBe(pack.Version);
    }

    [Fact]
    public void Lint_counts_the_overlays_own_values_and_finds_what_nobody_reads()
    {
        var lint = RulePackLint.OfOverlay(Encoding.UTF8.GetBytes(Overlays.With("citations:\n", "citations:\n  - { id: acme-letter, title: \"A letter\" }\n")), "acme-advantage.yaml");

        (lint.Files, lint.Values).ShouldBe((1, 7));
        var warning = lint.Warnings.ShouldHaveSingleItem();
        (warning.File, warning.Line, warning.Code).ShouldBe(("acme-advantage.yaml", 7, "pack.unused-citation"));
    }
}
