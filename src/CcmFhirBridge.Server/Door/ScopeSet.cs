using System.Collections.Immutable;

namespace CcmFhirBridge.Server.Door;

/// <summary>
/// System scopes in the forms of SMART 2 (<c>system/Claim.rs</c>) and SMART 1 (<c>system/Claim.read</c>, <c>.write</c>, <c>.*</c>). A scope with
/// search parameters is not known, so that nobody is given more than it says.
/// </summary>
public sealed class ScopeSet
{
    private const string Prefix = "system/";
    private const string Letters = "cruds";

    private readonly ImmutableSortedDictionary<string, ScopeVerb> _verbs;

    private ScopeSet(ImmutableSortedDictionary<string, ScopeVerb> verbs) => _verbs = verbs;

    public static ScopeSet None { get; } = new(ImmutableSortedDictionary.Create<string, ScopeVerb>(StringComparer.Ordinal));

    public bool IsEmpty => _verbs.IsEmpty;

    /// <summary>One scope as it is written.</summary>
    public static string Of(string type, ScopeVerb verb) => $"{Prefix}{type}.{Write(verb)}";

    /// <summary>Reads scopes separated by spaces.</summary>
    /// <param name="text">Such as <c>system/Claim.rs system/Task.rs</c>.</param>
    /// <param name="scopes">All that are known.</param>
    /// <param name="unknown">The first that is not; null when all are.</param>
    public static bool TryParse(string text, out ScopeSet scopes, out string? unknown)
    {
        var verbs = None._verbs.ToBuilder();
        unknown = null;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Read(word) is var (type, verb))
                verbs[type] = verbs.GetValueOrDefault(type) | verb;
            else
                unknown ??= word;
        }

        scopes = new ScopeSet(verbs.ToImmutable());
        return unknown is null;
    }

    /// <summary>Whether all of a verb is permitted for a type.</summary>
    public bool Allows(string type, ScopeVerb verb) => (OfType(type) & verb) == verb;

    /// <summary>What both permit.</summary>
    public ScopeSet Intersect(ScopeSet other)
    {
        var verbs = None._verbs.ToBuilder();
        foreach (var type in _verbs.Keys.Union(other._verbs.Keys, StringComparer.Ordinal))
        {
            if ((OfType(type) & other.OfType(type)) is not ScopeVerb.None and var both)
                verbs[type] = both;
        }

        return new ScopeSet(verbs.ToImmutable());
    }

    /// <summary>The scopes in the form of SMART 2, by type.</summary>
    public override string ToString() => string.Join(' ', _verbs.Select(static entry => Of(entry.Key, entry.Value)));

    private ScopeVerb OfType(string type) => _verbs.GetValueOrDefault(type) | _verbs.GetValueOrDefault("*");

    private static (string Type, ScopeVerb Verb)? Read(string word)
    {
        var dot = word.LastIndexOf('.');
        if (!word.StartsWith(Prefix, StringComparison.Ordinal) || dot <= Prefix.Length)
            return null;
        var type = word[Prefix.Length..dot];
        if (type != "*" && !type.All(char.IsAsciiLetter))
            return null;
        ScopeVerb? verb = word[(dot + 1)..] switch
        {
            "read" => ScopeVerb.Read | ScopeVerb.Search,
            "write" => ScopeVerb.Create | ScopeVerb.Update | ScopeVerb.Delete,
            "*" => ScopeVerb.Create | ScopeVerb.Read | ScopeVerb.Update | ScopeVerb.Delete | ScopeVerb.Search,
            var letters => ReadLetters(letters),
        };
        return verb is { } known ? (type, known) : null;
    }

    // The letters stand in one order only, each once.
    private static ScopeVerb? ReadLetters(string letters)
    {
        var (verb, next) = (ScopeVerb.None, 0);
        foreach (var letter in letters)
        {
            var at = Letters.IndexOf(letter, next);
            if (at < 0)
                return null;
            verb |= (ScopeVerb)(1 << at);
            next = at + 1;
        }

        return verb == ScopeVerb.None ? null : verb;
    }

    private static string Write(ScopeVerb verb) => string.Concat(Letters.Where((_, at) => verb.HasFlag((ScopeVerb)(1 << at))));
}
