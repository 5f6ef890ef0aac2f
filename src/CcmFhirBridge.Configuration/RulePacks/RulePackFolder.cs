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
            if (file.Length > MostBytes)
                throw Refused(name, "yaml.too-large", "the file is larger than 1 MiB. A file of a pack is a few kilobytes; check that it belongs here.");
            files[name] = File.ReadAllBytes(file.FullName);
        }

        return files;
    }

    private static ConfigurationException Refused(string file, string code, string message) => new([new ConfigurationProblem(file, 1, code, message)]);
}
