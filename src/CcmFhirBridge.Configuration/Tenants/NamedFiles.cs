using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>The files that a tenant file names: what stands in them belongs to the tenant as if it stood in its own.</summary>
internal static class NamedFiles
{
    private static readonly string[] s_secrets = ["token", "clientSecret", "key", "nextKey"];

    /// <summary>Their full paths, whether they are there or not.</summary>
    /// <param name="root">A tenant file whose shape is right.</param>
    /// <param name="folder">Folder from which relative paths count.</param>
    public static IEnumerable<string> Of(YamlMap root, string folder)
    {
        if (root.Map("ehr") is not { } ehr)
            yield break;
        if (ehr.Map("population")?.Text(PopulationBinding.File) is { } listed)
            yield return Path.GetFullPath(listed, folder);
        foreach (var name in s_secrets)
        {
            if (ehr.Map("auth")?.Text(name) is { } reference && SecretReference.FileOf(reference, folder) is { } file)
                yield return file;
        }
    }
}
