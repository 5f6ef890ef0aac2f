using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Facts;

/// <summary>What a gap of a record leaves unknown, and of which resource.</summary>
public sealed class UnreadPartsTests
{
    private static readonly SourceReference Sugar = new("Condition", "c-diabetes");
    private static readonly SourceReference Pressure = new("Condition", "c-pressure");

    private static PatientRecord With(params RecordGap[] gaps) => Records.Eligible().Record with { Gaps = [.. gaps] };

    [Fact]
    public void A_security_label_is_that_of_its_resource_alone()
    {
        var record = With(new RecordGap("gap.security-label", Sugar, "meta.security", "A label."));
        UnreadParts.IsLabelled(record, Sugar).ShouldBeTrue();
        UnreadParts.IsLabelled(record, Pressure).ShouldBeFalse();
        UnreadParts.IsLabelled(With(new RecordGap("gap.other", Sugar, "meta.security", "Another gap.")), Sugar).ShouldBeFalse();
        UnreadParts.IsLabelled(With(), Sugar).ShouldBeFalse();
    }

    [Fact]
    public void A_labelled_condition_is_not_put_on_a_claim_and_holds_where_it_is_needed()
    {
        var assessment = Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { Gaps = [new RecordGap("gap.security-label", Sugar, "meta.security", "A label.")] }).Assess();
        assessment.Diagnoses.Select(static diagnosis => diagnosis.Code).ShouldBe(["I10"]);
        assessment.Answer("diagnoses.billable").ShouldNotBe("met");
    }

    [Theory]
    [InlineData("gap.date-unreadable", "period.start", true)]
    [InlineData("gap.date-unreadable", "servicedPeriod.end", true)]
    [InlineData("gap.date-unreadable", "dateTime", true)]
    [InlineData("gap.date-unreadable", "created", true)]
    [InlineData("gap.value-type", "period", true)]
    [InlineData("gap.value-type", "$.context", true)]
    [InlineData("gap.date-unreadable", "$.date", false)]
    [InlineData("gap.date-unreadable", "onsetString", false)]
    [InlineData("gap.security-label", "period.start", false)]
    public void A_date_that_says_when_a_resource_stands_matters(string code, string path, bool matters)
    {
        var record = With(new RecordGap(code, Sugar, path, "Words."));
        UnreadParts.HasUnreadDate(record, Sugar).ShouldBe(matters);
        UnreadParts.HasUnreadDate(record, Pressure).ShouldBeFalse();
    }

    [Fact]
    public void Types_are_told_apart()
    {
        var record = With(new RecordGap("gap.modifier-extension", Sugar, "modifierExtension", "A modifier.")) with { Unread = ["Claim"] };
        UnreadParts.AnyUnread(record, "Claim").ShouldBeTrue();
        UnreadParts.AnyUnread(record, "Consent", "Coverage").ShouldBeFalse();
        UnreadParts.AnyUnread(record, UnreadParts.OfServices).ShouldBeTrue();
        foreach (var type in new[] { "ChargeItem", "Claim", "Encounter", "Procedure" })
            UnreadParts.AnyUnread(record with { Unread = [type] }, UnreadParts.OfServices).ShouldBeTrue();
        UnreadParts.AnyWithheld(record, "Condition").ShouldBeTrue();
        UnreadParts.AnyWithheld(record, "Claim").ShouldBeFalse();
        UnreadParts.Withheld(record, "Condition").ShouldBe([Sugar]);
        UnreadParts.Withheld(record, "Claim").ShouldBeEmpty();
    }
}
