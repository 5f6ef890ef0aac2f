using CcmFhirBridge.Simulator.Quirks;

namespace CcmFhirBridge.Torture.Kills;

/// <summary>Kills the child at its point; the connection dies with it.</summary>
internal sealed class KillingQuirk(KillPoint point, Action kill) : AimedQuirk(AimOf(point))
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a write that was held back is committed; at once where none was.</summary>
    public Task Settled => point.Moment == KillMoment.LateCommit && _began ? _hit.Task : Task.CompletedTask;

    private volatile bool _began;

    /// <summary>Lets the write through that was held back.</summary>
    public void LetGo() => _letGo.TrySetResult();

    protected override async ValueTask OnBeforeCommitAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (point.Moment == KillMoment.LateCommit)
        {
            _began = true;
            kill();
            await _letGo.Task.WaitAsync(Longest, TimeProvider.System, CancellationToken.None);
        }
        else
        {
            Die(KillMoment.BeforeCommit, context);
        }
    }

    protected override async ValueTask OnAfterCommitAsync(QuirkContext context, CancellationToken cancellation)
    {
        Die(KillMoment.AfterCommit, context);
        if (point.Moment == KillMoment.LateCommit)
            _hit.TrySetResult();
        await ValueTask.CompletedTask;
    }

    protected override async ValueTask OnBeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
    {
        // A late write that the EHR refused in the end has settled too.
        if (point.Moment == KillMoment.LateCommit)
            _hit.TrySetResult();
        if (point.Moment == KillMoment.Planning)
        {
            _ = AfterwardsAsync();
            return;
        }

        Die(KillMoment.BeforeAnswer, context);
        Die(KillMoment.Reading, context);
        await ValueTask.CompletedTask;
    }

    private static Aim AimOf(KillPoint point) => point.Moment switch
    {
        KillMoment.AnyTime => new Aim(First: int.MaxValue, WritesOnly: false),
        KillMoment.Planning => new Aim(First: point.Request, Type: "Claim", WritesOnly: false),
        KillMoment.Reading => new Aim(First: point.Request, WritesOnly: false),
        _ => new Aim(First: point.Request),
    };

    private async Task AfterwardsAsync()
    {
        await Task.Delay(point.After, TimeProvider.System, CancellationToken.None);
        kill();
    }

    private void Die(KillMoment moment, QuirkContext context)
    {
        if (point.Moment == moment)
        {
            kill();
            context.Drop = true;
        }
    }
}
