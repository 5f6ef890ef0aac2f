using System.Collections.Immutable;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>Builds the condition catalogue of a pack and refuses tables that contradict each other.</summary>
internal sealed class ConditionReader(IReadOnlySet<string> citations, DateOnly packThrough, ChronicLists? lists = null)
{
    private readonly Dictionary<string, ConditionPrefix> _prefixes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _headers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _leafLengths = new(StringComparer.Ordinal);
    private readonly List<CodeContradiction> _contradictions = [];
    private readonly Dictionary<string, (string Icd, PackFile File, int Line)> _snomed = new(StringComparer.Ordinal);

    public void Add(PackFile file)
    {
        PackChecks.Verified(file, packThrough);
        PackChecks.Sources(file, file.Root.LineOf("source"), [.. file.Root.Texts("source").Select(source => source.Value)], "source", citations);
        foreach (var group in file.Root.Maps("groups"))
            AddGroup(file, group);
        foreach (var row in file.Root.Maps("not_chronic"))
            AddPrefixes(file, row, new ConditionPrefix(null, Chronicity.NotChronic));
        foreach (var header in file.Root.Maps("headers"))
            AddHeaders(header);
        foreach (var row in file.Root.Maps("contradictions"))
            _contradictions.Add(new CodeContradiction(Prefixes(row, "one"), Prefixes(row, "other")));
        foreach (var row in file.Root.Maps("snomed"))
        {
            var code = row.Text("code")!;
            if (!_snomed.TryAdd(code, (row.Text("icd10cm")!, file, row.Line)))
                file.Log.Add(row.Line, "pack.duplicate", $"SNOMED CT {code} is mapped twice. Keep one of the two.");
        }
    }

    /// <summary>The catalogue; what only the whole of all files can show is reported here.</summary>
    public ConditionCatalog Build()
    {
        var catalog = new ConditionCatalog(_prefixes, _headers, _leafLengths, _snomed.Select(row => KeyValuePair.Create(row.Key, row.Value.Icd)), lists) { Contradictions = [.. _contradictions] };
        foreach (var (code, (icd, file, line)) in _snomed)
        {
            var target = catalog.OfIcd(icd);
            if (target.Chronicity == Chronicity.Unmapped)
                file.Log.Add(line, "pack.snomed-target", $"SNOMED CT {code} leads to {icd}, which no group and no not_chronic row knows. Add its category, or correct the code.");
            else if (!target.Billable)
                file.Log.Add(line, "pack.snomed-target", $"SNOMED CT {code} leads to {icd}, which is a heading. Name a code that a claim can carry.");
        }

        return catalog;
    }

    private static ImmutableArray<string> Prefixes(YamlMap row, string key) => [.. row.Texts(key).SelectMany(text => IcdCodes.Expand(text.Value))];

    private void AddGroup(PackFile file, YamlMap group)
    {
        var name = group.Text("group")!;
        if (!_groups.TryAdd(name, file.Name))
            file.Log.Add(group.LineOf("group"), "pack.duplicate", $"the group '{name}' is already defined in {_groups[name]}. Keep one of the two.");
        AddPrefixes(file, group, new ConditionPrefix(name, group.Flag("review") == true ? Chronicity.UnderReview : Chronicity.Chronic));
    }

    private void AddPrefixes(PackFile file, YamlMap row, ConditionPrefix meaning)
    {
        foreach (var text in row.Texts("icd10cm"))
        {
            foreach (var prefix in IcdCodes.Expand(text.Value))
            {
                if (Overlap(prefix, meaning) is { } other)
                    file.Log.Add(text.Line, "pack.overlap", $"{text.Value} of '{meaning.Group ?? "not_chronic"}' overlaps {IcdCodes.WithDot(other)} of '{_prefixes[other].Group ?? "not_chronic"}' in {_places[other]}. A code belongs to one group.");
                if (_prefixes.TryAdd(prefix, meaning))
                    _places.Add(prefix, $"{file.Name}:{text.Line}");
            }
        }
    }

    // A narrower row may stand inside a not_chronic row, since the longest prefix decides; two groups may never share a code.
    private string? Overlap(string prefix, ConditionPrefix meaning)
    {
        foreach (var (other, otherMeaning) in _prefixes)
        {
            var nested = other.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(other, StringComparison.Ordinal);
            if (nested && (other == prefix || (meaning.Group is not null && otherMeaning.Group is not null && meaning.Group != otherMeaning.Group)))
                return other;
        }

        return null;
    }

    private void AddHeaders(YamlMap header)
    {
        foreach (var category in header.Texts("category").SelectMany(text => IcdCodes.Expand(text.Value)))
        {
            _headers.Add(category);
            _headers.UnionWith(header.Texts("below").Select(below => category + below.Value));
            if (header.Whole("leaf_length") is { } length)
                _leafLengths[category] = length;
        }
    }
}
