using CcmFhirBridge.Simulator.Doors;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>Every token ends with this answer: the next request, in the middle of a search perhaps, comes with one that is not good any more.</summary>
public sealed class ForgottenTokens(Aim aim, SmartDoor door) : AimedQuirk(aim)
{
    protected override ValueTask OnBeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
    {
        door.Revoke();
        return ValueTask.CompletedTask;
    }
}
