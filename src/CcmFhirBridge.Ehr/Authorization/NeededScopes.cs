using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>The scopes that a tenant's work needs, and no more: to read and search what is synced, to create what is written back.</summary>
/// <param name="ehr">What is written back.</param>
/// <param name="configured">Scopes of the tenant file; they are asked for as they stand.</param>
/// <param name="derive">Whether scopes are made when none are configured.</param>
internal sealed class NeededScopes(EhrSettings ehr, ImmutableArray<string> configured, bool derive)
{
    private const string System = "system/";
    private const string Group = "Group";

    private static readonly ImmutableArray<(char Letter, string Word)> Verbs = [('c', "create"), ('r', "read"), ('u', "update"), ('d', "delete"), ('s', "search")];

    // Whose records are read may stand in a Group.
    private IEnumerable<string> Types => ehr.Population is Population.Group ? ehr.Types.Append(Group) : ehr.Types;

    /// <summary>The scopes to ask for; empty asks for none.</summary>
    /// <param name="old">In the words of SMART version 1.</param>
    public ImmutableArray<string> ToAsk(bool old)
    {
        if (!configured.IsEmpty || !derive)
            return configured;
        return [.. Types.SelectMany(type => old ? OldScopes(type) : [$"{System}{type}.{Letters(type)}"])];
    }

    /// <summary>What is needed and not covered, a line for each type.</summary>
    public ImmutableArray<string> Missing(ImmutableArray<string> granted)
    {
        // Who asks for no scopes is granted whatever the client is registered for, and cannot know it.
        if (granted.IsEmpty)
            return [];
        return
        [
            .. Types
                .Select(type => (Type: type, Letters: Letters(type).Except(granted.SelectMany(scope => Covered(scope, type))).ToHashSet()))
                .Where(missing => missing.Letters.Count > 0)
                .Select(missing => $"{missing.Type}: {string.Join(", ", Verbs.Where(verb => missing.Letters.Contains(verb.Letter)).Select(verb => verb.Word))}"),
        ];
    }

    /// <summary>Types that cannot be read whole, in the order in which they are read.</summary>
    /// <param name="granted">Scopes as granted.</param>
    /// <param name="old">In the words of SMART version 1.</param>
    public ImmutableArray<WithheldType> Withheld(ImmutableArray<string> granted, bool old)
    {
        if (granted.IsEmpty)
            return [];
        return
        [
            .. Types.Where(type => type != Group && !granted.Any(scope => Covered(scope, type).Contains(ReadBy(type), StringComparison.Ordinal)))
                .Select(type => new WithheldType(type, $"{System}{type}.{(old ? "read" : "rs")}", granted.Any(scope => IsOfPart(scope, type)))),
        ];
    }

    // A listed population is read patient by patient, by id.
    private char ReadBy(string type) => type == "Patient" && ehr.Population is not Population.Everybody ? 'r' : 's';

    private bool IsOfPart(string scope, string type) =>
        scope.IndexOf('?', StringComparison.Ordinal) is > 0 and var at && Covered(scope[..at], type).Contains(ReadBy(type), StringComparison.Ordinal);

    // A scope with a query covers a part of the type only; what it leaves out cannot be told, so it covers nothing.
    private static string Covered(string scope, string type)
    {
        if (!scope.StartsWith(System, StringComparison.Ordinal) || scope.Split('.') is not [var subject, var permission])
            return "";
        if (subject[System.Length..] is var covered && covered != "*" && covered != type)
            return "";
        return permission switch
        {
            "*" => "cruds",
            "read" => "rs",
            "write" => "cud",
            _ when permission.All(letter => Verbs.Any(verb => verb.Letter == letter)) => permission,
            _ => "",
        };
    }

    private IEnumerable<string> OldScopes(string type) =>
        IsWritten(type) ? [$"{System}{type}.read", $"{System}{type}.write"] : [$"{System}{type}.read"];

    private string Letters(string type) => IsWritten(type) ? "crus" : type == Group ? "r" : "rs";

    private bool IsWritten(string type) =>
        !ehr.WriteBackOf(type).IsOff;
}
