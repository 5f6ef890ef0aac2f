using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;
using CcmFhirBridge.Domain.Tests.FeeSchedules;

namespace CcmFhirBridge.Domain.Tests.Assessments;

/// <summary>The money of a line, and what else the time would have carried.</summary>
public sealed class PricingTests
{
    private static Records Month(int staff, int own) => Records.Eligible().Time("04-14 10:00", staff).Time("04-15 10:00", own, TestTenant.DrA);

    private static Records Moderate(Records records) => records.With(record => record with
    {
        DecisionMakings = [new DecisionMaking(new SourceReference("Encounter", "mdm"), "moderate", Records.Day("2026-04-16"), [TestTenant.DrA])],
    });

    private static PractitionerSetting Setting(PractitionerIdentity who, bool qualifying, string? npi = null, string? reference = null) => new(reference ?? who.Reference, npi, "MD", null, qualifying);

    [Theory]
    //          place, units, own charge: charge and amount of 99439
    [InlineData("11", true, "191.00", "100.88")]
    [InlineData("22", true, "191.00", "61.46")]
    [InlineData("11", false, "100.88", "100.88")]
    [InlineData("22", false, "61.46", "61.46")]
    public void A_line_is_units_times_the_practices_charge_else_times_the_full_allowed_amount(string place, bool charged, string charge, string amount)
    {
        var tenant = TestTenant.WithBilling(billing => billing with { PlaceOfService = place, Charges = charged ? billing.Charges : billing.Charges.Clear() });
        var line = Month(3600, 0).Assess(tenant).Lines[1];
        (line.Units, line.Charge, line.Amount).ShouldBe((2, decimal.Parse(charge, System.Globalization.CultureInfo.InvariantCulture), decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)));
        line.UnitCharge.ShouldBe(line.Charge / 2);
    }

    [Fact]
    public void The_amount_of_a_unit_is_rounded_before_it_is_multiplied()
    {
        var rules = TestRules.StaffOnly with { Codes = [TestRules.Base99490, TestRules.AddOn99439 with { AmountNonFacility = 10.005m }] };
        Month(3600, 0).Assess(rules: rules).Lines[1].Amount.ShouldBe(20.02m);
    }

    public static TheoryData<string, bool> Tables => new()
    {
        { "national", true }, { "another locality", false }, { "a qualifying participant bills", false }, { "one by NPI", false }, { "another qualifies", true },
        { "nobody in the file has an NPI", true }, { "not qualifying", true }, { "nobody bills", true },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void The_loaded_amounts_are_national_and_not_those_of_qualifying_participants(string what, bool known)
    {
        var tenant = TestTenant.Lakeside with
        {
            Practitioners = what switch
            {
                "a qualifying participant bills" => [Setting(TestTenant.DrB, false), Setting(TestTenant.DrA, true)],
                "one by NPI" => [Setting(TestTenant.DrA, true, TestTenant.DrA.Npi, "Practitioner/other-chart")],
                "another qualifies" => [Setting(TestTenant.DrB, true, TestTenant.DrB.Npi)],
                "nobody in the file has an NPI" => [Setting(TestTenant.DrB, true)],
                "nobody bills" => [Setting(TestTenant.DrB, true)],
                "not qualifying" => [Setting(TestTenant.DrA, false, TestTenant.DrA.Npi)],
                _ => [],
            },
        };
        if (what == "another locality")
            tenant = tenant with { Billing = tenant.Billing with { Locality = "01" } };
        var month = Month(1200, 0);
        if (what == "nobody bills")
            month.With(record => record with { GeneralPractitioners = [], CarePlans = [] });
        month.Assess(tenant).Lines[0].Amount.HasValue.ShouldBe(known);
    }

    [Theory]
    //          locality    qp     credential charge   amount
    [InlineData("national", false, "MD", "60.49", "60.49")]
    [InlineData("national", false, "NP", "60.49", "51.42")]
    [InlineData("national", false, "CNM", "60.49", "60.49")]
    [InlineData("national", true, "MD", "61.71", "61.71")]
    [InlineData("10112-00", false, "MD", "56.23", "56.23")]
    [InlineData("10112-00", false, "PA", "56.23", "47.80")]
    [InlineData("10112-00", true, "CNS", "57.37", "48.76")]
    [InlineData("99999-99", false, "MD", null, null)]
    public void Locality_conversion_factor_and_credential_decide_the_amount_and_never_cut_the_charge(string locality, bool qualifying, string credential, string? charge, string? amount)
    {
        var tenant = TestTenant.WithBilling(billing => billing with { Locality = locality, Charges = billing.Charges.Clear() }) with
        {
            Practitioners = [new PractitionerSetting(TestTenant.DrA.Reference, TestTenant.DrA.Npi, credential, null, qualifying)],
        };
        var fees = new FeeCatalog(
            [TestFees.Table("2026-01-01", "2026-12-31", 32.3465m, TestFees.Staff) with { QualifyingConversionFactor = 33m }],
            [TestFees.Localities("2026-01-01", "2026-12-31", TestFees.Alabama)],
            static _ => TestFees.Terms);
        var rules = TestRules.StaffOnly with { Fees = fees };
        var assessment = Month(1200, 0).Assess(tenant, rules);
        var line = assessment.Lines[0];
        (line.Charge, line.Amount).ShouldBe((Dollars(charge), Dollars(amount)));
        var finding = assessment.Findings.Single(found => found.Rule == "charge.schedule");
        (finding.Result == FindingResult.CannotTell).ShouldBe(amount is null);
        finding.Reads.Any(read => read.Parameter.StartsWith("fees.localities", StringComparison.Ordinal)).ShouldBe(locality == "10112-00");
        finding.Reads.Any(read => read.Parameter.StartsWith("fees.nonphysician", StringComparison.Ordinal)).ShouldBe(credential is "NP" or "PA" or "CNS");
    }

    [Fact]
    public void A_table_that_is_loaded_goes_before_the_amounts_of_the_codes_and_they_stand_where_it_has_none()
    {
        var tenant = TestTenant.WithBilling(billing => billing with { Charges = billing.Charges.Clear() });
        var rules = TestRules.StaffOnly with { Fees = new FeeCatalog([TestFees.Table("2026-01-01", "2026-12-31", 10m, TestFees.Staff)], [], static _ => TestFees.Terms) };
        Month(3600, 0).Assess(tenant, rules).Lines.Select(line => line.Amount).ShouldBe([18.70m, 100.88m]);
        Month(3600, 0).Assess(tenant, rules with { Overlay = "acme" }).Lines.Select(line => line.Amount).ShouldBe([66.13m, 100.88m]);
    }

    private static decimal? Dollars(string? text) => text is null ? null : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    //          staff own   mdm    policy                        alternatives with their reasons
    [InlineData(3600, 0, true, PathwayPolicy.Ask, "staff: With the decision making of the month the time reaches the complex code, which describes the service.")]
    [InlineData(0, 1800, false, PathwayPolicy.Ask, "staff: The practitioner's own time reaches a code of its own, which describes the service.")]
    [InlineData(1200, 1800, false, PathwayPolicy.Ask, "practitioner: Both pathways stand; a person has to choose.")]
    [InlineData(1200, 1800, false, PathwayPolicy.Staff, "practitioner: The practice's policy chose the staff's pathway.")]
    [InlineData(1200, 1800, false, PathwayPolicy.Practitioner, "staff: The practice's policy chose the practitioner's pathway.")]
    [InlineData(3600, 1800, true, PathwayPolicy.Practitioner, "complex: The practice's policy chose the practitioner's pathway.|staff: With the decision making of the month the time reaches the complex code, which describes the service.")]
    [InlineData(0, 1799, false, PathwayPolicy.Ask, "")]
    public void What_was_not_chosen_says_why(int staff, int own, bool decisionMaking, PathwayPolicy pathway, string alternatives)
    {
        var month = Month(staff, own);
        var assessment = (decisionMaking ? Moderate(month) : month).Assess(TestTenant.With(policy => policy with { Pathway = pathway }), TestRules.Whole);
        string.Join('|', assessment.Alternatives.Select(other => $"{other.Pathway}: {other.Reason}")).ShouldBe(alternatives);
    }

    [Theory]
    [InlineData(600, 3600, true, "99491×1 99437×1", "complex staff")]
    [InlineData(600, 3600, false, "99491×1 99437×1", "")]
    public void Without_pooling_the_practitioners_code_stands_alone(int staff, int own, bool pool, string codes, string others)
    {
        var assessment = Moderate(Month(staff, own)).Assess(TestTenant.With(policy => policy with { PoolPractitionerTime = pool }), TestRules.Whole);
        assessment.Codes().ShouldBe(codes);
        string.Join(' ', assessment.Alternatives.Select(other => other.Pathway)).ShouldBe(others);
    }

    [Fact]
    public void A_clinic_may_report_single_codes_in_place_of_its_bundle()
    {
        var assessment = Month(1200, 0).Assess(TestTenant.WithBilling(billing => billing with { Setting = PracticeSetting.Rhc }), TestRules.Clinic);
        assessment.Alternatives.Select(other => $"{other.Pathway}: {other.Reason}").ShouldBe(["staff: In these months a clinic may report single codes in place of the bundle."]);
        assessment.Time.Surplus.ShouldBe(0);
        Month(600, 700).Assess(TestTenant.WithBilling(billing => billing with { Setting = PracticeSetting.Rhc }), TestRules.Clinic).Time.Pooled.ShouldBe(700);
        Month(1200, 0).Assess(TestTenant.WithBilling(billing => billing with { Setting = PracticeSetting.Rhc }), TestRules.Clinic with { ClinicCodes = ["G0511"] }).Alternatives.ShouldBeEmpty();
    }

    [Fact]
    public void An_add_on_never_starts_before_the_block_of_its_base_is_full()
    {
        var rules = TestRules.StaffOnly with { Codes = [TestRules.Base99490, TestRules.AddOn99439 with { FloorSeconds = 1300 }] };
        Month(2399, 0).Assess(rules: rules).Codes().ShouldBe("99490×1");
        Month(2400, 0).Assess(rules: rules).Codes().ShouldBe("99490×1 99439×1");
        Month(2400, 0).Assess(rules: rules with { Codes = [TestRules.Base99490, TestRules.AddOn99439 with { FloorSeconds = 2500 }] }).Codes().ShouldBe("99490×1");
        Month(2400, 0).Assess(rules: rules with { Codes = [TestRules.Base99490, TestRules.AddOn99439, TestRules.AddOn99439 with { Code = "G2058" }] }).Codes().ShouldBe("99490×1 99439×1 G2058×1");
    }

    [Fact]
    public void Gaps_come_in_one_order()
    {
        RecordGap[] gaps =
        [
            new("b", null, "$.a", "m"), new("a", new SourceReference("Claim", "1"), "$.b", "m"), new("a", new SourceReference("Claim", "1"), "$.a", "n"),
            new("a", new SourceReference("Claim", "1"), "$.a", "m"), new("a", null, "$.a", "m"), new("0", new SourceReference("Claim", "2"), "$.a", "m"),
        ];
        Month(1200, 0).With(record => record with { Gaps = [.. gaps] }).Assess().Gaps.Select(gap => $"{gap.Source?.Id} {gap.Code} {gap.Path} {gap.Message}")
            .ShouldBe([" a $.a m", " b $.a m", "1 a $.a m", "1 a $.a n", "1 a $.b m", "2 0 $.a m"]);
    }

    [Fact]
    public void Two_gaps_are_in_order_as_well() =>
        Month(1200, 0).With(record => record with { Gaps = [new RecordGap("b", null, "$", "m"), new RecordGap("a", null, "$", "m")] }).Assess().Gaps.Select(gap => gap.Code).ShouldBe(["a", "b"]);

    [Theory]
    [InlineData(1199, 2401, "99487×1")]                 // the staff's own time chose no code, so the pooled time may be complex
    [InlineData(1200, 2401, "99490×1 99439×2")]
    [InlineData(1199, 2400, "99490×1 99439×1")]
    public void Pooled_time_is_complex_only_where_the_staffs_own_chose_nothing(int staff, int own, string codes) =>
        Moderate(Month(staff, own)).Assess(rules: TestRules.WithComplex).Codes().ShouldBe(codes);

    [Fact]
    public void A_pathway_without_any_other_says_nothing_of_alternatives()
    {
        const string One = "The counted time supports one pathway.";
        Month(0, 1800).Assess(rules: TestRules.Whole with { Codes = [TestRules.Base99491] }).Finding("pathway.choice").Message.ShouldBe(One);
        Moderate(Month(3600, 0)).Assess(rules: TestRules.Whole with { Codes = [TestRules.Base99487] }).Finding("pathway.choice").Message.ShouldBe(One);
        Month(600, 600).Assess(TestTenant.WithBilling(billing => billing with { Setting = PracticeSetting.Rhc }) with { Policy = new TenantPolicy { PoolPractitionerTime = false } }, TestRules.Clinic)
            .Finding("pathway.choice").Message.ShouldBe(One);
    }

    [Fact]
    public void A_day_of_decision_making_moves_only_the_complex_code() =>
        Moderate(Month(1200, 0)).Assess(rules: TestRules.Whole).Lines[0].DateOfService.ShouldBe(new DateOnly(2026, 4, 14));

    [Theory]
    [InlineData("nothing", Outcome.None)]
    [InlineData("scheduling", Outcome.None)]
    [InlineData("counted", Outcome.Hold)]
    [InlineData("own", Outcome.Hold)]
    [InlineData("unknown", Outcome.Hold)]
    [InlineData("no end", Outcome.Hold)]
    public void Without_rules_a_month_is_held_where_anything_could_count(string what, Outcome outcome)
    {
        var records = what switch
        {
            "scheduling" => Records.Eligible().Time("04-14 10:00", 60, activity: "scheduling"),
            "counted" => Records.Eligible().Time("04-14 10:00", 60),
            "own" => Records.Eligible().Time("04-14 10:00", 60, TestTenant.DrA),
            "unknown" => Records.Eligible().Time("04-14 10:00", 60, TestTenant.Stranger),
            "no end" => Records.Eligible().Entry(EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 4, 14)), [new Performer(TestTenant.Nurse, null)]),
            _ => Records.Eligible(),
        };
        var assessment = Assessor.Assess(records.Record, null, TestTenant.Lakeside, Records.April, "0.1.0");
        (assessment.Outcome, assessment.RulePack, assessment.Lines.Length).ShouldBe((outcome, "none", 0));
        assessment.Findings.ShouldNotContain(finding => finding.Rule.StartsWith("other-service."));
        assessment.Time.Pooled.ShouldBe(0);
    }
}
