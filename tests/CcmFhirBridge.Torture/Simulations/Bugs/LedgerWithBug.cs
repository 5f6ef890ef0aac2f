using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Torture.Simulations.Bugs;

/// <summary>A ledger of which something is done wrongly; the rest goes through.</summary>
internal abstract class LedgerWithBug(IBillingLedger ledger) : IBillingLedger
{
    public Task<long> PersonAsync(string patient, CancellationToken cancellation) => ledger.PersonAsync(patient, cancellation);

    public Task<long?> FindPersonAsync(string patient, CancellationToken cancellation) => ledger.FindPersonAsync(patient, cancellation);

    public virtual Task PlanAsync(long fence, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation) => ledger.PlanAsync(fence, entries, cancellation);

    public Task AdoptAsync(long fence, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation) => ledger.AdoptAsync(fence, entries, cancellation);

    public virtual Task MoveAsync(long fence, LedgerEntry entry, LedgerState to, CancellationToken cancellation) => ledger.MoveAsync(fence, entry, to, cancellation);

    public Task ReviseAsync(long fence, BillRevision revision, CancellationToken cancellation) => ledger.ReviseAsync(fence, revision, cancellation);

    public Task MoveAsync(long fence, TakeBack takeBack, LedgerState to, CancellationToken cancellation) => ledger.MoveAsync(fence, takeBack, to, cancellation);

    public virtual Task<IReadOnlyList<TakeBack>> TakeBacksAsync(CancellationToken cancellation) => ledger.TakeBacksAsync(cancellation);

    public virtual Task<IReadOnlyList<LedgerEntry>> SlotAsync(ClaimSlot slot, CancellationToken cancellation) => ledger.SlotAsync(slot, cancellation);

    public Task<IReadOnlyList<LedgerEntry>> MonthAsync(ServiceMonth month, CancellationToken cancellation) => ledger.MonthAsync(month, cancellation);

    public virtual Task<IReadOnlyList<LedgerEntry>> OutstandingAsync(CancellationToken cancellation) => ledger.OutstandingAsync(cancellation);

    public Task<IReadOnlyList<LedgerEntry>> UnsettledAsync(CancellationToken cancellation) => ledger.UnsettledAsync(cancellation);

    public Task<IReadOnlyList<LedgerEntry>> RevisionsAsync(string identifier, CancellationToken cancellation) => ledger.RevisionsAsync(identifier, cancellation);

    public Task<IReadOnlyList<string>> BrokenHistoriesAsync(ServiceMonth month, CancellationToken cancellation) => ledger.BrokenHistoriesAsync(month, cancellation);

    public Task<IReadOnlyList<LedgerEvent>> HistoryAsync(string revisionIdentifier, CancellationToken cancellation) =>
        ledger.HistoryAsync(revisionIdentifier, cancellation);
}
