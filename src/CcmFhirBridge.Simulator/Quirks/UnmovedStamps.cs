using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>
/// <c>meta.lastUpdated</c> of a type stays what it was when it was first shown, whatever changes: who asks for changes by it hears of none.
/// </summary>
public sealed class UnmovedStamps(string type) : IQuirk
{
    private const string Parameter = "_lastUpdated";
    private const int PrefixLength = 2;

    private readonly ConcurrentDictionary<string, string> _shown = new(StringComparer.Ordinal);

    public ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (context is not { IsWrite: false, Answer: { Status: 200 } answer } || JsonNode.Parse(answer.Body) is not JsonObject bundle || bundle["entry"] is not JsonArray entries)
            return ValueTask.CompletedTask;
        var since = context.Query.Where(pair => pair.Key == Parameter).Select(pair => pair.Value[PrefixLength..]).FirstOrDefault();
        foreach (var entry in entries.Where(entry => entry?["resource"]?["resourceType"]?.GetValue<string>() == type).ToList())
        {
            var meta = entry!["resource"]!["meta"]!;
            var stamp = _shown.GetOrAdd(entry["resource"]!["id"]!.GetValue<string>(), meta["lastUpdated"]!.GetValue<string>());
            meta["lastUpdated"] = stamp;
            if (since is not null && Instant(stamp) < Instant(since))
                entries.Remove(entry);
        }

        if (bundle["total"] is not null && since is not null)
            bundle["total"] = entries.Count;
        context.Answer = answer with { Body = Json.Bytes(bundle) };
        return ValueTask.CompletedTask;
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
