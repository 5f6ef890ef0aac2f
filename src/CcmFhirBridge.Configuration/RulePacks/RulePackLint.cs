using System.Collections.Immutable;
using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>What a reader of a pack should know that does not stop the pack from being used.</summary>
/// <param name="Files">Files of the pack.</param>
/// <param name="Values">Dated values in them.</param>
/// <param name="Warnings">What is odd, by file and line.</param>
public sealed record RulePackLint(int Files, int Values, ImmutableArray<ConfigurationProblem> Warnings)
{
    /// <summary>Looks through a pack that can be used.</summary>
    /// <exception cref="ConfigurationException">The pack cannot be used; every problem of every file is in it.</exception>
    public static RulePackLint Of(IReadOnlyDictionary<string, byte[]> files)
    {
        _ = RulePackReader.Read(files);
        var logs = new List<ProblemLog>();
        var cited = new HashSet<string>(StringComparer.Ordinal);
        var values = 0;
        var roots = new Dictionary<string, (YamlMap Root, ProblemLog Log)>(StringComparer.Ordinal);
        foreach (var (name, bytes) in files.OrderBy(static file => file.Key, StringComparer.Ordinal))
        {
            var log = new ProblemLog(name);
            logs.Add(log);
            var root = StrictYamlReader.Read(bytes, log)!;
            roots[name] = (root, log);
            Walk(root, log, cited, ref values);
        }

        var (citations, citationLog) = roots["citations.yaml"];
        Uncited(citations, citationLog, cited);
        return new RulePackLint(files.Count, values, [.. logs.SelectMany(static log => log.Problems)]);
    }

    /// <summary>Looks through the overlay of a payer that can be used.</summary>
    /// <param name="overlay">The overlay's bytes.</param>
    /// <param name="shownAs">Name of its file in what is said about it.</param>
    /// <exception cref="ConfigurationException">The overlay cannot be used; every problem is in it.</exception>
    public static RulePackLint OfOverlay(byte[] overlay, string shownAs)
    {
        _ = RulePackReader.ReadOverlay(EmbeddedRulePacks.UsMedicareCcm(), overlay, shownAs);
        var log = new ProblemLog(shownAs);
        var cited = new HashSet<string>(StringComparer.Ordinal);
        var values = 0;
        var root = StrictYamlReader.Read(overlay, log)!;
        Walk(root, log, cited, ref values);
        Uncited(root, log, cited);
        return new RulePackLint(1, values, log.Problems);
    }

    private static void Uncited(YamlMap root, ProblemLog log, HashSet<string> cited)
    {
        foreach (var citation in root.Maps("citations").Where(citation => !cited.Contains(citation.Text("id")!)))
            log.Add(citation.Line, "pack.unused-citation", $"no value names the citation '{citation.Text("id")}'. Remove it, or name it where it was read.");
    }

    private static void Walk(YamlNode node, ProblemLog log, HashSet<string> cited, ref int values)
    {
        if (node is YamlList list)
        {
            foreach (var item in list.Items)
                Walk(item, log, cited, ref values);
        }

        if (node is not YamlMap map)
            return;
        cited.UnionWith(map.Texts("source").Select(static source => source.Value));
        if (map.Map("values") is { } dated)
        {
            values += dated.Entries.Length;
            Repeated(dated, log);
        }

        foreach (var entry in map.Entries)
            Walk(entry.Value, log, cited, ref values);
    }

    private static void Repeated(YamlMap dated, ProblemLog log)
    {
        foreach (var (earlier, later) in dated.Entries.Zip(dated.Entries.Skip(1)))
        {
            if (earlier.Value is YamlMap before && later.Value is YamlMap after && before.Has("value") && TextOf(before) == TextOf(after))
                log.Add(later.Line, "pack.repeated", $"the value from {later.Key} is that from {earlier.Key}. Remove the later one, or correct it.");
        }
    }

    private static string TextOf(YamlMap value) => value.Find("value") is YamlList ? string.Join(' ', value.Texts("value").Select(static text => text.Value)) : value.Text("value") ?? "null";
}
