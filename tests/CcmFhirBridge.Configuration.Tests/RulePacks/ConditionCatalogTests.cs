using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.Tests.RulePacks;

public sealed class ConditionCatalogTests
{
    private static readonly IConditionCatalog Catalog = EmbeddedRulePacks.UsMedicareCcm().InForce(new ServiceMonth(2026, 4))!.Conditions;

    [Theory]
    //          code       group                     billable
    [InlineData("E11.9", "diabetes", true)]
    [InlineData("E11.22", "diabetes", true)]
    [InlineData("E11.65", "diabetes", true)]
    [InlineData("E08.9", "diabetes", true)]
    [InlineData("E13.9", "diabetes", true)]
    [InlineData("E11", "diabetes", false)]
    [InlineData("E11.2", "diabetes", false)]
    [InlineData("E11.3211", "diabetes", true)]
    [InlineData("E11.321", "diabetes", false)]
    [InlineData("I10", "hypertension", true)]
    [InlineData("I11.0", "hypertension", true)]
    [InlineData("I13.0", "hypertension", true)]
    [InlineData("I13", "hypertension", false)]
    [InlineData("I16.9", "hypertension", true)]
    [InlineData("I50.22", "heart-failure", true)]
    [InlineData("I50.2", "heart-failure", false)]
    [InlineData("I50", "heart-failure", false)]
    [InlineData("N18.31", "chronic-kidney-disease", true)]
    [InlineData("N18.3", "chronic-kidney-disease", false)]
    [InlineData("N18", "chronic-kidney-disease", false)]
    [InlineData("F32.9", "mood-disorder", true)]
    [InlineData("F33.1", "mood-disorder", true)]
    [InlineData("F41.1", "anxiety", true)]
    [InlineData("G30.9", "dementia", true)]
    [InlineData("F02.80", "dementia", true)]
    [InlineData("B20", "hiv", true)]
    [InlineData("G35", "multiple-sclerosis", false)]
    [InlineData("M17.5", "osteoarthritis", true)]
    [InlineData("M1A.0110", "gout", true)]
    [InlineData("M1A.01", "gout", false)]
    [InlineData("M1A.9XX0", "gout", true)]
    [InlineData("L97.421", "chronic-ulcer", true)]
    [InlineData("L97.42", "chronic-ulcer", false)]
    public void An_icd_code_counts_for_the_group_of_its_own_category(string code, string group, bool billable)
        => Icd(code).ShouldBe(new ConditionClassification(Chronicity.Chronic, group, code, billable));

    [Theory]
    [InlineData("E119", "E11.9")]
    [InlineData("e11.9", "E11.9")]
    [InlineData(" I10 ", "I10")]
    [InlineData("n1831", "N18.31")]
    public void A_code_written_otherwise_is_put_right(string written, string code)
    {
        Icd(written).Icd10Cm.ShouldBe(code);
        Icd(written).Billable.ShouldBeTrue();
    }

    [Theory]
    [InlineData("44054006", "E11.9", "diabetes")]
    [InlineData("38341003", "I10", "hypertension")]
    [InlineData("59621000", "I10", "hypertension")]
    [InlineData("88805009", "I50.9", "heart-failure")]
    [InlineData("53741008", "I25.10", "ischemic-heart-disease")]
    [InlineData("431855005", "N18.1", "chronic-kidney-disease")]
    [InlineData("370143000", "F32.9", "mood-disorder")]
    [InlineData("368581000119106", "E11.40", "diabetes")]
    [InlineData("13645005", "J44.9", "copd")]
    [InlineData("55822004", "E78.5", "hyperlipidemia")]
    public void A_snomed_code_leads_to_a_code_that_a_claim_can_carry(string snomed, string icd, string group)
        => Snomed(snomed).ShouldBe(new ConditionClassification(Chronicity.Chronic, group, icd, Billable: true));

    [Theory]
    [InlineData("15777000", "R73.03")] // prediabetes
    [InlineData("162864005", "Z68.30")] // body mass index 30+, a finding
    [InlineData("444814009", "J01.90")] // sinusitis
    public void What_is_not_chronic_has_no_group(string snomed, string icd)
        => Snomed(snomed).ShouldBe(new ConditionClassification(Chronicity.NotChronic, null, icd, Billable: true));

