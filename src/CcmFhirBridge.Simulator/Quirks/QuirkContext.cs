using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>One request on its way through the quirks.</summary>
public sealed class QuirkContext
{
    /// <summary>Counts every request of the server, from 1.</summary>
    public required long Request { get; init; }

    public required string Method { get; init; }

    /// <summary>FHIR type; empty at the base.</summary>
    public required string Type { get; init; }

    /// <summary>Path below the base.</summary>
    public required string Path { get; init; }

    /// <summary>Parameters of the query, decoded, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    public required bool IsWrite { get; init; }

    /// <summary>Body of the request, as it came.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>What was created after it is not found by searches and conditions; to be set before the commit.</summary>
    public DateTimeOffset IndexedUntil { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>The answer so far; null before there is one.</summary>
    public FhirAnswer? Answer { get; set; }

    /// <summary>Cuts the connection instead of answering.</summary>
    public bool Drop { get; set; }
}
