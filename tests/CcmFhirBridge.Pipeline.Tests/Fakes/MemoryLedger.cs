using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Pipeline.Tests.Fakes;

/// <summary>The process dies at this point.</summary>
public sealed class CrashException(string message) : Exception(message);

/// <summary>A ledger in memory; it survives a crash of the run that uses it, as a database would.</summary>
public sealed class MemoryLedger : IBillingLedger
{
    private readonly Dictionary<string, LedgerEntry> _entries = [];
    private readonly Dictionary<string, long> _persons = [];
    private readonly List<LedgerEvent> _events = [];
    private readonly Dictionary<string, TakeBack> _takeBacks = [];
    private long _fence;

    /// <summary>Called before and after each change; a test may crash there.</summary>
    public Action<string>? Step { get; set; }

    public int Changes { get; private set; }

    public IReadOnlyCollection<LedgerEntry> All => _entries.Values;

    public Task<long> PersonAsync(string patient, CancellationToken cancellation)
    {
        if (!_persons.TryGetValue(patient, out var person))
        {
            Changes++;
            _persons.Add(patient, person = _persons.Count + 1);
        }

        return Task.FromResult(person);
    }

    public Task<long?> FindPersonAsync(string patient, CancellationToken cancellation) =>
        Task.FromResult(_persons.TryGetValue(patient, out var person) ? person : (long?)null);

    /// <summary>Takes the tenant; what is left of the lease, and since when the owner's clock holds, may be said by the test.</summary>
    public ILease Lease(Action? requireForRequest = null, DateTimeOffset clockHoldsSince = default) =>
        new TakenLease(TakeFence(), requireForRequest ?? (() => { }), clockHoldsSince);

    public long TakeFence() => ++_fence;

    public Task PlanAsync(long fence, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation)
    {
        CheckFence(fence);
        Step?.Invoke("before planning");
        foreach (var entry in entries)
        {
            if (_entries.TryGetValue(entry.RevisionIdentifier, out var stored) && stored.BodyHash != entry.BodyHash)
                throw new LedgerIntegrityException(entry.RevisionIdentifier);
        }

        if (entries.Any(entry => !_entries.ContainsKey(entry.RevisionIdentifier) && IsSecondOfMember(entry, entry.State)))
            throw new LedgerIntegrityException("a second claim of one member");

        foreach (var entry in entries.Where(entry => _entries.TryAdd(entry.RevisionIdentifier, entry)))
        {
            Changes++;
            _events.Add(new LedgerEvent(default, entry.RevisionIdentifier, null, entry.State, entry.Reason));
        }

        Step?.Invoke("after planning");
        return Task.CompletedTask;
    }

    public Task AdoptAsync(long fence, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation) => PlanAsync(fence, entries, cancellation);

    public Task MoveAsync(long fence, LedgerEntry entry, LedgerState to, CancellationToken cancellation)
    {
        CheckFence(fence);
        Step?.Invoke($"before {to}");
        var stored = _entries[entry.RevisionIdentifier];
        if (stored.BodyHash != entry.BodyHash || !Allows(stored.State, to, stored.SentAt is not null))
            throw new LedgerIntegrityException($"{stored.State} cannot become {to}");
        if (IsSecondOfMember(entry, to))
            throw new LedgerIntegrityException("a second claim of one member");
        Changes++;
        _events.Add(new LedgerEvent(default, entry.RevisionIdentifier, stored.State, to, entry.Reason));
        _entries[entry.RevisionIdentifier] = entry with { State = to, Fence = fence };
        Step?.Invoke($"after {to}");
        return Task.CompletedTask;
    }

    public IReadOnlyCollection<TakeBack> TakenBack => _takeBacks.Values;

    public Task ReviseAsync(long fence, BillRevision revision, CancellationToken cancellation)
    {
        CheckFence(fence);
        Step?.Invoke("before revising");
        if (revision.Old.Any(entry => !MakesRoom(_entries[entry.RevisionIdentifier], revision.TakeBacks.Any(back => back.RevisionIdentifier == entry.RevisionIdentifier))))
            throw new LedgerIntegrityException("neither taken back nor never left");
        foreach (var entry in revision.Old)
        {
            _events.Add(new LedgerEvent(default, entry.RevisionIdentifier, _entries[entry.RevisionIdentifier].State, LedgerState.Corrected, entry.Reason));
            _entries[entry.RevisionIdentifier] = entry with { State = LedgerState.Corrected };
        }

        foreach (var back in revision.TakeBacks)
            _takeBacks.Add(back.RevisionIdentifier, back);
        foreach (var entry in revision.New)
        {
            _entries.Add(entry.RevisionIdentifier, entry);
            _events.Add(new LedgerEvent(default, entry.RevisionIdentifier, null, entry.State, entry.Reason));
        }

        Step?.Invoke("after revising");
        return Task.CompletedTask;
    }

