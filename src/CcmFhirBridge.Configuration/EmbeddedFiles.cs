namespace CcmFhirBridge.Configuration;

/// <summary>Files that travel inside the assembly.</summary>
internal static class EmbeddedFiles
{
    /// <summary>Content by name below <paramref name="prefix"/>, with forward slashes whatever the build machine used.</summary>
    public static IEnumerable<KeyValuePair<string, byte[]>> Below(string prefix)
    {
        foreach (var resource in typeof(EmbeddedFiles).Assembly.GetManifestResourceNames())
        {
            var name = resource.Replace('\\', '/');
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                yield return KeyValuePair.Create(name[prefix.Length..], Read(resource));
        }
    }

    public static byte[] Read(string resource)
    {
        using var stream = typeof(EmbeddedFiles).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly carries no file {resource}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
