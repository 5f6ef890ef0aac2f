using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Revenue;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Outputs;

namespace CcmFhirBridge.Tenants;

/// <summary>What a patient's month left on the table.</summary>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Why">The rules that hold it, or how many seconds were missing.</param>
/// <param name="Codes">What would have been billed.</param>
/// <param name="Amount">Allowed amount of it; null where it is not known.</param>
internal sealed record LeftOnTable(string Patient, string Why, string Codes, decimal? Amount);

/// <summary>A month of a practice in the calculator's terms.</summary>
internal sealed record PracticeMoney
{
    public required ServiceMonth Month { get; init; }

    /// <summary>Patients who were assessed.</summary>
    public required int Patients { get; init; }

    /// <summary>Of them with Medicare Part B in the month.</summary>
    public required int PartB { get; init; }

    /// <summary>Of those with two or more chronic conditions.</summary>
    public required int Eligible { get; init; }

    /// <summary>Of those with consent in force.</summary>
    public required int Enrolled { get; init; }

    /// <summary>Patients whose month is a bill.</summary>
    public required int Billed { get; init; }

    /// <summary>Units of a hundred billed months, the most frequent code first.</summary>
    public required ImmutableArray<(string Code, decimal PerHundred)> Mix { get; init; }

    /// <summary>Allowed amount of the bills; null where one is not known.</summary>
    public required decimal? Allowed { get; init; }

    public required ImmutableArray<LeftOnTable> Held { get; init; }

    public required ImmutableArray<LeftOnTable> NearMisses { get; init; }

    public PercentRange EligibleShare => Share(Eligible, PartB);

    public PercentRange EnrolledShare => Share(Enrolled, Eligible);

    public PercentRange ReachingShare => Share(Billed, Enrolled);

    /// <summary>Reads the month by assessing everybody anew; nothing is kept.</summary>
    public static async Task<PracticeMoney> ReadAsync(TenantSession session, ServiceMonth month, CancellationToken cancellation)
    {
        var rules = session.Rules.InForce(month);
        var (patients, partB, eligible, enrolled, billed, allowed) = (0, 0, 0, 0, 0, (decimal?)0m);
        var units = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var held = ImmutableArray.CreateBuilder<LeftOnTable>();
        var near = ImmutableArray.CreateBuilder<LeftOnTable>();
        await foreach (var (_, assessment) in session.Assessments().EverybodyAsync(month, cancellation))
        {
            if (assessment is null)
                continue;
            patients++;
            var covered = Met(assessment, "coverage.medicare-part-b");
            var able = covered && Met(assessment, "conditions.two-groups");
            partB += covered ? 1 : 0;
            eligible += able ? 1 : 0;
            enrolled += able && Met(assessment, "consent.active") ? 1 : 0;
            if (assessment.Outcome == Outcome.Hold && !assessment.Lines.IsEmpty)
                held.Add(HeldOf(assessment));
            if (NearMiss.Of(assessment, rules) is { } missed)
                near.Add(NearOf(missed, rules!, session.Tenant.Billing));
            if (assessment.Outcome != Outcome.Bill || !able)
                continue;
            billed++;
            allowed += AmountOf(assessment);
            foreach (var line in assessment.Lines)
                units[line.Code] = units.GetValueOrDefault(line.Code) + line.Units;
        }

        return new PracticeMoney
        {
            Month = month,
            Patients = patients,
            PartB = partB,
            Eligible = eligible,
            Enrolled = enrolled,
            Billed = billed,
            Allowed = allowed,
            Mix = [.. units.OrderByDescending(static code => code.Value).Select(code => (code.Key, decimal.Round(code.Value * 100m / Math.Max(1, billed), 4)))],
            Held = held.ToImmutable(),
            NearMisses = near.ToImmutable(),
        };
    }

    private static LeftOnTable HeldOf(Assessment assessment) => new(
        assessment.Patient,
        string.Join(" ", assessment.Findings.Where(static finding => finding.Result != FindingResult.Met && finding.Severity == Severity.Hold).Select(static finding => finding.Rule)),
        Words.Lines(assessment.Lines),
        AmountOf(assessment));

    private static LeftOnTable NearOf(NearMiss missed, RulesInForce rules, BillingSettings billing) => new(
        missed.Patient, $"{Words.Clock(missed.Missing)} missing at {Words.Clock(missed.Seconds)}", missed.Code,
        rules.Fees.Amount(new AmountRequest(missed.Code, rules.Month.LastDay, PlacesOfService.IsFacility(billing.PlaceOfService), billing.Locality)).Unit);

    private static bool Met(Assessment assessment, string rule) => assessment.Findings.Any(finding => finding.Rule == rule && finding.Result == FindingResult.Met);

    private static decimal? AmountOf(Assessment assessment) =>
        assessment.Lines.Any(static line => line.Amount is null) ? null : assessment.Lines.Sum(static line => line.Amount!.Value);

    private static PercentRange Share(int part, int whole)
    {
        var share = whole == 0 ? 0m : part * 100m / whole;
        return new PercentRange(share, share, share);
    }
}
