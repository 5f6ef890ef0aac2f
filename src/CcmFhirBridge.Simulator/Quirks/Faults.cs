using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>The write is committed and its answer lost: the connection drops.</summary>
public sealed class DropAfterCommit(Aim aim) : AimedQuirk(aim)
{
    protected override ValueTask OnAfterCommitAsync(QuirkContext context, CancellationToken cancellation)
    {
        context.Drop = true;
        return ValueTask.CompletedTask;
    }
}

/// <summary>A 500 and nothing committed.</summary>
public sealed class ErrorBeforeCommit(Aim aim) : AimedQuirk(aim)
{
    protected override ValueTask OnBeforeCommitAsync(QuirkContext context, CancellationToken cancellation)
    {
        context.Answer = Refusals.Error();
        return ValueTask.CompletedTask;
    }
}

/// <summary>A 500 although the write is committed.</summary>
public sealed class ErrorAfterCommit(Aim aim) : AimedQuirk(aim)
{
    protected override ValueTask OnAfterCommitAsync(QuirkContext context, CancellationToken cancellation)
    {
        context.Answer = Refusals.Error();
        return ValueTask.CompletedTask;
    }
}

/// <summary>A 503 with Retry-After, and nothing committed.</summary>
public sealed class Unavailable(Aim aim, string retryAfter) : AimedQuirk(aim)
{
    protected override ValueTask OnBeforeCommitAsync(QuirkContext context, CancellationToken cancellation)
    {
        context.Answer = Refusals.Unavailable(retryAfter);
        return ValueTask.CompletedTask;
    }
}

/// <summary>The answer takes its time, by the server's clock.</summary>
public sealed class Latency(Aim aim, TimeSpan delay) : AimedQuirk(aim)
{
    protected override ValueTask OnBeforeAnswerAsync(QuirkContext context, CancellationToken cancellation) =>
        new(Task.Delay(delay, context.Time, cancellation));
}

/// <summary>Answers of a server in trouble.</summary>
internal static class Refusals
{
    public static FhirAnswer Error() =>
        new() { Status = 500, Body = Json.Outcome("fatal", "exception", "Simulated failure of the server.") };

    public static FhirAnswer Unavailable(string retryAfter) =>
        new() { Status = 503, Body = Json.Outcome("error", "transient", "Simulated overload."), RetryAfter = retryAfter };
}
