using Hl7.Fhir.Model;
using Hl7.FhirPath;

namespace CcmFhirBridge.Claims.Conformance;

/// <summary>One pass of one body along the rules of its profile. Problems name the path and the rule, never a value.</summary>
internal sealed class ProfileWalk(PocoNode root, ICollection<string> problems)
{
    private readonly EvaluationContext _context = new();

    public void Run(ElementRule profile) => Element(profile, root, root.Name);

    private void Element(ElementRule rule, PocoNode node, string path)
    {
        if (rule.Types.Count > 0 && !rule.Types.Contains(node.Poco.TypeName, StringComparer.Ordinal))
            problems.Add($"{path}: must be of type {string.Join(" or ", rule.Types)}");
        if (rule.Fixed is { } exact && !node.Poco.IsExactly(exact))
            problems.Add($"{path}: must have the fixed value of the profile");
        if (rule.Pattern is { } pattern && !node.Poco.Matches(pattern))
            problems.Add($"{path}: must match the pattern of the profile");
        if (rule.Binding is { } codes && !codes.Holds(node.Poco))
            problems.Add($"{path}: must be a code of the bound value set");
        foreach (var invariant in rule.Invariants)
        {
            if (!invariant.Holds(node, _context))
                problems.Add($"{path}: {invariant.Key}: {invariant.Human}");
        }

        if (rule.Definition is { } definition)
            Element(definition, node, path);
        foreach (var child in rule.Children)
            Property(child, node, $"{path}.{child.Name}");
    }

    private void Property(ElementRule rule, PocoNode parent, string path)
    {
        var property = parent.Child(rule.Name);
        var nodes = property is null ? [] : property.ToArray<PocoNode>();
        Count(rule, nodes.Length, path, "");
        var perSlice = new int[rule.Slices.Count];
        for (var i = 0; i < nodes.Length; i++)
        {
            var at = property is PocoListNode ? $"{path}[{i}]" : path;
            Element(rule, nodes[i], at);
            var slice = rule.Slices.FindIndex(slice => Belongs(slice, nodes[i]));
            if (slice >= 0)
            {
                perSlice[slice]++;
                Element(rule.Slices[slice], nodes[i], at);
            }
            else if (rule.IsClosed)
            {
                problems.Add($"{at}: is none of the kinds that the profile knows");
            }
        }

        for (var i = 0; i < perSlice.Length; i++)
            Count(rule.Slices[i], perSlice[i], path, $" of kind {rule.Slices[i].SliceName}");
    }

    private void Count(ElementRule rule, int count, string path, string kind)
    {
        if (count < rule.Min)
            problems.Add(rule.Min == 1 ? $"{path}: is missing{kind}" : $"{path}: needs at least {rule.Min}{kind}, has {count}");
        if (rule.Max is { } max && count > max)
            problems.Add(max == 0 ? $"{path}: is not allowed{kind}" : $"{path}: may occur {max} times at most{kind}, occurs {count} times");
    }

    private static bool Belongs(ElementRule slice, PocoNode node) => slice.Discriminators.All(discriminator =>
        Below(node, discriminator.Path).Any(at => discriminator.IsPattern
            ? at.Poco.Matches(discriminator.Value)
            : at.Poco.IsExactly(discriminator.Value)));

    private static IEnumerable<PocoNode> Below(PocoNode node, string[] path) =>
        path.Aggregate<string, IEnumerable<PocoNode>>([node], (nodes, name) => nodes.SelectMany(at => at.Child(name) ?? Enumerable.Empty<PocoNode>()));
}
