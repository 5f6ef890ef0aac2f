using CcmFhirBridge.Commands;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Homes;

namespace CcmFhirBridge.Tenants;

/// <summary>Finds the tenant that <c>--tenant</c> names: a slug of the home folder, or the path of a file, relative to the folder of the call.</summary>
internal static class TenantSelection
{
    public static Tenant Load(BridgeHome home, string named, string folder, bool resolveSecrets) =>
        TenantFile.Load(PathOf(home, named, folder), resolveSecrets, anyName: IsPath(named));

    public static string PathOf(BridgeHome home, string named, string folder)
    {
        if (IsPath(named))
            return Path.Combine(folder, named);
        var path = home.TenantFile(named);
        if (File.Exists(path))
            return path;
        var known = Directory.Exists(home.Tenants)
            ? Directory.EnumerateFiles(home.Tenants, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).ToList()
            : [];
        throw new UsageException(known.Count == 0
            ? $"there is no tenant '{named}': the home folder {home.Path} has none yet. Create it with 'ccm-bridge tenant new {named}', or name another home with --home."
            : $"there is no tenant '{named}' in {home.Tenants}. It has: {string.Join(", ", known)}.");
    }

    // A slug has neither a dot nor a separator.
    private static bool IsPath(string named) =>
        named.Contains('.') || named.Contains('/') || named.Contains(Path.DirectorySeparatorChar);
}
