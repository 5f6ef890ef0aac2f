namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>The header <c>Date</c> of every answer is wrong by so much.</summary>
public sealed class SkewedDate(TimeSpan by) : IQuirk
{
    public ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (context.Answer is { } answer)
            context.Answer = answer with { Date = context.Time.GetUtcNow() + by };
        return ValueTask.CompletedTask;
    }
}
