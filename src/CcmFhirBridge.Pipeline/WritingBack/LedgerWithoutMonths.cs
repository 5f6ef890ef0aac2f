using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Pipeline.WritingBack;

/// <summary>A ledger that shows nothing to send and nothing to take back of some months; what is on its way is shown.</summary>
internal sealed class LedgerWithoutMonths(IBillingLedger inner, IReadOnlySet<ServiceMonth> months) : IBillingLedger
{
    public async Task<IReadOnlyList<LedgerEntry>> OutstandingAsync(CancellationToken cancellation) =>
        [.. (await inner.OutstandingAsync(cancellation)).Where(entry => entry.State != LedgerState.Planned || !months.Contains(entry.Slot.Month))];

    public async Task<IReadOnlyList<TakeBack>> TakeBacksAsync(CancellationToken cancellation) =>
        [.. (await inner.TakeBacksAsync(cancellation)).Where(back => !months.Contains(back.Slot.Month))];

    public Task<long> PersonAsync(string patient, CancellationToken cancellation) => inner.PersonAsync(patient, cancellation);

    public Task<long?> FindPersonAsync(string patient, CancellationToken cancellation) => inner.FindPersonAsync(patient, cancellation);

    public Task PlanAsync(long fence, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation) => inner.PlanAsync(fence, entries, cancellation);

    public Task AdoptAsync(long fence, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation) => inner.AdoptAsync(fence, entries, cancellation);

    public Task MoveAsync(long fence, LedgerEntry entry, LedgerState to, CancellationToken cancellation) => inner.MoveAsync(fence, entry, to, cancellation);

    public Task ReviseAsync(long fence, BillRevision revision, CancellationToken cancellation) => inner.ReviseAsync(fence, revision, cancellation);

    public Task MoveAsync(long fence, TakeBack takeBack, LedgerState to, CancellationToken cancellation) => inner.MoveAsync(fence, takeBack, to, cancellation);

    public Task<IReadOnlyList<LedgerEntry>> SlotAsync(ClaimSlot slot, CancellationToken cancellation) => inner.SlotAsync(slot, cancellation);

    public Task<IReadOnlyList<LedgerEntry>> MonthAsync(ServiceMonth month, CancellationToken cancellation) => inner.MonthAsync(month, cancellation);

    public Task<IReadOnlyList<LedgerEntry>> UnsettledAsync(CancellationToken cancellation) => inner.UnsettledAsync(cancellation);

    public Task<IReadOnlyList<LedgerEntry>> RevisionsAsync(string identifier, CancellationToken cancellation) => inner.RevisionsAsync(identifier, cancellation);

    public Task<IReadOnlyList<string>> BrokenHistoriesAsync(ServiceMonth month, CancellationToken cancellation) => inner.BrokenHistoriesAsync(month, cancellation);

    public Task<IReadOnlyList<LedgerEvent>> HistoryAsync(string revisionIdentifier, CancellationToken cancellation) => inner.HistoryAsync(revisionIdentifier, cancellation);
}
