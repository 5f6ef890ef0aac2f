using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.VendorProfiles;

/// <summary>The vendors' profiles that travel with the product.</summary>
public static class EmbeddedVendors
{
    private const string Folder = "vendors/";

    private static readonly Lazy<FrozenDictionary<string, VendorProfile>> Profiles = new(() => EmbeddedFiles.Below(Folder)
        .Select(file => VendorReader.Read(file.Key, file.Value)).ToFrozenDictionary(profile => profile.Key, StringComparer.Ordinal));

    /// <summary>Their keys, the one of which nothing is known first.</summary>
    public static ImmutableArray<string> Keys => [.. Profiles.Value.Keys.OrderBy(key => key != VendorProfile.Generic.Key).ThenBy(key => key, StringComparer.Ordinal)];

    /// <summary>The profile of a vendor.</summary>
    /// <exception cref="ArgumentException">There is none with that key.</exception>
    public static VendorProfile Of(string key) => Profiles.Value.TryGetValue(key, out var profile)
        ? profile
        : throw new ArgumentException($"There is no vendor '{key}'; known are {string.Join(", ", Keys)}.", nameof(key));
}
