using CcmFhirBridge.Domain.BillingPlans;

namespace CcmFhirBridge.Pipeline.Ledger;

/// <summary>The lines of a slot as the plan is compared with them.</summary>
public static class BilledLines
{
    public static IReadOnlyList<BilledLine> Of(IEnumerable<LedgerEntry> entries) =>
    [
        .. entries.Where(entry => entry.Code is not null)
            .Select(entry => new BilledLine(entry.Code!, entry.Units, entry.Charge, entry.Revision, entry.State)),
    ];
}
