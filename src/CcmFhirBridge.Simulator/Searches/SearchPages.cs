using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Searches;

/// <summary>A search as it stood when it was asked: later writes do not move its pages.</summary>
internal sealed record SearchSnapshot(SearchQuery Query, IReadOnlyList<StoredVersion> Found, DateTimeOffset At);

/// <summary>One page of a snapshot.</summary>
internal sealed record SearchPage(SearchSnapshot Snapshot, int Offset, int Size);

/// <summary>Pages that were promised by a next link. The token says nothing to who reads it, and the oldest expire.</summary>
internal sealed class SearchPages(int capacity)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SearchPage> pages = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();
    private long issued;

    public string Promise(SearchPage page)
    {
        lock (gate)
        {
            issued++;
            var token = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"page {issued}")))[..32];
            pages[token] = page;
            order.Enqueue(token);
            if (order.Count > capacity)
                pages.Remove(order.Dequeue());
            return token;
        }
    }

    public SearchPage? Redeem(string token)
    {
        lock (gate)
            return pages.GetValueOrDefault(token);
    }
}