    [Theory]
    [InlineData("271737000", "D64.9", "anemia")]
    [InlineData("82423001", "G89.29", "chronic-pain")]
    [InlineData("F10.10", "F10.10", "alcohol-use")]
    [InlineData("F11.10", "F11.10", "opioid-use")]
    [InlineData("F17.210", "F17.210", "tobacco-dependence")]
    [InlineData("M54.50", "M54.50", "chronic-pain")]
    public void What_is_under_review_keeps_its_group_until_a_person_says_what_it_is(string code, string icd, string group)
        => (code.Contains('.') ? Icd(code) : Snomed(code)).ShouldBe(new ConditionClassification(Chronicity.UnderReview, group, icd, Billable: true));

    [Theory]
    [InlineData("R73.03")]
    [InlineData("Z85.3")]
    [InlineData("I63.9")]
    [InlineData("Z68.30")]
    public void An_icd_code_known_as_not_chronic_has_no_group(string code)
        => (Icd(code).Chronicity, Icd(code).Group).ShouldBe((Chronicity.NotChronic, null));

    [Theory]
    [InlineData("")]
    [InlineData("E1")]
    [InlineData("E11.-")]
    [InlineData("Q99.9")]
    [InlineData("250.00")]
    [InlineData("E1.19")]
    [InlineData("E11.99999999")]
    [InlineData("diabetes mellitus")]
    public void What_the_pack_does_not_know_is_unmapped(string code) => Icd(code).ShouldBe(default);

    [Theory]
    //          codes of one condition      what it is
    [InlineData("R73.03 E11.9", "E11.9", "diabetes")]
    [InlineData("E11 E11.9", "E11.9", "diabetes")]
    [InlineData("N18.31 E11.22", "E11.22", "diabetes")]
    [InlineData("Q99.9 R73.03", "R73.03", null)]
    [InlineData("R73.03 D64.9", "D64.9", "anemia")]
    [InlineData("D64.9 I10", "I10", "hypertension")]
    [InlineData("Q99.9 I10", "I10", "hypertension")]
    [InlineData("R73.03 snomed:44054006", "E11.9", "diabetes")]
    [InlineData("I10 snomed:44054006", "I10", "hypertension")]
    [InlineData("snomed:15777000 snomed:44054006", "E11.9", "diabetes")]
    [InlineData("snomed:15777000 I10", "I10", "hypertension")]
    public void The_order_of_the_codes_decides_nothing(string codes, string icd, string? group)
    {
        ConditionCoding[] codings = [.. codes.Split(' ').Select(code => code.StartsWith("snomed:")
            ? new ConditionCoding(ConditionCodeSystem.SnomedCt, code["snomed:".Length..])
            : new ConditionCoding(ConditionCodeSystem.Icd10Cm, code))];
        (Catalog.Classify(codings).Icd10Cm, Catalog.Classify(codings).Group).ShouldBe((icd, group));
        Catalog.Classify([.. codings.Reverse()]).ShouldBe(Catalog.Classify(codings));
    }

    [Fact]
    public void A_known_icd_code_decides_before_any_snomed_code()
    {
        Catalog.Classify([new(ConditionCodeSystem.SnomedCt, "38341003"), new(ConditionCodeSystem.Icd10Cm, "Q99.9"), new(ConditionCodeSystem.Icd10Cm, "E11.22")])
            .Group.ShouldBe("diabetes");
        Catalog.Classify([new(ConditionCodeSystem.Other, "401.9"), new(ConditionCodeSystem.Icd10Cm, "Q99.9"), new(ConditionCodeSystem.SnomedCt, "38341003")])
            .Group.ShouldBe("hypertension");
        Catalog.Classify([]).Chronicity.ShouldBe(Chronicity.Unmapped);
    }

    [Fact]
    public void A_call_allocates_nothing()
    {
        ConditionCoding[] codings = [new(ConditionCodeSystem.SnomedCt, "44054006"), new(ConditionCodeSystem.Icd10Cm, "E11.22")];
        Catalog.Classify(codings);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++)
            Catalog.Classify(codings);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static ConditionClassification Icd(string code) => Catalog.Classify([new(ConditionCodeSystem.Icd10Cm, code)]);

    private static ConditionClassification Snomed(string code) => Catalog.Classify([new(ConditionCodeSystem.SnomedCt, code)]);
}
