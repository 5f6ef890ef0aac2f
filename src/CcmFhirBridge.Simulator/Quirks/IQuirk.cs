namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>
/// A way in which an EHR misbehaves. Each hook may set an answer of its own, drop the connection or wait;
/// faults that come later implement this and nothing else.
/// </summary>
public interface IQuirk
{
    /// <summary>Before a read is served or a write committed. An answer set here means that nothing is committed.</summary>
    ValueTask BeforeCommitAsync(QuirkContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>After a write was committed and is in the history. An answer set here hides the real one.</summary>
    ValueTask AfterCommitAsync(QuirkContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Before the answer leaves, of reads and writes alike; the answer is there and may be replaced.</summary>
    ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation) => ValueTask.CompletedTask;
}
