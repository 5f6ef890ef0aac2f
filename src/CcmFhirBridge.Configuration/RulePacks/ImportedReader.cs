using System.Collections.Immutable;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>Makes edits and lists of what was imported.</summary>
internal sealed class ImportedReader(IReadOnlySet<string> citations)
{
    private const string Unlikely = "medically_unlikely_units";

    /// <summary>The codes with the limits of their units that were imported, each from its first day on.</summary>
    public List<DatedBillingCode> Restate(ImmutableArray<PackFile> unlikely, List<DatedBillingCode> codes)
    {
        var restated = codes;
        foreach (var file in unlikely)
        {
            CheckSources(file);
            restated = restated.ConvertAll(code => file.Root.Map("codes")!.Map(code.Code) is { } own
                ? code.WithEdits(new PackParameters($"codes.{code.Code}.", file with { Root = own }, citations).Load(Unlikely))
                : code);
        }

        return restated;
    }

    public CodeEdits Edits(ImportedFiles files)
    {
        foreach (var file in new[] { files.Pairs, files.AddOns }.OfType<PackFile>())
            CheckSources(file);
        return new CodeEdits(
            files.Pairs is null ? [] : files.Pairs.Root.Maps("pairs").SelectMany(static row => row.Texts("second").Select(second =>
                new PairEdit(row.Text("first")!, second.Value, From(row), Through(row), row.Flag("by_modifier")!.Value))),
            files.AddOns is null ? [] : files.AddOns.Root.Maps("add_ons").SelectMany(static row => row.Texts("primary").Select(primary =>
                new AddOnEdit(row.Text("add_on")!, primary.Value, From(row), Through(row)))),
            SourcesOf(files.Pairs),
            SourcesOf(files.AddOns));
    }

    /// <summary>What the published lists say of ICD-10-CM codes without a dot; null where the indicator was not imported.</summary>
    public ChronicLists? Lists(ImportedFiles files)
    {
        foreach (var file in new[] { files.Indicator, files.Warehouse }.OfType<PackFile>())
            CheckSources(file);
        var named = new Dictionary<string, bool>(StringComparer.Ordinal);
        if (files.Warehouse is { } warehouse)
            Add(warehouse, "chronic", static (codes, code) => codes[code] = true, named);
        if (files.Indicator is not { } indicator)
            return null;
        var verdicts = new Dictionary<string, bool>(StringComparer.Ordinal);
        // The warehouse names acute forms too, so its word counts only where the indicator makes no determination of the very code.
        Add(indicator, "undetermined", (codes, code) => AddNamed(codes, code, named), verdicts);
        Add(indicator, "chronic", static (codes, code) => codes[code] = true, verdicts);
        Add(indicator, "not_chronic", static (codes, code) => codes[code] = false, verdicts);
        return new ChronicLists(verdicts);
    }

    private static void AddNamed(Dictionary<string, bool> verdicts, string code, Dictionary<string, bool> named)
    {
        if (named.ContainsKey(code))
            verdicts[code] = true;
    }

    private static void Add(PackFile file, string key, Action<Dictionary<string, bool>, string> take, Dictionary<string, bool> verdicts)
    {
        foreach (var entry in file.Root.Map(key)?.Entries ?? [])
        {
            foreach (var below in ((YamlText)entry.Value).Value.Split(' '))
                take(verdicts, below == "-" ? entry.Key : entry.Key + below);
        }
    }

    private void CheckSources(PackFile file) => PackChecks.Sources(file, file.Root.LineOf("source"), SourcesOf(file), "source", citations);

    private static ImmutableArray<string> SourcesOf(PackFile? file) => file is null ? [] : [.. file.Root.Texts("source").Select(static source => source.Value)];

    private static DateOnly From(YamlMap row) => PackChecks.Day(row.Text("from")!);

    private static DateOnly? Through(YamlMap row) => row.Text("through") is { } through ? PackChecks.Day(through) : null;
}
