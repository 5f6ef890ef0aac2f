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
        { "third add-on unit", "99439 has 3 units; at most 2 may be billed in a month." },
        { "second base unit", "99490 has 2 units; at most 1 may be billed in a month." },
        { "add-on alone", "A bill of the month has exactly one base code; this one has 0.|99439 stands without its base code 99490." },
        { "two bases", "A bill of the month has exactly one base code; this one has 2." },
        { "code twice", "A code stands on more than one line." },
        { "foreign code", "99491 is not in force in the month." },
        { "day outside", "99490 has a date of service outside the month." },
        { "two days", "The lines have more than one date of service." },
        { "no practitioner", "No billing practitioner with an NPI is named." },
        { "no NPI", "No billing practitioner with an NPI is named." },
        { "one diagnosis", "Fewer than two diagnoses are named." },
        { "one diagnosis twice", "Fewer than two diagnoses are named." },
        { "no charge", "99490 has no charge, or one that is not units times the unit charge." },
        { "charge of nothing", "99490 has no charge, or one that is not units times the unit charge." },
        { "charge below nothing", "99490 has no charge, or one that is not units times the unit charge." },
        { "charge without a unit's", "99490 has no charge, or one that is not units times the unit charge." },
        { "charge that does not multiply", "99439 has no charge, or one that is not units times the unit charge." },
        { "part of a cent", "99490 has a charge with a part of a cent, or one that no claim form can carry." },
        { "more than a form holds", "99490 has a charge with a part of a cent, or one that no claim form can carry." },
        { "the most a form holds", "" },
        { "no units", "99490 has no units.|99490 has no charge, or one that is not units times the unit charge." },
        { "clinic's code", "G0511 is filed on institutional claims only." },
        { "visit's code without its visit", "G0506 stands without its visit." },
        { "visit's code with it", "" },
        { "month's code with a visit", "99439 counts the month's time and is no part of a visit." },
        { "visit's code on the complex day", "G0506 and the complex code are never paid on one day." },
        { "visit's code on another day", "" },
        { "other month", "The rules are of 2026-04, the plan is of 2026-05.|99490 has a date of service outside the month.|99439 has a date of service outside the month." },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Whatever_must_never_leave_is_named_and_nothing_else_is(string what, string words)
    {
        var plan = Lawful;
        var (first, second) = (plan.Lines[0], plan.Lines[1]);
        plan = what switch
        {
            "third add-on unit" => plan with { Lines = [first, second with { Units = 3, Charge = second.UnitCharge * 3 }] },
            "second base unit" => plan with { Lines = [first with { Units = 2, Charge = first.UnitCharge * 2 }] },
            "add-on alone" => plan with { Lines = [second] },
            "code twice" => plan with { Lines = [first, second, second] },
            "foreign code" => plan with { Lines = [first, second with { Code = "99491" }] },
            "day outside" => plan with { Lines = [first with { DateOfService = new DateOnly(2026, 5, 1) }] },
            "two days" => plan with { Lines = [first, second with { DateOfService = new DateOnly(2026, 4, 29) }] },
            "no practitioner" => plan with { BillingPractitioner = null },
            "no NPI" => plan with { BillingPractitioner = TestTenant.DrA with { Npi = null } },
            "one diagnosis" => plan with { Diagnoses = [plan.Diagnoses[0]] },
            "one diagnosis twice" => plan with { Diagnoses = [plan.Diagnoses[0], plan.Diagnoses[0]] },
            "no charge" => plan with { Lines = [first with { Charge = null, UnitCharge = null }] },
            "two bases" => plan with { Lines = [first, first with { Code = "99487" }] },
            "charge of nothing" => plan with { Lines = [first with { Charge = 0, UnitCharge = 0 }] },
            "charge below nothing" => plan with { Lines = [first with { Charge = -1, UnitCharge = -1 }] },
            "charge without a unit's" => plan with { Lines = [first with { UnitCharge = null }] },
            "part of a cent" => plan with { Lines = [first with { Charge = 1.005m, UnitCharge = 1.005m }] },
            "more than a form holds" => plan with { Lines = [first with { Charge = 100_000_000m, UnitCharge = 100_000_000m }] },
            "the most a form holds" => plan with { Lines = [first with { Charge = 99_999_999.99m, UnitCharge = 99_999_999.99m }] },
            "visit's code with it" => plan with { Lines = [first, first with { Code = "G0506", Visit = new SourceReference("Encounter", "v1") }] },
            "visit's code on another day" => plan with { Lines = [first with { Code = "99487" }, first with { Code = "G0506", DateOfService = new DateOnly(2026, 4, 1), Visit = new SourceReference("Encounter", "v1") }] },
            "charge that does not multiply" => plan with { Lines = [first, second with { Charge = 1.00m }] },
            "no units" => plan with { Lines = [first with { Units = 0, Charge = 0 }] },
            "clinic's code" => plan with { Lines = [first, first with { Code = "G0511" }] },
            "visit's code without its visit" => plan with { Lines = [first, first with { Code = "G0506" }] },
            "month's code with a visit" => plan with { Lines = [first, second with { Visit = new SourceReference("Encounter", "v1") }] },
            "visit's code on the complex day" => plan with { Lines = [first with { Code = "99487" }, first with { Code = "G0506", Visit = new SourceReference("Encounter", "v1") }] },
            _ => plan with { Month = plan.Month.Next },
        };
        Violations(plan).Order().ShouldBe(words.Split('|', StringSplitOptions.RemoveEmptyEntries).Order());
    }
}
