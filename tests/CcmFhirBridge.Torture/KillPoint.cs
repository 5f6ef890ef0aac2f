using CcmFhirBridge.Simulator.Quirks;

namespace CcmFhirBridge.Torture;

/// <summary>Where in the n-th request the child dies.</summary>
internal enum KillMoment
{
    /// <summary>The request is read, nothing is committed.</summary>
    BeforeCommit,

    /// <summary>The write is committed, its answer never leaves.</summary>
    AfterCommit,

    /// <summary>The answer is about to leave.</summary>
    BeforeAnswer,
}

/// <summary>One planned death.</summary>
/// <param name="Request">Which request since the child started, from 1.</param>
/// <param name="WritesOnly">Whether only writes count.</param>
/// <param name="Moment">Where in it.</param>
internal sealed record KillPoint(int Request, bool WritesOnly, KillMoment Moment)
{
    public static KillPoint Draw(Random random, int bills) => random.Next(4) == 0
        ? new KillPoint(random.Next(1, 30), WritesOnly: false, KillMoment.BeforeAnswer)
        : new KillPoint(random.Next(1, (bills * 2) + 1), WritesOnly: true, (KillMoment)random.Next(3));

    public override string ToString() => $"{(WritesOnly ? "write" : "request")} {Request} {Moment}";
}

/// <summary>Kills the child at its point; the connection dies with it.</summary>
internal sealed class KillingQuirk(KillPoint point, Action kill) : AimedQuirk(new Aim(First: point.Request, WritesOnly: point.WritesOnly))
{
    protected override ValueTask OnBeforeCommitAsync(QuirkContext context, CancellationToken cancellation) => At(KillMoment.BeforeCommit, context);

    protected override ValueTask OnAfterCommitAsync(QuirkContext context, CancellationToken cancellation) => At(KillMoment.AfterCommit, context);

    protected override ValueTask OnBeforeAnswerAsync(QuirkContext context, CancellationToken cancellation) => At(KillMoment.BeforeAnswer, context);

    private ValueTask At(KillMoment moment, QuirkContext context)
    {
        if (point.Moment == moment)
        {
            kill();
            context.Drop = true;
        }

        return ValueTask.CompletedTask;
    }
}
