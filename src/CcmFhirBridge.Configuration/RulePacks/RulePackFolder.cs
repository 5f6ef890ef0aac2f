namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>The files of a rule pack that lies in a folder of its own.</summary>
public static class RulePackFolder
{
    private const int MostFiles = 1_000;
    private const int MostBytes = 1 << 20;

    /// <summary>Every file below the folder by its name relative to it, with forward slashes.</summary>
    /// <exception cref="ConfigurationException">It is no folder of a pack, or holds something that no pack holds; the problem says what to do.</exception>
    public static IReadOnlyDictionary<string, byte[]> Read(string path)
    {
        var folder = new DirectoryInfo(path);
        if (!folder.Exists)
            throw Refused(path, "pack.no-folder", "there is no such folder. Name the folder that holds pack.yaml.");
        if (!File.Exists(Path.Combine(path, "pack.yaml")))
            throw Refused(path, "pack.missing-file", "the folder holds no pack.yaml. Name the folder of the pack itself, not the one above it.");
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(path, file.FullName).Replace('\\', '/');
            if (files.Count == MostFiles)
                throw Refused(path, "pack.too-many-files", $"the folder holds more than {MostFiles} files. A pack has a few dozen; check that this is the right folder.");
            if (file.LinkTarget is not null)
                throw Refused(name, "pack.link", "the file is a link. A pack is what its files say, so copy the file into the folder.");
            files[name] = ReadFile(file.FullName, name);
        }

        return files;
    }

    /// <summary>One file of a pack, or the overlay of a payer.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shownAs">Its name in what is said about it.</param>
    /// <exception cref="ConfigurationException">It is too large to be one, or cannot be read.</exception>
    public static byte[] ReadFile(string path, string shownAs)
    {
        try
        {
            using var stream = File.OpenRead(path);
            // One byte over the limit is enough to refuse the file.
            var buffer = new byte[Math.Min(stream.Length, MostBytes) + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length <= MostBytes ? buffer[..length]
                : throw Refused(shownAs, "yaml.too-large", "the file is larger than 1 MiB. A file of a pack is a few kilobytes; check that it belongs here.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Refused(shownAs, "file.unreadable", "the file cannot be read. Let this account read it.");
        }
    }

    private static ConfigurationException Refused(string file, string code, string message) => new([new ConfigurationProblem(file, 1, code, message)]);
}
