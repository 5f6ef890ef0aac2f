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

    public string Key => $"{Type}/{Id}";

    /// <summary>Whether <paramref name="arrived"/> is a version before this one, which pages that overlap can bring late.</summary>
    public bool IsNewerThan(ProjectedResource arrived)
    {
        if (LastUpdated is { } ours && arrived.LastUpdated is { } theirs && ours != theirs.UtcTicks)
            return ours > theirs.UtcTicks;
        return long.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var stored)
            && long.TryParse(arrived.Source?.Version, NumberStyles.None, CultureInfo.InvariantCulture, out var other)
            && stored > other;
    }
}
