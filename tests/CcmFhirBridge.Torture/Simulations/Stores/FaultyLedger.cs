using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Torture.Simulations.Stores;

/// <summary>The real ledger, reached through what may go wrong.</summary>
internal sealed class FaultyLedger(IBillingLedger ledger, StoreFaults faults) : IBillingLedger
{
    public Task<long> PersonAsync(string patient, CancellationToken cancellation) =>
        faults.ChangeAsync($"know {patient}", () => ledger.PersonAsync(patient, cancellation));

    public Task<long?> FindPersonAsync(string patient, CancellationToken cancellation) => ledger.FindPersonAsync(patient, cancellation);

    public Task PlanAsync(long fence, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation) =>
        faults.ChangeAsync($"plan {entries[0].RevisionIdentifier} under fence {fence}", () => ledger.PlanAsync(fence, entries, cancellation));

    public Task AdoptAsync(long fence, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation) =>
        faults.ChangeAsync($"adopt {entries.Count} under fence {fence}", () => ledger.AdoptAsync(fence, entries, cancellation));

    public Task MoveAsync(long fence, LedgerEntry entry, LedgerState to, CancellationToken cancellation) =>
        faults.ChangeAsync($"move {entry.RevisionIdentifier} to {to} under fence {fence}", () => ledger.MoveAsync(fence, entry, to, cancellation));

    public Task ReviseAsync(long fence, BillRevision revision, CancellationToken cancellation) =>
        faults.ChangeAsync($"revise {revision.Old[0].RevisionIdentifier} under fence {fence}", () => ledger.ReviseAsync(fence, revision, cancellation));

    public Task MoveAsync(long fence, TakeBack takeBack, LedgerState to, CancellationToken cancellation) =>
        faults.ChangeAsync($"move the taking back of {takeBack.RevisionIdentifier} to {to} under fence {fence}", () => ledger.MoveAsync(fence, takeBack, to, cancellation));

    public Task<IReadOnlyList<TakeBack>> TakeBacksAsync(CancellationToken cancellation) =>
        faults.ReadAsync("read what is taken back", () => ledger.TakeBacksAsync(cancellation));

    public Task<IReadOnlyList<LedgerEntry>> SlotAsync(ClaimSlot slot, CancellationToken cancellation) =>
        faults.ReadAsync("read a slot", () => ledger.SlotAsync(slot, cancellation));

    public Task<IReadOnlyList<LedgerEntry>> MonthAsync(ServiceMonth month, CancellationToken cancellation) =>
        faults.ReadAsync("read a month", () => ledger.MonthAsync(month, cancellation));

    public Task<IReadOnlyList<LedgerEntry>> OutstandingAsync(CancellationToken cancellation) =>
        faults.ReadAsync("read what is outstanding", () => ledger.OutstandingAsync(cancellation));

    public Task<IReadOnlyList<LedgerEntry>> UnsettledAsync(CancellationToken cancellation) =>
        faults.ReadAsync("read what is unsettled", () => ledger.UnsettledAsync(cancellation));

    public Task<IReadOnlyList<LedgerEntry>> RevisionsAsync(string identifier, CancellationToken cancellation) =>
        faults.ReadAsync("read the revisions of an entry", () => ledger.RevisionsAsync(identifier, cancellation));

    public Task<IReadOnlyList<string>> BrokenHistoriesAsync(ServiceMonth month, CancellationToken cancellation) =>
        faults.ReadAsync("compare a month with its history", () => ledger.BrokenHistoriesAsync(month, cancellation));

    public Task<IReadOnlyList<LedgerEvent>> HistoryAsync(string revisionIdentifier, CancellationToken cancellation) =>
        ledger.HistoryAsync(revisionIdentifier, cancellation);
}
