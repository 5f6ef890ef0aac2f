using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Ledger;
using CsCheck;

namespace CcmFhirBridge.Storage.Tests.Ledgers;

/// <summary>The ledger against a model that fits on a screen: 400 stories of 30 steps.</summary>
public abstract class LedgerModelBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private const int Stories = 400;
    private const int Steps = 30;

    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");

    private enum StepKind
    {
        Plan,
        Move,
        TakeFence,
        UseOldFence,
    }

    private sealed record Step(StepKind Kind, int Person, int Code, int Revision, int Body, LedgerState To);

    private static readonly Gen<Step> s_step = Gen.Select(
        Gen.Frequency((6, Gen.Const(StepKind.Plan)), (14, Gen.Const(StepKind.Move)), (1, Gen.Const(StepKind.TakeFence)), (1, Gen.Const(StepKind.UseOldFence))),
        Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[1, 2], Gen.Frequency((9, Gen.Const(0)), (1, Gen.Const(1))), Gen.Enum<LedgerState>(),
        (kind, person, code, revision, body, to) => new Step(kind, person, code, revision, body, to));

    [Fact]
    public async Task The_ledger_does_what_its_model_does()
    {
        var story = 0;
        await s_step.Array[Steps].SampleAsync(
            async steps =>
            {
                var month = s_april.AddMonths(Interlocked.Increment(ref story));
                await TellAsync(Store, month, steps);
            },
            iter: Stories, threads: 1);
    }

    private static async Task TellAsync(SqlTenantStore store, ServiceMonth month, Step[] steps)
    {
        var model = new Model();
        var fence = await store.TakeFenceAsync("model", default);
        var slots = new List<ClaimSlot>();
        for (var i = 0; i < 3; i++)
            slots.Add(new ClaimSlot(store.Tenant, await store.PersonAsync($"Patient/p{i}", default), month));
        foreach (var step in steps)
        {
            if (step.Kind == StepKind.TakeFence)
            {
                fence = await store.TakeFenceAsync("model", default);
                continue;
            }

            var entry = EntryOf(slots[step.Person], step);
            var used = step.Kind == StepKind.UseOldFence ? fence - 1 : fence;
            var expected = step.Kind switch
            {
                StepKind.Plan => model.Plan(entry),
                StepKind.Move => model.Move(entry, step.To),
                _ => typeof(StaleFenceException),
            };
            var happened = await DoAsync(() => step.Kind == StepKind.Plan
                ? store.PlanAsync(used, [entry], default)
                : store.MoveAsync(used, entry, step.To, default));
            happened.ShouldBe(expected, step.ToString());
        }

        (await store.MonthAsync(month, default)).ToDictionary(entry => entry.RevisionIdentifier, entry => (entry.BodyHash, entry.State))
            .ShouldBe(model.Entries.ToDictionary(pair => pair.Key, pair => (pair.Value.BodyHash, pair.Value.State)), ignoreOrder: true);
        foreach (var entry in model.Entries.Values)
            (await store.HistoryAsync(entry.RevisionIdentifier, default)).Count.ShouldBe(model.Events[entry.RevisionIdentifier]);
    }

    private static LedgerEntry EntryOf(ClaimSlot slot, Step step) => step.Code == 0
        ? Entries.Claim(slot, step.Revision, $"body {step.Body}") with { MemberKey = step.Person < 2 ? "two charts of one member" : null }
        : Entries.Charge(slot, step.Code == 1 ? "99490" : "99439", step.Revision, $"body {step.Body}");

    private static async Task<Type?> DoAsync(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (Exception error) when (error is LedgerIntegrityException or StaleFenceException)
        {
            return error.GetType();
        }
    }

    /// <summary>What the ledger must do, without a database. The moves are written out again, from DESIGN §6.</summary>
    private sealed class Model
    {
        private static readonly string s_moves = """
            held planned; held quarantined; held corrected; planned held; planned sending; sending confirmed; sending indoubt; sending rejected;
            indoubt confirmed; indoubt planned; indoubt quarantined; confirmed corrected; quarantined corrected; quarantined indoubt;
            quarantined held;
            """;

        public Dictionary<string, LedgerEntry> Entries { get; } = [];

        public Dictionary<string, int> Events { get; } = [];

        public Type? Plan(LedgerEntry entry)
        {
            if (Entries.TryGetValue(entry.RevisionIdentifier, out var stored))
                return stored.BodyHash == entry.BodyHash ? null : typeof(LedgerIntegrityException);
            if (entry.Code is null && Entries.Values.Any(other => other.Slot == entry.Slot && IsLiveClaim(other)))
                return typeof(LedgerIntegrityException);
            if (IsSecondOfMember(entry, entry.State))
                return typeof(LedgerIntegrityException);
            Entries[entry.RevisionIdentifier] = entry;
            Events[entry.RevisionIdentifier] = 1;
            return null;
        }

        public Type? Move(LedgerEntry entry, LedgerState to)
        {
            if (!Entries.TryGetValue(entry.RevisionIdentifier, out var stored) || stored.BodyHash != entry.BodyHash
                || !s_moves.Contains($"{stored.State} {to};".ToLowerInvariant(), StringComparison.Ordinal))
            {
                return typeof(LedgerIntegrityException);
            }

            if (IsSecondOfMember(stored, to))
                return typeof(LedgerIntegrityException);
            Entries[entry.RevisionIdentifier] = stored with { State = to };
            Events[entry.RevisionIdentifier]++;
            return null;
        }

        private bool IsSecondOfMember(LedgerEntry entry, LedgerState to) =>
            entry is { Code: null, MemberKey: not null } && IsOnItsWay(to) && Entries.Values.Any(other =>
                other.Code is null && other.MemberKey == entry.MemberKey && other.RevisionIdentifier != entry.RevisionIdentifier && IsOnItsWay(other.State));

        private static bool IsOnItsWay(LedgerState state) => state is not (LedgerState.Held or LedgerState.Corrected or LedgerState.Rejected);

        private static bool IsLiveClaim(LedgerEntry entry) =>
            entry.Code is null && entry.State is not (LedgerState.Corrected or LedgerState.Rejected);
    }
}

public sealed class SqliteLedgerModelTests() : LedgerModelBehaviour(new SqliteStoreFactory());

public sealed class PostgresLedgerModelTests() : LedgerModelBehaviour(new PostgresStoreFactory());
