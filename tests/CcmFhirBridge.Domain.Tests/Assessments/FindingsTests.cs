using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments;

public sealed class FindingsTests
{
    [Fact]
    public void Findings_come_in_the_order_in_which_a_biller_reads_them() =>
        Records.Eligible().Time("04-14 10:00", 1200).Assess().Findings.Select(finding => finding.Rule).ShouldBe(
        [
            "rules.in-force", "coverage.medicare-part-b", "coverage.payer-rules",
            "consent.active", "consent.recorded", "consent.disclosures", "consent.practitioner",
            "practitioner.npi", "visit.initiating", "visit.discussed", "visit.extended-planning",
            "conditions.two-groups", "attestation.duration-and-risk", "care-plan.in-force", "care-plan.shared",
            "time.open-ended", "time.date-only", "time.no-span", "time.length", "time.too-long", "time.unknown-activity", "time.unknown-performer", "time.other-practitioner", "time.billed-visit",
            "time.own-overlap", "time.staff-elsewhere", "time.parallel-staff", "time.stay", "time.death", "time.floor", "note.text", "note.late",
            "pathway.choice",
            "other-service.ccm-elsewhere", "other-service.pcm", "other-service.pcm-other-practitioner", "other-service.home-health", "other-service.tcm",
            "units.mue", "diagnoses.billable", "charge.schedule",
        ]);

    [Fact]
    public void All_failed_checks_are_reported_at_once_each_with_a_next_step()
    {
        var assessment = Records.Eligible().Time("04-14 10:00", 1200)
            .With(record => record with { Consents = [], CarePlans = [], Conditions = [], Coverages = [], OtherServices = [] }).Assess();

        assessment.Outcome.ShouldBe(Outcome.Block);
        assessment.Failed().ShouldBe(
        [
            "coverage.medicare-part-b", "coverage.payer-rules", "consent.active", "consent.disclosures", "visit.initiating", "conditions.two-groups",
            "attestation.duration-and-risk", "care-plan.in-force", "care-plan.shared", "diagnoses.billable",
        ]);
        assessment.Next.Select(step => step.Rule).ShouldBe(assessment.Failed());
        assessment.Codes().ShouldBe("99490×1");
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void One_reason_that_blocks_is_enough_and_two_are_no_less(bool withoutConsent, bool withOneCondition)
    {
        var assessment = Records.Eligible().Time("04-14 10:00", 1200).With(record => record with
        {
            Consents = withoutConsent ? [] : record.Consents,
            Conditions = withOneCondition ? [Records.Condition("c1", "E11.9")] : record.Conditions,
        }).Assess();

        assessment.Outcome.ShouldBe(Outcome.Block);
        assessment.Findings.Count(finding => finding is { Result: FindingResult.NotMet, Severity: Severity.Block }).ShouldBe((withoutConsent ? 1 : 0) + (withOneCondition ? 1 : 0));
    }

    [Fact]
    public void A_month_below_the_floor_is_none_whatever_else_is_missing()
    {
        var assessment = Records.Eligible().Time("04-14 10:00", 1199).With(record => record with { Consents = [], Coverages = [] }).Assess();
        assessment.Outcome.ShouldBe(Outcome.None);
        assessment.Next.ShouldBeEmpty();
    }

    [Fact]
    public void A_rule_that_used_a_value_of_the_pack_cites_its_source_by_title()
    {
        var finding = Records.Eligible().Time("04-14 10:00", 1200).Assess().Finding("conditions.two-groups");
        finding.Source.ShouldBe("MLN909188, page 4");
        finding.Reads.ShouldHaveSingleItem().Parameter.ShouldBe("condition_groups_required");
        finding.Evidence.Select(source => source.ToString()).ShouldBe(["Condition/c-diabetes", "Condition/c-pressure"]);
    }

    [Fact]
    public void Every_finding_has_a_source_and_one_sentence() =>
        Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { Consents = [], CarePlans = [] }).Assess().Findings.ShouldAllBe(finding =>
            finding.Source.Length > 0 && finding.Message.EndsWith('.') && char.IsUpper(finding.Message[0]));
}
