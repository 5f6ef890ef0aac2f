using System.Collections.Immutable;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.BillingPlans;

public sealed class PlanBoundsTests
{
    private static BillingPlan Lawful => BillingPlanner.Plan(Records.Eligible().Time("04-14 10:00", 3600).Assess());

    private static ImmutableArray<string> Violations(BillingPlan plan) => PlanBounds.Violations(plan, TestRules.StaffOnly with { Codes = [.. TestRules.StaffOnly.Codes, TestRules.Base99487, TestRules.VisitAddOnG0506, TestRules.BundleG0511] });

    [Fact]
    public void A_lawful_plan_and_one_without_lines_have_no_violations()
    {
        Violations(Lawful).ShouldBeEmpty();
        Violations(Lawful with { Lines = [] }).ShouldBeEmpty();
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "third add-on unit", "at most 2" },
        { "second base unit", "at most 1" },
        { "add-on alone", "without its base code" },
        { "no base", "exactly one base code" },
        { "code twice", "more than one line" },
        { "foreign code", "not in force" },
        { "day outside", "outside the month" },
        { "two days", "more than one date" },
        { "no practitioner", "No billing practitioner" },
        { "no NPI", "No billing practitioner" },
        { "one diagnosis", "Fewer than two diagnoses" },
        { "one diagnosis twice", "Fewer than two diagnoses" },
        { "no charge", "no charge" },
        { "charge that does not multiply", "no charge" },
        { "no units", "no units" },
        { "clinic's code", "institutional claims only" },
        { "visit's code without its visit", "stands without its visit" },
        { "month's code with a visit", "no part of a visit" },
        { "visit's code on the complex day", "never paid on one day" },
        { "other month", "The rules are of" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Whatever_must_never_leave_is_named(string what, string words)
    {
        var plan = Lawful;
        var (first, second) = (plan.Lines[0], plan.Lines[1]);
        plan = what switch
        {
            "third add-on unit" => plan with { Lines = [first, second with { Units = 3, Charge = second.UnitCharge * 3 }] },
            "second base unit" => plan with { Lines = [first with { Units = 2, Charge = first.UnitCharge * 2 }] },
            "add-on alone" or "no base" => plan with { Lines = [second] },
            "code twice" => plan with { Lines = [first, second, second] },
            "foreign code" => plan with { Lines = [first, second with { Code = "99491" }] },
            "day outside" => plan with { Lines = [first with { DateOfService = new DateOnly(2026, 5, 1) }] },
            "two days" => plan with { Lines = [first, second with { DateOfService = new DateOnly(2026, 4, 29) }] },
            "no practitioner" => plan with { BillingPractitioner = null },
            "no NPI" => plan with { BillingPractitioner = TestTenant.DrA with { Npi = null } },
            "one diagnosis" => plan with { Diagnoses = [plan.Diagnoses[0]] },
            "one diagnosis twice" => plan with { Diagnoses = [plan.Diagnoses[0], plan.Diagnoses[0]] },
            "no charge" => plan with { Lines = [first with { Charge = null, UnitCharge = null }] },
            "charge that does not multiply" => plan with { Lines = [first, second with { Charge = 1.00m }] },
            "no units" => plan with { Lines = [first with { Units = 0, Charge = 0 }] },
            "clinic's code" => plan with { Lines = [first, first with { Code = "G0511" }] },
            "visit's code without its visit" => plan with { Lines = [first, first with { Code = "G0506" }] },
            "month's code with a visit" => plan with { Lines = [first, second with { Visit = new SourceReference("Encounter", "v1") }] },
            "visit's code on the complex day" => plan with { Lines = [first with { Code = "99487" }, first with { Code = "G0506", Visit = new SourceReference("Encounter", "v1") }] },
            _ => plan with { Month = plan.Month.Next },
        };
        Violations(plan).ShouldContain(violation => violation.Contains(words));
    }
}
