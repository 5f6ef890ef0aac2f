using System.Collections.Concurrent;
using CcmFhirBridge.Server.Door;

namespace CcmFhirBridge.Server.Outbound;

/// <summary>
/// The key sets that clients publish, kept for as long as their owners let them, an hour at most. A set is asked for once a minute at most, whether
/// the last answer was good or not and however many assertions name keys that it lacks; those that come meanwhile wait for the same answer. A set
/// that has run out is worth nothing, even when no newer one can be had.
/// </summary>
internal sealed class KeySetGateway(KeySetFetch fetch, TimeProvider time)
{
    /// <summary>The least time between two fetches of one set.</summary>
    public static readonly TimeSpan FewestBetween = TimeSpan.FromMinutes(1);

    /// <summary>The longest that a set is kept.</summary>
    public static readonly TimeSpan LongestKept = TimeSpan.FromHours(1);

    /// <summary>How long a set is kept whose owner does not say.</summary>
    public static readonly TimeSpan UsuallyKept = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<KeySetOwner, Kept> _sets = new();

    /// <summary>The set of a client: the one that is kept while it has what is looked for, else a fresh one if it may be asked for by now.</summary>
    /// <param name="owner">Whose set.</param>
    /// <param name="address">Where it was registered to be.</param>
    /// <param name="hasKey">Whether a set has what is looked for.</param>
    /// <param name="cancellation">Cancels the wait, not the fetch: others wait for it too.</param>
    /// <exception cref="KeySetException">There is none that may be used now.</exception>
    public async Task<ClientKeySet> FindAsync(KeySetOwner owner, Uri address, Func<ClientKeySet, bool> hasKey, CancellationToken cancellation)
    {
        var kept = _sets.GetOrAdd(owner, static _ => new Kept());
        var now = time.GetUtcNow();
        Task<ClientKeySet> fetching;
        lock (kept.Gate)
        {
            var usable = kept.KeysAt(now);
            if (usable is not null && (hasKey(usable) || !(kept.IsFetching || kept.MayFetch(now))))
                return usable;
            if (!kept.IsFetching && kept.MayFetch(now))
                kept.Begin(fetch, address, now);
            fetching = kept.Fetching!;
        }

        return await fetching.WaitAsync(cancellation);
    }

    private sealed class Kept
    {
        private DateTimeOffset? _asked;
        private DateTimeOffset _until;
        private ClientKeySet? _keys;

        public Lock Gate { get; } = new();

        public Task<ClientKeySet>? Fetching { get; private set; }

        public bool IsFetching => Fetching is { IsCompleted: false };

        public ClientKeySet? KeysAt(DateTimeOffset now) => now < _until ? _keys : null;

        // A clock that was set back must not close the door until it has caught up.
        public bool MayFetch(DateTimeOffset now) => _asked is not { } asked || now - asked >= FewestBetween || now < asked;

        public void Begin(KeySetFetch fetch, Uri address, DateTimeOffset now)
        {
            _asked = now;
            Fetching = KeepAsync(fetch, address, now);
        }

        private async Task<ClientKeySet> KeepAsync(KeySetFetch fetch, Uri address, DateTimeOffset now)
        {
            var fetched = await fetch.FetchAsync(address);
            var life = fetched.MaxAge ?? UsuallyKept;
            // Shorter than the time between two fetches there would be moments without any.
            life = life < FewestBetween ? FewestBetween : life > LongestKept ? LongestKept : life;
            lock (Gate)
                (_keys, _until) = (fetched.Keys, now + life);
            return fetched.Keys;
        }
    }
}
