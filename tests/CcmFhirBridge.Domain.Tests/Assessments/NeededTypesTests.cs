using CcmFhirBridge.Domain.Assessments;

namespace CcmFhirBridge.Domain.Tests.Assessments;

/// <summary>Which checks cannot tell where a type is not read, and what that costs.</summary>
public sealed class NeededTypesTests
{
    private const string Services = "visit.initiating, visit.extended-planning, edits.same-day and other services cannot be told, and hold whoever would be billed";

    [Theory]
    [InlineData("Patient", true, "nobody is read, and no month closes")]
    [InlineData("Encounter", true, "no time is seen, and no month closes")]
    [InlineData("Coverage", true, "coverage.medicare-part-b and coverage.payer-rules cannot be told, and hold whoever would be billed")]
    [InlineData("Consent", true, "consent.active cannot be told, and holds whoever would be billed")]
    [InlineData("CarePlan", true, "care-plan.in-force and attestation.duration-and-risk cannot be told, and hold whoever would be billed")]
    [InlineData("DocumentReference", true, "care-plan.in-force and attestation.duration-and-risk cannot be told, and hold whoever would be billed")]
    [InlineData("QuestionnaireResponse", true, "time.length cannot be told, and holds whoever would be billed")]
    [InlineData("Condition", true, "conditions.two-groups and diagnoses.billable cannot be told, and hold whoever would be billed")]
    [InlineData("Procedure", true, Services)]
    [InlineData("ChargeItem", true, Services)]
    [InlineData("Claim", true, Services)]
    [InlineData("Practitioner", false, "who may bill and whose time counts is known only as far as the tenant file says it under practitioners, and the time of others is not counted")]
    [InlineData("PractitionerRole", false, "who may bill and whose time counts is known only as far as the tenant file says it under practitioners, and the time of others is not counted")]
    [InlineData("Organization", false, "another practice's service is told from the practice's own only where it names a number of its own")]
    [InlineData("Observation", false, "no check misses it")]
    public void What_it_costs_that_a_type_is_not_read(string type, bool holds, string cost)
    {
        NeededTypes.Holds(type).ShouldBe(holds);
        NeededTypes.CostOf(type).ShouldBe(cost);
    }

    [Theory]
    [InlineData("time.death", "Patient", true)]
    [InlineData("time.death", "Coverage Patient", true)]
    [InlineData("time.death", "Coverage Consent", false)]
    [InlineData("time.death", "", false)]
    [InlineData("time.floor", "Encounter", true)]
    [InlineData("time.stay", "Encounter", true)]
    [InlineData("time.stay", "Claim", false)]
    [InlineData("edits.same-day", "Claim", true)]
    [InlineData("other-service.pcm", "ChargeItem", true)]
    [InlineData("other-service.pcm", "Procedure", true)]
    [InlineData("other-service.pcm", "Condition", false)]
    [InlineData("other", "Claim", false)]
    [InlineData("visit.initiating.more", "Claim", false)]
    [InlineData("time.floor", "Observation", false)]
    public void Which_rule_rests_on_which_types(string rule, string types, bool rests) =>
        NeededTypes.AnyOf(rule, [.. types.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).ShouldBe(rests);
}
