using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>The request is done, and the answer of its success is spoilt on its way out; refusals go as they are.</summary>
public abstract class SpoiltAnswer(Aim aim) : AimedQuirk(aim)
{
    protected abstract FhirAnswer Spoil(FhirAnswer answer);

    protected override ValueTask OnBeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (context.Answer is { Status: < 300 } answer)
            context.Answer = Spoil(answer);
        return ValueTask.CompletedTask;
    }
}
