namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>
/// Searches do not find what was created less than <paramref name="lag"/> ago, by the server's clock, and no more do the conditions of writes,
/// which servers check by the same index; reads by id do.
/// </summary>
public sealed class SearchIndexLag(TimeSpan lag) : IQuirk
{
    public ValueTask BeforeCommitAsync(QuirkContext context, CancellationToken cancellation)
    {
        context.IndexedUntil = context.Time.GetUtcNow() - lag;
        return ValueTask.CompletedTask;
    }
}
