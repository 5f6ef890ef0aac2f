using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Answers;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>What one code comes to in a month.</summary>
/// <param name="Code">CPT or HCPCS code.</param>
/// <param name="Patients">Patients with the code.</param>
/// <param name="Units">Units of all of them.</param>
/// <param name="Charge">What the practice charges for them.</param>
/// <param name="Amount">Estimated allowed amount; null where any line has none.</param>
public sealed record CodeTotal(string Code, int Patients, int Units, decimal Charge, decimal? Amount);

/// <summary>A month at a glance.</summary>
public sealed record MonthOverview
{
    public required MonthRecord Month { get; init; }

    /// <summary>Patients, by reference.</summary>
    public required ImmutableArray<PatientMonth> Patients { get; init; }

    public required ImmutableSortedDictionary<Outcome, int> ByOutcome { get; init; }

    /// <summary>Codes of the patients whose month is a bill.</summary>
    public required ImmutableArray<CodeTotal> Codes { get; init; }

    /// <summary>Resources in the ledger, by state.</summary>
    public required ImmutableSortedDictionary<LedgerState, int> ByLedgerState { get; init; }

    /// <summary>Patients who changed since they were assessed, or never were.</summary>
    public required int Due { get; init; }

    /// <summary>What was sealed of the month, and when it was closed and reopened.</summary>
    public required MonthChain Chain { get; init; }

    /// <summary>What is not as it was sealed, in words; empty when all is.</summary>
    public required ImmutableArray<string> Broken { get; init; }

    /// <summary>Patients whose month comes to something else than was sealed.</summary>
    public required ImmutableArray<LateFact> Late { get; init; }

    /// <summary>Of whom the EHR may not have shown everything, and why: their months are held.</summary>
    public IReadOnlyList<PatientDoubt> Doubts { get; init; } = [];

    /// <summary>Claims of the month that were rejected or denied; empty where nobody answers them through the service.</summary>
    public ImmutableArray<RefusedClaim> Refused { get; init; } = [];

    public static async Task<MonthOverview> ReadAsync(
        IAssessmentStore assessments, IMonthStore months, IBillingLedger ledger, MonthSealing sealing, AssessmentRun assess, PatientAliases aliases, ServiceMonth month,
        CancellationToken cancellation)
    {
        var entries = await ledger.MonthAsync(month, cancellation);
        var byPatient = entries.ToLookup(entry => aliases.Resolve(entry.Patient), StringComparer.Ordinal);
        var stored = await assessments.ListAsync(month, cancellation);
        var patients = stored.Select(assessment => PatientMonth.Of(assessment, byPatient[assessment.Patient])).ToImmutableArray();
        var (chain, broken) = await sealing.CheckAsync(month, cancellation);
        var (late, unexplained) = chain.Links.Count == 0
            ? ([], [])
            : await LateFact.OfAsync(chain, stored, aliases, patient => assess.AssessAsync(patient, month, cancellation));
        return new MonthOverview
        {
            Month = await months.FindAsync(month, cancellation),
            Patients = patients,
            ByOutcome = patients.GroupBy(patient => patient.Outcome).ToImmutableSortedDictionary(group => group.Key, group => group.Count()),
            Codes = CodesOf(patients),
            ByLedgerState = entries.GroupBy(entry => entry.State).ToImmutableSortedDictionary(group => group.Key, group => group.Count()),
            Chain = chain,
            Broken = [.. broken, .. unexplained],
            Late = late,
            Due = (await assessments.DueAsync(month, cancellation)).Count,
        };
    }

    private static ImmutableArray<CodeTotal> CodesOf(ImmutableArray<PatientMonth> patients) =>
    [
        .. patients.Where(patient => patient.Outcome == Outcome.Bill)
            .SelectMany(patient => patient.Lines)
            .GroupBy(line => line.Code, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new CodeTotal(
                group.Key, group.Count(), group.Sum(line => line.Units), group.Sum(line => line.Charge ?? 0m),
                group.All(line => line.Amount is not null) ? group.Sum(line => line.Amount!.Value) : null)),
    ];
}
