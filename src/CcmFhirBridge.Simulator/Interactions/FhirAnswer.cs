using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Interactions;

/// <summary>What the server answers.</summary>
public sealed record FhirAnswer
{
    public required int Status { get; init; }

    public byte[] Body { get; init; } = [];

    public string ContentType { get; init; } = "application/fhir+json; charset=utf-8";

    public string? Location { get; init; }

    public string? RetryAfter { get; init; }

    /// <summary>How the body says that it is compressed; the bytes are sent as they are.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>What the header <c>Date</c> says; null for the server's clock.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Version that the answer is about: gives ETag and Last-Modified.</summary>
    public StoredVersion? Version { get; init; }
}
