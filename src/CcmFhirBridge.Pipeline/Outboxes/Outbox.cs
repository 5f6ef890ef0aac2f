using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Pipeline.Outboxes;

/// <summary>What the ledger has not brought to rest, and any entry of it with its history. It only looks.</summary>
public sealed class Outbox(IBillingLedger ledger)
{
    /// <summary>Entries that have not come to rest, those first that have stood longest.</summary>
    /// <param name="month">Only this month; null for all.</param>
    /// <param name="state">Only this state; null for all that wait.</param>
    /// <param name="cancellation">Stops between entries.</param>
    public async Task<IReadOnlyList<OutboxItem>> ListAsync(ServiceMonth? month, LedgerState? state, CancellationToken cancellation)
    {
        var items = new List<OutboxItem>();
        var backs = await ledger.TakeBacksAsync(cancellation);
        foreach (var entry in await ledger.UnsettledAsync(cancellation))
        {
            if ((month is null || entry.Slot.Month == month) && (state is null || entry.State == state))
                items.Add(await ItemAsync(entry, backs, cancellation));
        }

        return [.. items.OrderBy(item => item.Since)];
    }

    /// <summary>The entry of a revision identifier, or the newest revision under an identifier; null when the ledger knows neither.</summary>
    public async Task<OutboxItem?> FindAsync(string identifier, CancellationToken cancellation)
    {
        // The id of a resource that was created by us is its revision identifier in lower case.
        var revisions = await ledger.RevisionsAsync(identifier.Trim().ToUpperInvariant(), cancellation);
        return revisions is [.., var newest] ? await ItemAsync(newest, cancellation) : null;
    }

    /// <summary>The entry as it stands now.</summary>
    public async Task<OutboxItem> ItemAsync(LedgerEntry entry, CancellationToken cancellation) =>
        await ItemAsync(entry, await ledger.TakeBacksAsync(cancellation), cancellation);

    private async Task<OutboxItem> ItemAsync(LedgerEntry entry, IReadOnlyList<TakeBack> backs, CancellationToken cancellation)
    {
        var now = (await ledger.RevisionsAsync(entry.RevisionIdentifier, cancellation)).Single();
        return new OutboxItem(now, await ledger.HistoryAsync(entry.RevisionIdentifier, cancellation)) { Behind = [.. backs.Where(back => back.Slot == now.Slot)] };
    }
}
