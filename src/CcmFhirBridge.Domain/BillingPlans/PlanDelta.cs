using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Domain.Assessments;

namespace CcmFhirBridge.Domain.BillingPlans;

/// <summary>
/// The plan against what the ledger holds. Lines are created only where the ledger holds nothing that may have left; anything that no
/// longer agrees is a difference for a person, because corrections are not sent by themselves.
/// </summary>
public sealed record PlanDelta
{
    /// <summary>Lines to create.</summary>
    public required ImmutableArray<ServiceLine> Lines { get; init; }

    /// <summary>Revision that the lines get: one more than the highest in the ledger, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>What in the ledger no longer agrees with the plan, in words.</summary>
    public required ImmutableArray<string> Differences { get; init; }

    /// <summary>Nothing to create and nothing that disagrees.</summary>
    public bool IsEmpty => Lines.IsEmpty && Differences.IsEmpty;

    /// <summary>What is missing or wrong.</summary>
    /// <param name="plan">What the month deserves.</param>
    /// <param name="existing">Every line of the ledger for the patient-month, of all revisions.</param>
    public static PlanDelta Between(BillingPlan plan, IReadOnlyList<BilledLine> existing)
    {
        var highest = existing.Count == 0 ? 0 : existing.Max(static line => line.Revision);
        var standing = existing.Where(static line => line.State != LedgerState.Corrected).ToArray();
        if (standing.Length == 0)
        {
            ImmutableArray<ServiceLine> create = plan.Outcome == Outcome.Bill ? plan.Lines : [];
            return new PlanDelta { Lines = create, Revision = highest + 1, Differences = [] };
        }

        var current = standing.Where(line => line.Revision == standing.Max(static other => other.Revision)).ToArray();
        return new PlanDelta { Lines = [], Revision = highest + 1, Differences = Compare(plan, current) };
    }

    private static ImmutableArray<string> Compare(BillingPlan plan, BilledLine[] current)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        if (plan.Outcome != Outcome.Bill)
            words.Add(Say($"The ledger holds a bill of the month, and the assessment now says {plan.Outcome.ToString().ToLowerInvariant()}."));
        foreach (var line in plan.Lines)
        {
            var billed = Array.Find(current, other => other.Code == line.Code);
            if (billed is null)
                words.Add(Say($"{line.Code} × {line.Units} is planned and not in the ledger."));
            else if (billed.Units != line.Units)
                words.Add(Say($"{line.Code} has {billed.Units} units in the ledger and {line.Units} in the plan."));
            else if (line.Charge is { } charge && charge != billed.Charge)
                words.Add(Say($"{line.Code} is charged {billed.Charge:F2} in the ledger and {charge:F2} in the plan."));
        }

        foreach (var billed in current.OrderBy(static line => line.Code, StringComparer.Ordinal))
        {
            if (plan.Lines.All(line => line.Code != billed.Code))
                words.Add(Say($"{billed.Code} × {billed.Units} is in the ledger and no longer planned."));
        }

        return words.ToImmutable();
    }

    private static string Say(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
