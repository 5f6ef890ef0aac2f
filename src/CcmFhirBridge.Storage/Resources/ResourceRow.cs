using System.Globalization;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Storage.Resources;

/// <summary>The newest version of a resource, as the store knows it.</summary>
internal sealed class ResourceRow
{
    public string Type { get; init; } = "";

    public string Id { get; init; } = "";

    public string? Version { get; init; }

    public long? LastUpdated { get; init; }

    public string ContentHash { get; init; } = "";

    public string? Patient { get; init; }

    public long Disposition { get; init; }

    public byte[]? Body { get; init; }

    /// <summary>Place of its version in the log; known once that is written.</summary>
    public long Seq { get; set; }

    /// <summary>The newest read that has seen it.</summary>
    public long SeenRead { get; init; }

    public string Key => $"{Type}/{Id}";

    /// <summary>The same version, seen again.</summary>
    public ResourceRow SeenAs(string? version, long? lastUpdated, long read) => With(version, lastUpdated, ContentHash, Patient, Disposition, Math.Max(read, SeenRead));

    /// <summary>The same version, read in another way.</summary>
    public ResourceRow ReadAs(string contentHash, string? patient, long disposition) => With(Version, LastUpdated, contentHash, patient, disposition, SeenRead);

    /// <summary>
    /// Whether <paramref name="arrived"/> is a version before this one, which pages that overlap can bring late. Stamps tell that of the copies of one
    /// read only, and of a read that began before: what a later read shows is what the EHR says now, whatever clock or count stamped it.
    /// </summary>
    /// <param name="arrived">What came.</param>
    /// <param name="read">Number of the read that brought it.</param>
    public bool IsNewerThan(ProjectedResource arrived, long read)
    {
        if (read > SeenRead)
            return false;
        if (LastUpdated is { } ours && arrived.LastUpdated is { } theirs && ours != theirs.UtcTicks)
            return ours > theirs.UtcTicks;
        return long.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var stored)
            && long.TryParse(arrived.Source?.Version, NumberStyles.None, CultureInfo.InvariantCulture, out var other)
            && stored > other;
    }

    private ResourceRow With(string? version, long? lastUpdated, string contentHash, string? patient, long disposition, long seenRead) => new()
    {
        Type = Type,
        Id = Id,
        Seq = Seq,
        Version = version,
        LastUpdated = lastUpdated,
        ContentHash = contentHash,
        Patient = patient,
        Disposition = disposition,
        SeenRead = seenRead,
    };
}
