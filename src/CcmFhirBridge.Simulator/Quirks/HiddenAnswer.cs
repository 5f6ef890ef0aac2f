using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>Another answer takes the place of the real one.</summary>
public abstract class HiddenAnswer(Aim aim, CommitMoment moment) : AimedQuirk(aim)
{
    protected abstract FhirAnswer Instead { get; }

    protected override ValueTask OnBeforeCommitAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (moment == CommitMoment.Before)
            context.Answer = Instead;
        return ValueTask.CompletedTask;
    }

    protected override ValueTask OnAfterCommitAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (moment == CommitMoment.After)
            context.Answer = Instead;
        return ValueTask.CompletedTask;
    }
}
