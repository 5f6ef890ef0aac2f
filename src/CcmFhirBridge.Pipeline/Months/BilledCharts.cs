using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>Which charts are billed in a month, by member and by Coverage: two on one of either may be one person.</summary>
internal sealed class BilledCharts
{
    private readonly Dictionary<string, HashSet<string>> _ofMember = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _onCoverage = new(StringComparer.Ordinal);

    /// <summary>The charts of a month.</summary>
    /// <param name="results">What was computed now.</param>
    /// <param name="ledger">Every entry of the month, also of charts that could not be computed.</param>
    /// <param name="aliases">Who is read as whom: charts that the EHR merged are one.</param>
    public static BilledCharts Of(IEnumerable<ServiceMonthResult> results, IEnumerable<LedgerEntry> ledger, PatientAliases aliases)
    {
        var charts = new BilledCharts();
        foreach (var (plan, entries) in results.Select(result => (result.Plan, result.Ledger)))
        {
            if (plan.Outcome != Outcome.Bill && !entries.Any(MayBeFiled))
                continue;
            Add(charts._ofMember, plan.MemberKey, aliases.Resolve(plan.Patient));
            Add(charts._onCoverage, plan.Coverage?.Key, aliases.Resolve(plan.Patient));
        }

        // A chart that was billed and no longer says for whom has still been billed.
        foreach (var claim in ledger.Where(MayBeFiled))
            Add(charts._ofMember, claim.MemberKey, aliases.Resolve(claim.Patient));
        return charts;
    }

    public int OthersOfMember(BillingPlan plan) => Others(_ofMember, plan.MemberKey, plan.Patient);

    public int OthersOnCoverage(BillingPlan plan) => Others(_onCoverage, plan.Coverage?.Key, plan.Patient);

    private static void Add(Dictionary<string, HashSet<string>> charts, string? key, string patient)
    {
        if (key is null)
            return;
        if (!charts.TryGetValue(key, out var patients))
            charts[key] = patients = new HashSet<string>(StringComparer.Ordinal);
        patients.Add(patient);
    }

    private static int Others(Dictionary<string, HashSet<string>> charts, string? key, string patient) =>
        key is not null && charts.TryGetValue(key, out var patients) ? patients.Count(other => other != patient) : 0;

    private static bool MayBeFiled(LedgerEntry entry) => entry.Code is null
        && entry.State is not (LedgerState.Held or LedgerState.Rejected or LedgerState.Corrected);
}
