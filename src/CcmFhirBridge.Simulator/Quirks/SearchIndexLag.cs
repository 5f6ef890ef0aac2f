using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>
/// Searches do not show what was created less than <paramref name="lag"/> ago, by the server's clock; reads by id do. Conditions of writes see
/// everything: that a server checks them by the same slow index is another matter.
/// </summary>
public sealed class SearchIndexLag(TimeSpan lag) : IQuirk
{
    public ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (context is { IsWrite: false, Answer: { Status: 200 } answer } && Searchset.Of(answer) is { } page)
        {
            var hidden = page.RemoveEntries(resource => IsNew(resource, context.Time.GetUtcNow() - lag));
            if (hidden > 0)
                context.Answer = answer with { Body = page.ToBytes() };
        }

        return ValueTask.CompletedTask;
    }

    private static bool IsNew(JsonNode resource, DateTimeOffset shownUntil) =>
        resource["meta"] is { } meta && meta["versionId"]?.GetValue<string>() == "1"
        && Instant.TryRead(meta["lastUpdated"]?.GetValue<string>(), out var created) && created.Start > shownUntil;
}
