namespace CcmFhirBridge.Simulator.Interactions;

/// <summary>A request below the FHIR base, free of HTTP plumbing: the same for a call and for a Bundle entry.</summary>
internal sealed record FhirRequest
{
    public required string Method { get; init; }

    /// <summary>Path below the base, split.</summary>
    public required IReadOnlyList<string> Path { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    public string? IfMatch { get; init; }

    public string? IfNoneMatch { get; init; }

    public string? IfNoneExist { get; init; }

    public string? Prefer { get; init; }

    public bool IsForm { get; init; }

    /// <summary>What was created after it does not stand in the search index yet.</summary>
    public DateTimeOffset IndexedUntil { get; init; } = DateTimeOffset.MaxValue;

    public string Segment(int index) => index < Path.Count ? Path[index] : "";

    public bool IsWrite => Method is "PUT" or "DELETE" || (Method == "POST" && Segment(1) != "_search");

    /// <summary>Path segments and query of a relative URL.</summary>
    public static (IReadOnlyList<string> Path, IReadOnlyList<KeyValuePair<string, string>> Query) Split(string url)
    {
        var mark = url.IndexOf('?', StringComparison.Ordinal);
        var path = (mark < 0 ? url : url[..mark]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        return ([.. path.Select(Uri.UnescapeDataString)], mark < 0 ? [] : Pairs(url[(mark + 1)..]));
    }

    /// <summary>Pairs of a query string or form body, in order, repeated names kept.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Pairs(string text) =>
    [
        .. text.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair =>
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            return equals < 0
                ? KeyValuePair.Create(Decode(pair), "")
                : KeyValuePair.Create(Decode(pair[..equals]), Decode(pair[(equals + 1)..]));
        }),
    ];

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