    public Task MoveAsync(long fence, TakeBack takeBack, LedgerState to, CancellationToken cancellation)
    {
        CheckFence(fence);
        Step?.Invoke($"before taken back {to}");
        var stored = _takeBacks[takeBack.RevisionIdentifier];
        if (stored.BodyHash != takeBack.BodyHash || !Allows(stored.State, to, wasSent: true))
            throw new LedgerIntegrityException($"{stored.State} cannot become {to}");
        _takeBacks[takeBack.RevisionIdentifier] = takeBack with { State = to };
        Step?.Invoke($"after taken back {to}");
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<TakeBack>> TakeBacksAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<TakeBack>>(
        [.. _takeBacks.Values.Where(back => back.State != LedgerState.Confirmed).OrderBy(back => back.RevisionIdentifier, StringComparer.Ordinal)]);

    public Task<IReadOnlyList<LedgerEntry>> SlotAsync(ClaimSlot slot, CancellationToken cancellation) => ListAsync(entry => entry.Slot == slot);

    public Task<IReadOnlyList<LedgerEntry>> MonthAsync(ServiceMonth month, CancellationToken cancellation) =>
        ListAsync(entry => entry.Slot.Month == month);

    public Task<IReadOnlyList<LedgerEntry>> OutstandingAsync(CancellationToken cancellation) =>
        ListAsync(entry => entry.State is LedgerState.Sending or LedgerState.InDoubt or LedgerState.Planned);

    public Task<IReadOnlyList<LedgerEntry>> UnsettledAsync(CancellationToken cancellation) =>
        ListAsync(entry => entry.State is not (LedgerState.Confirmed or LedgerState.Corrected));

    public Task<IReadOnlyList<LedgerEntry>> RevisionsAsync(string identifier, CancellationToken cancellation) =>
        ListAsync(entry => entry.RevisionIdentifier == identifier || entry.Identifier == identifier);

    public Task<IReadOnlyList<string>> BrokenHistoriesAsync(ServiceMonth month, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>(
        [.. _entries.Values.Where(entry => entry.Slot.Month == month && _events.FindLast(line => line.Identifier == entry.RevisionIdentifier)?.To != entry.State).Select(entry => entry.RevisionIdentifier)]);

    /// <summary>Changes an entry beside its interface, as somebody with a database tool would.</summary>
    public void Tamper(string revisionIdentifier, Func<LedgerEntry, LedgerEntry> change) => _entries[revisionIdentifier] = change(_entries[revisionIdentifier]);

    public Task<IReadOnlyList<LedgerEvent>> HistoryAsync(string revisionIdentifier, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<LedgerEvent>>([.. _events.Where(line => line.Identifier == revisionIdentifier)]);

    private Task<IReadOnlyList<LedgerEntry>> ListAsync(Func<LedgerEntry, bool> which) => Task.FromResult<IReadOnlyList<LedgerEntry>>(
        [.. _entries.Values.Where(which).OrderBy(entry => entry.RevisionIdentifier, StringComparer.Ordinal)]);

    private static bool MakesRoom(LedgerEntry entry, bool isTakenBack) =>
        isTakenBack ? entry.State == LedgerState.Confirmed : entry is { State: LedgerState.Planned or LedgerState.Held, EhrReference: null };

    private void CheckFence(long fence)
    {
        if (fence != _fence)
            throw new StaleFenceException("stale");
    }

    private bool IsSecondOfMember(LedgerEntry entry, LedgerState to) => entry is { Code: null, MemberKey: not null } && IsOnItsWay(to)
        && _entries.Values.Any(other => other.Code is null && other.MemberKey == entry.MemberKey && other.Slot.Month == entry.Slot.Month
            && other.RevisionIdentifier != entry.RevisionIdentifier && IsOnItsWay(other.State));

    private static bool IsOnItsWay(LedgerState state) => state is not (LedgerState.Held or LedgerState.Corrected or LedgerState.Rejected);

    private static bool Allows(LedgerState from, LedgerState to, bool wasSent) => (from, to) switch
    {
        (LedgerState.Quarantined, LedgerState.Held) => !wasSent,
        (LedgerState.Quarantined, LedgerState.InDoubt) => true,
        (LedgerState.Held, LedgerState.Planned or LedgerState.Quarantined or LedgerState.Corrected) => true,
        (LedgerState.Planned, LedgerState.Sending or LedgerState.Held) => true,
        (LedgerState.Sending, LedgerState.Confirmed or LedgerState.InDoubt or LedgerState.Rejected) => true,
        (LedgerState.InDoubt, LedgerState.Confirmed or LedgerState.Planned or LedgerState.Quarantined) => true,
        (LedgerState.Confirmed or LedgerState.Quarantined, LedgerState.Corrected) => true,
        _ => false,
    };

    private sealed record TakenLease(long Fence, Action Require, DateTimeOffset ClockHoldsSince) : ILease
    {
        public void RequireForRequest() => Require();
    }
}
