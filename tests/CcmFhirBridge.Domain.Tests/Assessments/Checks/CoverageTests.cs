using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

public sealed class CoverageTests
{
    private static CoverageRecord Of(string? type, int? order = null, string id = "cov1") =>
        new() { Source = new SourceReference("Coverage", id), Status = "active", PayerTypeCode = type, Order = order };

    private static Assessment With(params CoverageRecord[] coverages) =>
        Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { Coverages = [.. coverages] }).Assess();

    [Theory]
    [InlineData("121", "met", "met", "medicare-part-b", Outcome.Bill)]
    [InlineData("11", "met", "not-met hold", "medicare-advantage", Outcome.Hold)]
    [InlineData("112", "met", "not-met hold", "medicare-advantage", Outcome.Hold)]
    [InlineData("1", "cannot-tell hold", "cannot-tell hold", "medicare", Outcome.Hold)]
    [InlineData("12", "cannot-tell hold", "cannot-tell hold", "medicare", Outcome.Hold)]
    [InlineData("129", "cannot-tell hold", "cannot-tell hold", "medicare", Outcome.Hold)]
    [InlineData("5", "cannot-tell hold", "not-met hold", "commercial", Outcome.Hold)]
    [InlineData(null, "cannot-tell hold", "cannot-tell hold", null, Outcome.Hold)]
    [InlineData("2", "not-met block", "cannot-tell hold", "other", Outcome.Block)]
    public void The_payer_type_decides(string? type, string partB, string payerRules, string? payer, Outcome outcome)
    {
        var assessment = With(Of(type));
        assessment.Answer("coverage.medicare-part-b").ShouldBe(partB);
        assessment.Answer("coverage.payer-rules").ShouldBe(payerRules);
        assessment.Payer.ShouldBe(payer);
        assessment.Outcome.ShouldBe(outcome);
    }

    [Fact]
    public void Advantage_wins_over_fee_for_service() => With(Of("121"), Of("111", id: "cov2")).Payer.ShouldBe("medicare-advantage");

    [Fact]
    public void No_coverage_at_all_cannot_be_told()
    {
        var assessment = With();
        assessment.Answer("coverage.medicare-part-b").ShouldBe("cannot-tell hold");
        (assessment.Outcome, assessment.Codes()).ShouldBe((Outcome.Hold, "99490×1"));
    }

    [Fact]
    public void A_coverage_that_ended_blocks_with_the_lines_that_would_have_been()
    {
        foreach (var assessment in new[] { With(Of("121") with { End = Records.Day("2026-03-31") }), With(Of("121") with { Status = "cancelled" }) })
        {
            assessment.Answer("coverage.medicare-part-b").ShouldBe("not-met block");
            (assessment.Outcome, assessment.Codes()).ShouldBe((Outcome.Block, "99490×1"));
        }
    }

    [Fact]
    public void Part_B_is_assumed_only_where_the_patient_has_no_coverage_at_all()
    {
        var assume = TestTenant.With(policy => policy with { Coverage = CoveragePolicy.AssumeMedicarePartB });
        var records = Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { Coverages = [] });
        records.Assess(assume).Outcome.ShouldBe(Outcome.Bill);
        records.With(record => record with { Coverages = [Of("121") with { End = Records.Day("2026-03-31") }] }).Assess(assume).Outcome.ShouldBe(Outcome.Block);
    }

    [Theory]
    [InlineData(1, 2, "met")]
    [InlineData(2, 1, "not-met hold")]
    [InlineData(null, 1, "cannot-tell hold")]
    [InlineData(null, null, "cannot-tell hold")]
    [InlineData(null, 2, "met")]
    [InlineData(1, 1, "cannot-tell hold")]
    public void Medicare_has_to_pay_first(int? medicare, int? other, string answer) =>
        With(Of("121", medicare), Of("5", other, "cov2")).Answer("coverage.payer-rules").ShouldBe(answer);
}
