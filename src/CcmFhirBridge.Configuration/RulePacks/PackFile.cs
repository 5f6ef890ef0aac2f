using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>One file of a pack, read and of the right shape.</summary>
internal sealed record PackFile(string Name, YamlMap Root, ProblemLog Log)
{
    /// <summary>The file, or null when it is missing or not of the shape; its problems are in <paramref name="problems"/>.</summary>
    public static PackFile? Read(IReadOnlyDictionary<string, byte[]> files, string name, MapShape shape, List<ProblemLog> problems)
    {
        var log = new ProblemLog(name);
        problems.Add(log);
        if (!files.TryGetValue(name, out var bytes))
        {
            log.Add(1, "pack.missing-file", "the pack has no such file. Every pack needs pack.yaml, citations.yaml and its codes.");
            return null;
        }

        if (StrictYamlReader.Read(bytes, log) is not { } root)
            return null;
        new ShapeCheck(log).Map(root, shape, path: "");
        return log.IsEmpty ? new PackFile(name, root, log) : null;
    }
}
