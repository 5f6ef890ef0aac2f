using CcmFhirBridge.Ehr.Connection;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>A page as it came: slices of the answer, nothing parsed but the frame.</summary>
internal sealed class SearchsetPage
{
    /// <summary>Type of the whole answer; <c>Bundle</c> unless the EHR answered with something else.</summary>
    public string ResourceType { get; set; } = "";

    /// <summary><c>Bundle.type</c>, or null.</summary>
    public string? BundleType { get; set; }

    /// <summary><c>Bundle.total</c>, or null. Wrong often enough that nothing may rest on it.</summary>
    public long? Total { get; set; }

    public string? Self { get; set; }

    public string? Next { get; set; }

    /// <summary>Each resource as the bytes between its braces, OperationOutcomes left out.</summary>
    public List<ReadOnlyMemory<byte>> Resources { get; } = [];

    /// <summary>What the server said beside its results.</summary>
    public List<OutcomeIssue> Issues { get; } = [];

    /// <summary>There are more entries than a page may have; those behind are not here.</summary>
    public bool HasTooManyEntries { get; set; }

    /// <summary>Positions of entries that carry no resource.</summary>
    public List<int> EmptyEntries { get; } = [];
}
