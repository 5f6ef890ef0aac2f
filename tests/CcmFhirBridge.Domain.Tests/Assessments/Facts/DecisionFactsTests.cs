using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Facts;

/// <summary>Which decision making of a month counts where there are several.</summary>
public sealed class DecisionFactsTests
{
    [Theory]
    //          encounters with their days                 the first, and what tells it
    [InlineData("b 04-16", "04-16 b")]
    [InlineData("b 04-16, a 04-18", "04-16 b")]            // the earlier, whatever its id
    [InlineData("a 04-18, b 04-16", "04-16 b")]
    [InlineData("b 04-16, a 04-16", "04-16 a")]            // of one day the lower id, whatever the order
    [InlineData("a 04-16, b 04-16", "04-16 a")]
    [InlineData("a 03-31, b 05-01", "none")]
    public void The_first_of_the_month_counts(string encounters, string expected)
    {
        var record = Records.Eligible().Record with
        {
            DecisionMakings =
            [
                .. encounters.Split(", ").Select(static encounter => encounter.Split(' '))
                    .Select(static words => new DecisionMaking(new SourceReference("Encounter", words[0]), "moderate", Records.Day("2026-" + words[1]), [TestTenant.DrA])),
            ],
        };
        var decision = new CaseFacts(record, new PracticeMonth(TestRules.Whole, TestTenant.Lakeside, Records.April)).Decision;
        (decision.Day is { } day ? $"{day:MM-dd} {decision.Evidence!.Value.Id}" : "none").ShouldBe(expected);
    }
}
