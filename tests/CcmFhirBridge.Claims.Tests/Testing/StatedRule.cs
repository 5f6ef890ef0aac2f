using System.Text.RegularExpressions;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Claims.Tests.Testing;

/// <summary>One thing that a differential of ours demands of one element.</summary>
/// <param name="Element">Id of the element, such as <c>Claim.identifier:claim.value</c>.</param>
/// <param name="Kind"><c>min</c>, <c>max</c>, <c>fixed</c>, <c>pattern</c>, <c>binding</c>, <c>type</c>, <c>closed</c>, or the key of an invariant.</param>
/// <param name="Type">Resource type that the rule is broken in; that of the extension's example for an extension.</param>
public sealed partial record StatedRule(string Element, string Kind, string Type)
{
    public override string ToString() => $"{Element} {Kind}";

    /// <summary>Everything that a differential demands.</summary>
    public static IEnumerable<StatedRule> Of(StructureDefinition profile, string type) =>
        profile.Differential!.Element.SelectMany(element => KindsOf(element).Select(kind => new StatedRule(element.ElementId!, kind, type)));

    /// <summary>Whether a problem that the gate tells is this rule's, and not a consequence.</summary>
    public bool IsToldBy(string problem)
    {
        var (path, what) = problem.Split(": ", 2) is [var before, var after] ? (Index().Replace(before, ""), after) : ("", problem);
        return path == PathOf(Element) ? IsWordOf(what) : IsMarkOfSlice() && path == PathOf(Parent()) && IsWordOfSlice(what);
    }

    private bool IsWordOf(string what) => Kind switch
    {
        "min" => what.StartsWith("is missing", StringComparison.Ordinal) || what.StartsWith("needs at least", StringComparison.Ordinal),
        "max" => what.StartsWith("is not allowed", StringComparison.Ordinal) || what.StartsWith("may occur", StringComparison.Ordinal),
        "fixed" => what == "must have the fixed value of the profile",
        "pattern" => what == "must match the pattern of the profile",
        "binding" => what == "must be a code of the bound value set",
        "type" => what.StartsWith("must be of type ", StringComparison.Ordinal),
        "closed" => what == "is none of the kinds that the profile knows",
        _ => what.StartsWith(Kind + ": ", StringComparison.Ordinal),
    };

    // What tells a slice apart cannot be wrong in it: without it, the element is not of that kind.
    private bool IsMarkOfSlice() =>
        Parent().LastIndexOf(':') > Parent().LastIndexOf('.') && Kind is "min" or "fixed" or "pattern"
        && Element[(Element.LastIndexOf('.') + 1)..] is "system" or "url" or "category";

    private bool IsWordOfSlice(string what) =>
        what == "is missing of kind " + Parent()[(Parent().LastIndexOf(':') + 1)..] || what == "is none of the kinds that the profile knows";

    private string Parent() => Element[..Element.LastIndexOf('.')];

    private string PathOf(string id)
    {
        var path = Slice().Replace(id, "").Replace("[x]", "", StringComparison.Ordinal);
        return path == "Extension" || path.StartsWith("Extension.", StringComparison.Ordinal) ? $"{Type}.e{path[1..]}" : path;
    }

    private static IEnumerable<string> KindsOf(ElementDefinition element)
    {
        if (element.Min > 0)
            yield return "min";
        if (element.Max is not (null or "*"))
            yield return "max";
        if (element.Fixed is not null)
            yield return "fixed";
        if (element.Pattern is not null)
            yield return "pattern";
        if (element.Binding?.Strength == BindingStrength.Required)
            yield return "binding";
        if (element.Path!.EndsWith("[x]", StringComparison.Ordinal) && element.Type.Count > 0)
            yield return "type";
        if (element.Slicing?.Rules == ElementDefinition.SlicingRules.Closed)
            yield return "closed";
        foreach (var constraint in element.Constraint)
            yield return constraint.Key!;
    }

    [GeneratedRegex(@"\[[0-9]+\]", RegexOptions.NonBacktracking)]
    private static partial Regex Index();

    [GeneratedRegex(@":\w+", RegexOptions.NonBacktracking)]
    private static partial Regex Slice();
}
