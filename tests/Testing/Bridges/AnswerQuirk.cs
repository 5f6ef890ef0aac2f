using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Quirks;

namespace CcmFhirBridge.Testing.Bridges;

/// <summary>Does something of its own when a request comes; an answer that it gives takes the place of the server's.</summary>
internal sealed class AnswerQuirk(Func<QuirkContext, FhirAnswer?> answer) : IQuirk
{
    public ValueTask BeforeCommitAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (answer(context) is { } given)
            context.Answer = given;
        return ValueTask.CompletedTask;
    }
}
