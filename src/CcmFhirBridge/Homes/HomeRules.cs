using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Configuration;
using CcmFhirBridge.Configuration.PublicLists;
using CcmFhirBridge.Configuration.RulePacks;

namespace CcmFhirBridge.Homes;

/// <summary>A file of the home folder that stands in the rule pack.</summary>
/// <param name="Name">Name in the pack.</param>
/// <param name="Hash">SHA-256 of its bytes, in lower case hexadecimal digits.</param>
/// <param name="Replaces">Whether the pack that travels with the product has a file of that name.</param>
internal sealed record HomeRuleFile(string Name, string Hash, bool Replaces);

/// <summary>
/// The rule pack as this home has it: what travels with the product, with the published lists that were imported into <c>rules/</c>. Its
/// version and its content are those of all files together, so a month keeps the lists that it was decided by like the pack itself.
/// </summary>
internal sealed record HomeRules(RulePack Pack, ImmutableArray<HomeRuleFile> Files)
{
    private static readonly string[] Folders = ["fees", "edits", "lists"];

    private static HomeRules? _last;

    /// <summary>The pack that travels with the product, of a home without any list.</summary>
    public static HomeRules Shipped => new(EmbeddedRulePacks.UsMedicareCcm(), []);

    /// <summary>The pack with the lists of the home.</summary>
    /// <exception cref="ConfigurationException">A file of the home is wrong; every problem is in it.</exception>
    public static HomeRules Read(BridgeHome home)
    {
        var own = FilesOf(home);
        if (own.Count == 0)
            return Shipped;
        var shipped = EmbeddedRulePacks.UsMedicareCcmFiles();
        ImmutableArray<HomeRuleFile> files =
            [.. own.OrderBy(static file => file.Key, StringComparer.Ordinal).Select(file => new HomeRuleFile(file.Key, Convert.ToHexStringLower(SHA256.HashData(file.Value)), shipped.ContainsKey(file.Key)))];
        // The tenants of a home share one pack, which is large with its lists.
        if (Volatile.Read(ref _last) is { } last && last.Files.SequenceEqual(files))
            return last;
        var read = new HomeRules(With(shipped, own), files);
        Volatile.Write(ref _last, read);
        return read;
    }

    /// <summary>The pack with lists that are not in the home yet.</summary>
    public static RulePack With(BridgeHome home, IEnumerable<ImportedList> lists)
    {
        var own = FilesOf(home);
        foreach (var list in lists)
            own[list.Name] = list.Content;
        return With(EmbeddedRulePacks.UsMedicareCcmFiles(), own);
    }

    /// <summary>The first day of the quarter that a loaded list of the name was published for; null where none is loaded, or its name says it.</summary>
    public static DateOnly? ReleaseOf(BridgeHome home, string name)
    {
        const string Mark = "\nreleased: ";
        if (!FilesOf(home).TryGetValue(name, out var bytes))
            return null;
        var text = Encoding.UTF8.GetString(bytes);
        var at = text.IndexOf(Mark, StringComparison.Ordinal);
        return at < 0 ? null : DateOnly.ParseExact(text.AsSpan(at + Mark.Length, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>Writes lists into the home; each is there whole or not at all.</summary>
    public static void Write(BridgeHome home, IEnumerable<ImportedList> lists)
    {
        home.Create();
        foreach (var list in lists)
        {
            var path = Path.Combine(home.Rules, list.Name);
            PrivateFile.MakeFolder(Path.GetDirectoryName(path)!);
            var temporary = path + ".new";
            using (var stream = PrivateFile.Create(temporary))
            {
                stream.Write(list.Content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
    }

    private static RulePack With(IReadOnlyDictionary<string, byte[]> shipped, Dictionary<string, byte[]> own)
    {
        var files = shipped.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, bytes) in own)
            files[name] = bytes;
        return RulePackReader.Read(files);
    }

    private static Dictionary<string, byte[]> FilesOf(BridgeHome home)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (!Directory.Exists(home.Rules))
            return files;
        foreach (var path in Directory.EnumerateFiles(home.Rules, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(home.Rules, path).Replace('\\', '/');
            // What an import left that was cut off was never in use.
            if (name.EndsWith(".new", StringComparison.Ordinal))
                continue;
            if (!Folders.Any(folder => name.StartsWith(folder + "/", StringComparison.Ordinal)))
                throw new ConfigurationException([new ConfigurationProblem("rules/" + name, 1, "pack.unknown-file", "only imported lists belong here, in fees/, edits/ and lists/. Move the file away; a payer's own rules belong into tenants/payers.")]);
            files[name] = RulePackFolder.ReadFile(path, name);
        }

        return files;
    }
}
