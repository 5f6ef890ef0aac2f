using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Torture.Simulations.Clocks;

namespace CcmFhirBridge.Torture.Simulations.Stores;

/// <summary>
/// What goes wrong between a worker and its store: a read fails, a change fails and was not made, or it fails and was made. The worker may
/// die on either side of a commit.
/// </summary>
internal sealed class StoreFaults(Schedule schedule, Moments moments, FaultPlan faults, Actor actor)
{
    private const double ReadsFail = 0.004;
    private const double ChangesFail = 0.012;
    private const double Deaths = 0.004;

    public async Task<T> ReadAsync<T>(string what, Func<Task<T>> read)
    {
        await moments.PassAsync(actor);
        schedule.Operation(actor, what);
        if (faults.Strikes(ReadsFail, $"{actor} cannot {what}"))
            throw Unreachable();
        return await read();
    }

    public async Task<T> ChangeAsync<T>(string what, Func<Task<T>> change)
    {
        await moments.PassAsync(actor);
        return await ChangeAtOnceAsync(what, change);
    }

    /// <summary>A change that nothing comes between: those of a lease are made by timers and at its end.</summary>
    public async Task<T> ChangeAtOnceAsync<T>(string what, Func<Task<T>> change)
    {
        schedule.Operation(actor, what);
        if (faults.Strikes(ChangesFail, $"{actor} cannot {what}"))
            throw Unreachable();
        Die($"before {what}");
        var result = await change();
        Die($"after {what}");
        if (faults.Strikes(ChangesFail, $"{actor} does not know whether it did {what}"))
            throw Unreachable();
        return result;
    }

    public Task ChangeAsync(string what, Func<Task> change) => ChangeAsync(what, () => TrueAfterAsync(change));

    public Task ChangeAtOnceAsync(string what, Func<Task> change) => ChangeAtOnceAsync(what, () => TrueAfterAsync(change));

    private static async Task<bool> TrueAfterAsync(Func<Task> change)
    {
        await change();
        return true;
    }

    private void Die(string where)
    {
        if (actor.IsDead || !faults.Strikes(Deaths, $"{actor} dies {where}"))
            return;
        actor.IsDead = true;
        throw new DeathException(where);
    }

    private static StoreException Unreachable() => new(StoreFailure.Unreachable, "The store does not answer.");
}
