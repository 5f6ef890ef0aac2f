using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.BillingPlans;

/// <summary>The last check before anything leaves. It knows what a lawful bill looks like and nothing of how the plan was made.</summary>
public static class PlanBounds
{
    private const int DiagnosesNeeded = 2;

    // Ten digits: the most that an amount on a claim form holds.
    private const decimal MostCharge = 99_999_999.99m;

    /// <summary>Everything about the plan's lines that must never leave; empty for a plan without lines.</summary>
    public static ImmutableArray<string> Violations(BillingPlan plan, RulesInForce rules)
    {
        if (plan.Lines.IsEmpty)
            return [];
        var found = ImmutableArray.CreateBuilder<string>();
        if (rules.Month != plan.Month)
            found.Add($"The rules are of {rules.Month}, the plan is of {plan.Month}.");
        var bases = 0;
        foreach (var line in plan.Lines)
        {
            Line(plan, line, rules, found);
            if (rules.Find(line.Code) is { Role: CodeRole.Base })
                bases++;
        }

        if (bases != 1)
            found.Add(Say($"A bill of the month has exactly one base code; this one has {bases}."));
        if (plan.Lines.Select(static line => line.Code).Distinct(StringComparer.Ordinal).Count() != plan.Lines.Length)
            found.Add("A code stands on more than one line.");
        if (plan.Lines.Where(static line => line.Visit is null).Select(static line => line.DateOfService).Distinct().Count() != 1)
            found.Add("The lines have more than one date of service.");
        Visits(plan, rules, found);
        if (plan.BillingPractitioner is not { CanBillWithNpi: true })
            found.Add("No billing practitioner with an NPI is named.");
        if (plan.Diagnoses.Select(static diagnosis => diagnosis.Code).Distinct(StringComparer.Ordinal).Count() < DiagnosesNeeded)
            found.Add("Fewer than two diagnoses are named.");
        return found.ToImmutable();
    }

    private static void Line(BillingPlan plan, ServiceLine line, RulesInForce rules, ImmutableArray<string>.Builder found)
    {
        if (line.Units < 1)
            found.Add($"{line.Code} has no units.");
        if (!plan.Month.Contains(line.DateOfService))
            found.Add($"{line.Code} has a date of service outside the month.");
        if (line.Charge is null or <= 0 || line.UnitCharge is null || line.Charge != line.UnitCharge * line.Units)
            found.Add($"{line.Code} has no charge, or one that is not units times the unit charge.");
        if (line.Charge is { } charge && (decimal.Round(charge, 2) != charge || charge > MostCharge))
            found.Add($"{line.Code} has a charge with a part of a cent, or one that no claim form can carry.");
        if (rules.Find(line.Code) is not { } code)
        {
            found.Add($"{line.Code} is not in force in the month.");
            return;
        }

        if (line.Units > code.UnitCap)
            found.Add(Say($"{line.Code} has {line.Units} units; at most {code.UnitCap} may be billed in a month."));
        if (code.Role == CodeRole.ClinicBundle)
            found.Add($"{line.Code} is filed on institutional claims only.");
        if (code.Role == CodeRole.VisitAddOn != line.Visit is not null)
            found.Add(line.Visit is null ? $"{line.Code} stands without its visit." : $"{line.Code} counts the month's time and is no part of a visit.");
        if (code.Role == CodeRole.AddOn && plan.Lines.All(other => other.Code != code.BaseCode))
            found.Add($"{line.Code} stands without its base code {code.BaseCode}.");
    }

    private static void Visits(BillingPlan plan, RulesInForce rules, ImmutableArray<string>.Builder found)
    {
        foreach (var added in plan.Lines.Where(static line => line.Visit is not null))
        {
            if (plan.Lines.Any(line => line.Visit is null && line.DateOfService == added.DateOfService && rules.Find(line.Code) is { Role: CodeRole.Base, NeedsDecisionMaking: true }))
                found.Add($"{added.Code} and the complex code are never paid on one day.");
        }
    }

    private static string Say(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
