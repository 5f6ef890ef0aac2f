using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

/// <summary>A payer other than Medicare Part B is billed by the rules that the practice looked up, and by no others.</summary>
public sealed class PayerRulesTests
{
    private static readonly RulesInForce AcmeRules = TestRules.StaffOnly with { Version = "acme@1", Overlay = "acme" };

    private static PayerSetting Entry(string payer, string? payor = null, bool overlay = false) => new()
    {
        Payer = payer,
        Payor = payor,
        Overlay = overlay ? new PayerOverlay("acme", new Pack(AcmeRules), default) : null,
        ConfirmedBy = "billing desk",
        ConfirmedOn = new DateOnly(2026, 1, 15),
    };

    private static CoverageRecord Coverage(string? type, string? payor = null, int? order = null, string id = "cov1", string? start = null, string? end = null) => new()
    {
        Source = new SourceReference("Coverage", id),
        Status = "active",
        PayerTypeCode = type,
        Order = order,
        Payors = payor is null ? [] : [payor],
        Start = start is null ? null : Records.Day(start),
        End = end is null ? null : Records.Day(end),
    };

    private static Records Covered(params CoverageRecord[] coverages) =>
        Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { Coverages = [.. coverages] });

    private static Tenant Billing(params PayerSetting[] payers) => TestTenant.Lakeside with { Payers = [.. payers] };

    [Theory]
    //          type  payor                 entry                                    Part B              payer's rules       outcome
    [InlineData("111", null, "", "met", "not-met hold", Outcome.Hold)]
    [InlineData("111", null, "medicare-advantage", "met", "met", Outcome.Bill)]
    [InlineData("111", null, "commercial", "met", "not-met hold", Outcome.Hold)]
    [InlineData("111", "Organization/acme", "medicare-advantage Organization/acme", "met", "met", Outcome.Bill)]
    [InlineData("111", "Organization/other", "medicare-advantage Organization/acme", "met", "not-met hold", Outcome.Hold)]
    [InlineData("111", null, "medicare-advantage Organization/acme", "met", "not-met hold", Outcome.Hold)]
    [InlineData("5", null, "", "cannot-tell hold", "not-met hold", Outcome.Hold)]
    [InlineData("5", null, "commercial", "met", "met", Outcome.Bill)]
    [InlineData("5", "Organization/acme", "medicare-advantage Organization/acme", "cannot-tell hold", "not-met hold", Outcome.Hold)]
    [InlineData("121", null, "medicare-part-b", "met", "met", Outcome.Bill)]
    [InlineData("121", null, "medicare-advantage", "met", "met", Outcome.Bill)]
    [InlineData("12", null, "medicare-advantage", "cannot-tell hold", "cannot-tell hold", Outcome.Hold)]
    [InlineData(null, null, "commercial", "cannot-tell hold", "cannot-tell hold", Outcome.Hold)]
    [InlineData("2", null, "commercial", "not-met block", "cannot-tell hold", Outcome.Block)]
    public void Only_the_payer_that_an_entry_names_is_billed(string? type, string? payor, string entry, string partB, string payerRules, Outcome outcome)
    {
        var words = entry.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var tenant = words.Length == 0 ? Billing() : Billing(Entry(words[0], words.Length > 1 ? words[1] : null));
        var assessment = Covered(Coverage(type, payor)).Assess(tenant);
        assessment.Answer("coverage.medicare-part-b").ShouldBe(partB);
        assessment.Answer("coverage.payer-rules").ShouldBe(payerRules);
        assessment.Outcome.ShouldBe(outcome);
    }

    [Fact]
    public void The_answer_says_by_whose_rules_since_when_and_who_looked_them_up()
    {
        var assessment = Covered(Coverage("111", "Organization/acme")).Assess(Billing(Entry("medicare-advantage", overlay: true)), AcmeRules);
        var finding = assessment.Findings.Single(found => found.Rule == "coverage.payer-rules");
        finding.Message.ShouldBe("Medicare Advantage pays by acme@1, the rules confirmed for it on 2026-01-15.");
        finding.Source.ShouldBe("The payer's own rules, looked up by billing desk on 2026-01-15");
        (assessment.Payer, assessment.Payor, assessment.RulePack).ShouldBe(("medicare-advantage", "Organization/acme", "acme@1"));
    }

    [Fact]
    public void Whoever_has_no_entry_is_named_by_class_alone() =>
        Covered(Coverage("121", "Organization/cms")).Assess(Billing(Entry("medicare-advantage"))).Payor.ShouldBeNull();

    [Theory]
    [InlineData("Organization/acme", "acme")]
    [InlineData("Organization/other", "pack")]
    public void The_entry_that_names_the_payor_goes_before_that_of_its_class(string payor, string expected)
    {
        var tenant = Billing(Entry("medicare-advantage"), Entry("medicare-advantage", "Organization/acme", overlay: true));
        var record = Covered(Coverage("111", payor)).Record;
        var rules = RulesByPayer.Of(new Pack(TestRules.StaffOnly), tenant, Records.April).For(record, tenant, Records.April);
        (rules == AcmeRules ? "acme" : "pack").ShouldBe(expected);
    }

    [Fact]
    public void A_payer_is_never_billed_by_the_rules_of_another()
    {
        var records = Covered(Coverage("111"));
        var overlaid = Billing(Entry("medicare-advantage", overlay: true));
        records.Assess(overlaid, TestRules.StaffOnly).Answer("coverage.payer-rules").ShouldBe("cannot-tell hold");
        records.Assess(overlaid, AcmeRules with { Overlay = "other" }).Answer("coverage.payer-rules").ShouldBe("cannot-tell hold");
        records.Assess(Billing(Entry("medicare-advantage")), AcmeRules).Answer("coverage.payer-rules").ShouldBe("cannot-tell hold");
    }

    [Fact]
    public void A_payer_whose_overlay_is_not_in_force_is_held_and_never_billed_by_the_pack()
    {
        var setting = Entry("medicare-advantage", overlay: true) with { Overlay = new PayerOverlay("acme", new Pack(null), default) };
        var tenant = Billing(setting);
        var records = Covered(Coverage("111"));
        var rules = RulesByPayer.Of(new Pack(TestRules.StaffOnly), tenant, Records.April).For(records.Record, tenant, Records.April);
        rules.ShouldBeNull();
        var assessment = Assessor.Assess(records.Record, rules, tenant, Records.April, "0.1.0");
        (assessment.Outcome, assessment.RulePack).ShouldBe((Outcome.Hold, "none"));
        assessment.Answer("coverage.payer-rules").ShouldBe("cannot-tell hold");
        assessment.Answer("rules.in-force").ShouldBe("not-met hold");
    }

    [Theory]
    [InlineData(1, 2, "met")]
    [InlineData(2, 1, "not-met hold")]
    [InlineData(null, null, "cannot-tell hold")]
    [InlineData(null, 1, "not-met hold")]
    public void A_plan_that_is_billed_has_to_pay_first(int? own, int? other, string answer) =>
        Covered(Coverage("5", "Organization/acme", own), Coverage("5", "Organization/other", other, "cov2"))
            .Assess(Billing(Entry("commercial", "Organization/acme"))).Answer("coverage.payer-rules").ShouldBe(answer);

    [Theory]
    [InlineData("111 2", "not-met hold")]
    [InlineData("121 2", "not-met hold")]
    public void Medicare_that_pays_second_is_held_whatever_is_configured(string medicare, string answer) =>
        Covered(Coverage(medicare.Split(' ')[0], order: 2), Coverage("5", "Organization/acme", 1, "cov2"))
            .Assess(Billing(Entry("medicare-advantage"), Entry("commercial"))).Answer("coverage.payer-rules").ShouldBe(answer);

    [Fact]
    public void Two_plans_of_one_month_with_different_rules_are_held()
    {
        var acme = Coverage("111", "Organization/acme", end: "2026-04-15");
        var other = Coverage("111", "Organization/other", id: "cov2", start: "2026-04-16");
        Covered(acme, other).Assess(Billing(Entry("medicare-advantage", "Organization/acme"))).Answer("coverage.payer-rules").ShouldBe("cannot-tell hold");
        Covered(acme, other).Assess(Billing(Entry("medicare-advantage"))).Answer("coverage.payer-rules").ShouldBe("met");
    }

    [Theory]
    [InlineData(null, null, "met")]
    [InlineData("2026-04-16", null, "cannot-tell hold")]
    public void Part_B_on_days_without_the_plan_is_held(string? start, string? end, string answer) =>
        Covered(Coverage("121", id: "cov2"), Coverage("111", start: start, end: end)).Assess(Billing(Entry("medicare-advantage")))
            .Answer("coverage.payer-rules").ShouldBe(answer);

    [Fact]
    public void A_plan_that_begins_some_day_of_the_month_is_held()
    {
        var coverage = Coverage("111") with { Start = Moment.In(Records.April) };
        Covered(coverage).Assess(Billing(Entry("medicare-advantage"))).Answer("coverage.payer-rules").ShouldBe("cannot-tell hold");
    }

    [Theory]
    //          payer's word                 overlay's own           practice's policy        answer
    [InlineData(null, null, null, "met")]
    [InlineData(null, null, ConflictHandling.Hold, "not-met hold")]
    [InlineData(null, ConflictHandling.Block, ConflictHandling.Hold, "not-met block")]
    [InlineData(ConflictHandling.Warn, ConflictHandling.Block, ConflictHandling.Hold, "not-met warn")]
    [InlineData(ConflictHandling.Allow, null, ConflictHandling.Hold, "met")]
    public void What_is_nearest_to_the_payer_decides_about_another_service(ConflictHandling? payers, ConflictHandling? overlays, ConflictHandling? practice, string answer)
    {
        var rules = AcmeRules with
        {
            OtherServices = [new ServiceFamily("tcm", ["99495"], overlays ?? ConflictHandling.Allow, null, ["faq"], Confidence.Primary) { IsPayersOwn = overlays is not null }],
        };
        var setting = Entry("medicare-advantage", overlay: true) with { Conflicts = One(payers) };
        var tenant = Billing(setting) with { Policy = TestTenant.Lakeside.Policy with { Conflicts = One(practice) } };
        Covered(Coverage("111")).Service(Records.Visit("99495", "2026-04-08")).Assess(tenant, rules).Answer("other-service.tcm").ShouldBe(answer);

        static ImmutableSortedDictionary<string, ConflictHandling> One(ConflictHandling? word) =>
            word is { } said ? ImmutableSortedDictionary<string, ConflictHandling>.Empty.Add("tcm", said) : ImmutableSortedDictionary<string, ConflictHandling>.Empty;
    }

    [Fact]
    public void A_payers_word_is_for_that_payer_only()
    {
        var blocking = Entry("medicare-advantage") with { Conflicts = ImmutableSortedDictionary<string, ConflictHandling>.Empty.Add("tcm", ConflictHandling.Block) };
        Covered(Coverage("121")).Service(Records.Visit("99495", "2026-04-08")).Assess(Billing(blocking)).Answer("other-service.tcm").ShouldBe("met");
        Covered(Coverage("121")).Service(Records.Visit("99495", "2026-04-08")).Assess(Billing(blocking with { Payer = "medicare-part-b" })).Answer("other-service.tcm").ShouldBe("not-met block");
    }

    [Theory]
    [InlineData("5", "not-met block")]
    [InlineData("121", "not-met hold")]
    public void A_payer_may_block_beside_care_management_elsewhere(string payer, string answer)
    {
        var blocking = Entry("commercial") with { Conflicts = ImmutableSortedDictionary<string, ConflictHandling>.Empty.Add("ccm-elsewhere", ConflictHandling.Block) };
        Covered(Coverage(payer)).Service(Records.Visit("99487", "2026-04-08")).Assess(Billing(blocking)).Answer("other-service.ccm-elsewhere").ShouldBe(answer);
    }

    [Fact]
    public void The_amounts_of_an_overlay_are_shown_where_they_were_read() =>
        Covered(Coverage("111", "Organization/acme")).Assess(Billing(Entry("medicare-advantage", overlay: true)), AcmeRules)
            .Finding("charge.schedule").Reads.ShouldContain(static read => read.Parameter == "codes.99490.amount");

    [Theory]
    [InlineData("pcm", "99424", "not-met block")]
    [InlineData("home-health", "G0181", "not-met block")]
    [InlineData("ccm-elsewhere", "99487", "not-met hold")]
    public void No_payer_is_laxer_than_the_law(string key, string code, string answer)
    {
        var lax = Entry("commercial") with { Conflicts = ImmutableSortedDictionary<string, ConflictHandling>.Empty.Add(key, ConflictHandling.Allow) };
        Covered(Coverage("5")).Service(Records.Visit(code, "2026-04-08")).Assess(Billing(lax)).Answer("other-service." + key).ShouldBe(answer);
    }

    [Fact]
    public void A_service_that_is_blocked_may_be_held_for_one_payer()
    {
        var held = Entry("commercial") with { Conflicts = ImmutableSortedDictionary<string, ConflictHandling>.Empty.Add("pcm", ConflictHandling.Hold) };
        Covered(Coverage("5")).Service(Records.Visit("99424", "2026-04-08")).Assess(Billing(held)).Answer("other-service.pcm").ShouldBe("not-met hold");
        Covered(Coverage("121")).Service(Records.Visit("99424", "2026-04-08")).Assess(Billing(held)).Answer("other-service.pcm").ShouldBe("not-met block");
    }

    [Theory]
    //          overlay  has amounts  charges  amount  charge.schedule
    [InlineData(false, false, true, null, "cannot-tell warn")]
    [InlineData(false, false, false, null, "cannot-tell hold")]
    [InlineData(true, false, true, null, "cannot-tell warn")]
    [InlineData(true, true, true, "70.00", "met")]
    [InlineData(true, true, false, "70.00", "not-met warn")]
    public void Medicares_fee_schedule_is_no_other_payers(bool overlay, bool hasAmounts, bool charges, string? amount, string answer)
    {
        decimal? own = hasAmounts ? 70.00m : null;
        var rules = overlay ? AcmeRules with { Codes = [TestRules.Base99490 with { AmountNonFacility = own, AmountFacility = null }] } : TestRules.StaffOnly;
        var tenant = Billing(Entry("medicare-advantage", overlay: overlay));
        if (!charges)
            tenant = tenant with { Billing = tenant.Billing with { Charges = ImmutableSortedDictionary<string, decimal>.Empty } };
        var assessment = Covered(Coverage("111")).Assess(tenant, rules);
        assessment.Lines.ShouldHaveSingleItem().Amount.ShouldBe(amount is null ? null : decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));
        assessment.Answer("charge.schedule").ShouldBe(answer);
    }

    [Fact]
    public void A_limit_of_the_payer_is_kept()
    {
        var rules = AcmeRules with { Codes = [TestRules.Base99490, TestRules.AddOn99439 with { UnitCap = 1 }] };
        var assessment = Covered(Coverage("111")).Time("04-15 10:00", 2400).Assess(Billing(Entry("medicare-advantage", overlay: true)), rules);
        assessment.Codes().ShouldBe("99490×1 99439×1");
    }

    private sealed class Pack(RulesInForce? rules) : IRulePack
    {
        public string Version => rules?.Version ?? "acme@0";

        public RulesInForce? InForce(ServiceMonth month) => rules;
    }
}
