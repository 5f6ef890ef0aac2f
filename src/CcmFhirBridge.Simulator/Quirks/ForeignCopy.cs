using System.Collections.Concurrent;
using System.Text.Json;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>Another system writes the same a moment before the write that is hit: its copy is in the store, and not in the history of clients.</summary>
public sealed class ForeignCopy(Aim aim, FhirStore store) : AimedQuirk(aim)
{
    private readonly ConcurrentQueue<StoredVersion> _written = new();

    /// <summary>What the other system wrote.</summary>
    public IReadOnlyList<StoredVersion> Written => [.. _written];

    protected override ValueTask OnBeforeCommitAsync(QuirkContext context, CancellationToken cancellation)
    {
        var body = Json.Object(context.Body);
        if (context.Type.Length == 0 && body.TryGetProperty("entry", out var entries))
        {
            foreach (var entry in entries.EnumerateArray())
                Write(entry.GetProperty("resource"));
        }
        else
        {
            Write(body);
        }

        return ValueTask.CompletedTask;
    }

    private void Write(JsonElement resource)
    {
        var type = Json.Text(resource, "resourceType")!;
        _written.Enqueue(store.Put(type, store.AssignId(type), resource));
    }
}
