namespace CcmFhirBridge.Pipeline.Calls;

/// <summary>Calls that were answered, append-only.</summary>
public interface ICallStore
{
    /// <summary>What the first call under the key came to; null when there was none.</summary>
    /// <exception cref="RepeatedKeyException">It had another content.</exception>
    Task<string?> FirstResultAsync(RepeatableCall call, CancellationToken cancellation);

    /// <summary>Keeps what a call came to; the first one stays.</summary>
    /// <exception cref="RepeatedKeyException">The key stands for another content.</exception>
    Task KeepResultAsync(RepeatableCall call, string result, CancellationToken cancellation);
}
