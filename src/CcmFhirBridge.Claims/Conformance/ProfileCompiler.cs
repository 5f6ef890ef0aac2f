using Hl7.Fhir.Model;

namespace CcmFhirBridge.Claims.Conformance;

/// <summary>Turns a snapshot into a tree of rules. It knows no profile by name: whatever the snapshot says is compiled.</summary>
internal sealed class ProfileCompiler
{
    private readonly Dictionary<string, CodeSet> _valueSets = new(StringComparer.Ordinal);

    private readonly Dictionary<string, StructureDefinition> _extensions;
    private readonly Dictionary<string, ElementRule> _compiledExtensions = new(StringComparer.Ordinal);

    /// <summary>A compiler that follows a slice to the definition of its extension where that is among <paramref name="profiles"/>.</summary>
    public ProfileCompiler(IEnumerable<StructureDefinition> profiles, IEnumerable<ValueSet> valueSets, IEnumerable<CodeSystem> codeSystems)
    {
        _extensions = profiles.Where(profile => profile.Type == "Extension").ToDictionary(profile => profile.Url!, StringComparer.Ordinal);
        var systems = codeSystems.ToDictionary(system => system.Url!, StringComparer.Ordinal);
        foreach (var valueSet in valueSets)
        {
            if (CodeSet.Expand(valueSet, systems) is { } codes)
                _valueSets.Add(valueSet.Url!, codes);
        }
    }

    public ElementRule Compile(StructureDefinition profile)
    {
        var elements = profile.Snapshot?.Element ?? throw new NotSupportedException($"{profile.Url} has no snapshot.");
        var byId = elements.ToDictionary(element => element.ElementId!, StringComparer.Ordinal);
        var rules = new Dictionary<string, ElementRule>(StringComparer.Ordinal);
        foreach (var element in elements)
        {
            var rule = Rule(element, byId);
            rules.Add(element.ElementId!, rule);
            var (parent, isSlice) = ParentOf(element.ElementId!);
            if (parent is null)
                continue;
            (isSlice ? rules[parent].Slices : rules[parent].Children).Add(rule);
        }

        var root = rules[elements[0].ElementId!];
        Prune(root);
        return root;
    }

    // Most of a snapshot repeats what the model itself enforces; what says nothing more is not walked.
    private static bool Prune(ElementRule rule)
    {
        rule.Children.RemoveAll(Prune);
        foreach (var slice in rule.Slices)
            Prune(slice);
        return rule is { Min: 0, Fixed: null, Pattern: null, Binding: null, IsClosed: false, Invariants.Count: 0, Children.Count: 0, Slices.Count: 0 }
            && (rule.Max is null || rule.IsMaxOfBase) && rule.Types.Count == 0 && rule.Definition is null;
    }

    private ElementRule Rule(ElementDefinition element, Dictionary<string, ElementDefinition> byId)
    {
        var name = element.Path!.Split('.')[^1];
        var isChoice = name.EndsWith("[x]", StringComparison.Ordinal);
        return new ElementRule
        {
            Name = isChoice ? name[..^3] : name,
            SliceName = element.SliceName,
            Min = element.Min ?? 0,
            Max = element.Max is null or "*" ? null : int.Parse(element.Max),
            IsMaxOfBase = element.Max == element.Base?.Max,
            Types = isChoice ? [.. element.Type.Select(type => type.Code!)] : [],
            Fixed = element.Fixed,
            Pattern = element.Pattern,
            Binding = element.Binding is { Strength: BindingStrength.Required, ValueSet: { } valueSet }
                ? _valueSets.GetValueOrDefault(valueSet.Split('|')[0])
                : null,
            Invariants = [.. element.Constraint.Select(Invariant.Compile).OfType<Invariant>()],
            Definition = element.SliceName is null || ExtensionOf(element) is not { } extension ? null : Extension(extension),
            IsClosed = element.Slicing?.Rules == ElementDefinition.SlicingRules.Closed,
            Discriminators = element.SliceName is null ? [] : Discriminators(element, byId),
        };
    }

    private static string? ExtensionOf(ElementDefinition element) =>
        element.Type is [{ Code: "Extension", Profile: { } profiles }] && profiles.FirstOrDefault() is { } canonical ? canonical.Split('|')[0] : null;

    private ElementRule Extension(string canonical)
    {
        if (_compiledExtensions.TryGetValue(canonical, out var compiled))
            return compiled;
        if (!_extensions.TryGetValue(canonical, out var definition))
            throw new NotSupportedException($"{canonical} is not among the definitions.");
        return _compiledExtensions[canonical] = Compile(definition);
    }

    private static List<(string[] Path, DataType Value, bool IsPattern)> Discriminators(
        ElementDefinition slice, Dictionary<string, ElementDefinition> byId)
    {
        var found = new List<(string[], DataType, bool)>();
        var sliced = byId[ParentOf(slice.ElementId!).Parent!];
        foreach (var discriminator in sliced.Slicing?.Discriminator ?? [])
        {
            var at = byId.GetValueOrDefault($"{slice.ElementId}.{discriminator.Path}");
            if (at?.Fixed is { } exact)
                found.Add((discriminator.Path!.Split('.'), exact, false));
            else if (at?.Pattern is { } pattern)
                found.Add((discriminator.Path!.Split('.'), pattern, true));
            else if (discriminator.Path == "url" && ExtensionOf(slice) is { } canonical)
                found.Add((["url"], new FhirUri(canonical), false));
            else
                throw new NotSupportedException($"Slice {slice.ElementId} cannot be told by '{discriminator.Path}': it is neither fixed nor a pattern there.");
        }

        return found.Count > 0 ? found : throw new NotSupportedException($"Slice {slice.ElementId} has no discriminator.");
    }

    // "Claim.identifier:claim" is a slice of "Claim.identifier"; "Claim.identifier:claim.system" a child of the slice.
    private static (string? Parent, bool IsSlice) ParentOf(string id)
    {
        var dot = id.LastIndexOf('.');
        var colon = id.LastIndexOf(':');
        return colon > dot ? (id[..colon], true) : (dot < 0 ? null : id[..dot], false);
    }
}
