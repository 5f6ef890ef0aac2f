using System.Collections.Immutable;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>One value that came, went or changed between two months.</summary>
/// <param name="Parameter">Dotted name.</param>
/// <param name="Before">Value in the earlier month; null when there was none.</param>
/// <param name="After">Value in the later month; null when there is none.</param>
/// <param name="Since">First day of the later value; null when it went.</param>
/// <param name="Sources">Citations of the later value, or of the earlier one when it went.</param>
public sealed record RuleChange(string Parameter, string? Before, string? After, DateOnly? Since, ImmutableArray<string> Sources)
{
    /// <summary>All changes, in the order of their names.</summary>
    public static ImmutableArray<RuleChange> Between(RulesInForce before, RulesInForce after)
    {
        var earlier = Values(before);
        var later = Values(after);
        return
        [
            .. earlier.Keys.Union(later.Keys).Order(StringComparer.Ordinal)
                .Where(name => earlier.GetValueOrDefault(name)?.Value != later.GetValueOrDefault(name)?.Value)
                .Select(name => Of(name, earlier.GetValueOrDefault(name), later.GetValueOrDefault(name))),
        ];
    }

    private static RuleChange Of(string name, Read? before, Read? after) => new(name, before?.Value, after?.Value, after?.Since, (after ?? before)!.Sources);

    private sealed record Read(string Value, DateOnly? Since, ImmutableArray<string> Sources);

    private static Dictionary<string, Read> Values(RulesInForce rules)
    {
        var values = new Dictionary<string, Read>(StringComparer.Ordinal);
        // Of a value that changes within the month the last one comes first, and it is the one that is compared.
        foreach (var read in rules.Reads.Concat(rules.Codes.SelectMany(static code => code.Reads)))
            values.TryAdd(read.Parameter, new Read(read.Value, read.Since, [.. read.Sources]));
        foreach (var family in rules.OtherServices)
        {
            values[$"other-services.{family.Key}.codes"] = new Read(string.Join(' ', family.Codes), null, [.. family.Sources]);
            values[$"other-services.{family.Key}.handling"] = new Read(Handling(family), null, [.. family.Sources]);
        }

        return values;
    }

    private static string Handling(ServiceFamily family) => family.SameScope is { } same ? $"{ConflictWords.Of(family.Default)}, same scope {ConflictWords.Of(same)}" : ConflictWords.Of(family.Default);
}
