namespace CcmFhirBridge.Storage.Resources;

/// <summary>One version of a resource for the log.</summary>
internal sealed class VersionRow
{
    public required string Type { get; init; }

    public required string Id { get; init; }

    public string? Version { get; init; }

    public string? Patient { get; init; }

    /// <summary>Empty for a deletion.</summary>
    public string ContentHash { get; init; } = "";

    public bool Deleted { get; init; }

    /// <summary>As <see cref="RawBody"/> packs it.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Its place in the log; known once it is written.</summary>
    public long Seq { get; set; }
}
