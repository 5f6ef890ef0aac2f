namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>A quirk that only some requests meet.</summary>
public abstract class AimedQuirk(Aim aim) : IQuirk
{
    public async ValueTask BeforeCommitAsync(QuirkContext context, CancellationToken cancellation)
    {
        aim.Count(context);
        if (aim.Hits(context))
            await OnBeforeCommitAsync(context, cancellation);
    }

    public async ValueTask AfterCommitAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (aim.Hits(context))
            await OnAfterCommitAsync(context, cancellation);
    }

    public async ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (aim.Hits(context))
            await OnBeforeAnswerAsync(context, cancellation);
    }

    protected virtual ValueTask OnBeforeCommitAsync(QuirkContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    protected virtual ValueTask OnAfterCommitAsync(QuirkContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    protected virtual ValueTask OnBeforeAnswerAsync(QuirkContext context, CancellationToken cancellation) => ValueTask.CompletedTask;
}
