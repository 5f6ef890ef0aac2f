using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Searches;

/// <summary>One applied search parameter.</summary>
internal sealed record SearchCriterion(string Name, string Value, Func<StoredVersion, bool> Matches)
{
    /// <summary>Values of identifiers, one of which each match has; null when that cannot be said.</summary>
    public IReadOnlyList<string>? Identifiers { get; private init; }

    /// <summary>The criterion; null when this server does not know the parameter for the type.</summary>
    public static SearchCriterion? From(string type, string name, string value)
    {
        var bare = name.EndsWith(":Patient", StringComparison.Ordinal) ? name[..^":Patient".Length] : name;
        if (bare == "_id")
        {
            var ids = value.Split(',');
            return new SearchCriterion(name, value, version => ids.Contains(version.Id, StringComparer.Ordinal));
        }
        if (bare == "_lastUpdated")
        {
            var updated = DateTests(name, value);
            return new SearchCriterion(name, value, version => updated(new DateSpan(version.LastUpdated, version.LastUpdated.AddTicks(1))));
        }
        return SearchParameters.KindOf(type, bare) switch
        {
            ParameterKind.Token => Token(bare, value),
            ParameterKind.Reference => Reference(bare, value),
            ParameterKind.Date => Date(bare, value),
            _ => null,
        };
    }

    private static SearchCriterion Token(string name, string value)
    {
        var texts = value.Split(',');
        var wanted = texts.Select(TokenTest).ToArray();
        return new SearchCriterion(name, value, version => version.Index.Tokens(name).Any(token => Array.Exists(wanted, test => test(token))))
        {
            Identifiers = name == "identifier" && !Array.Exists(texts, text => text.EndsWith('|')) ? [.. texts.Select(text => text[(text.IndexOf('|', StringComparison.Ordinal) + 1)..])] : null,
        };
    }

    private static Func<TokenValue, bool> TokenTest(string text)
    {
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        if (bar < 0)
            return token => token.Value == text;
        var system = text[..bar];
        var code = text[(bar + 1)..];
        return token => (system.Length == 0 ? token.System is null : token.System == system) && (code.Length == 0 || token.Value == code);
    }

    private static SearchCriterion Reference(string name, string value)
    {
        var wanted = value.Split(',').Select(SearchIndex.Relative).ToArray();
        return new SearchCriterion(name, value, version => version.Index.References(name).Any(reference =>
            Array.Exists(wanted, want => want.Contains('/', StringComparison.Ordinal)
                ? reference == want
                : reference.EndsWith("/" + want, StringComparison.Ordinal))));
    }

    private static SearchCriterion Date(string name, string value)
    {
        var test = DateTests(name, value);
        return new SearchCriterion(name, value, version => version.Index.Dates(name).Any(test));
    }

    private static Func<DateSpan, bool> DateTests(string name, string value)
    {
        var tests = value.Split(',').Select(part => DateTest(name, part)).ToArray();
        return span => Array.Exists(tests, test => test(span));
    }

    private static Func<DateSpan, bool> DateTest(string name, string text)
    {
        var prefix = text.Length > 2 && char.IsAsciiLetter(text[0]) ? text[..2] : "eq";
        var rest = text.Length > 2 && char.IsAsciiLetter(text[0]) ? text[2..] : text;
        // A plus sign that was not percent-encoded arrives as a blank: every server meets it, and it can only be a zone.
        if (!Instant.TryRead(rest.Replace(' ', '+'), out var asked))
            throw new FhirFailure(400, "value", $"The value of {name} is no date.");
        return prefix switch
        {
            "eq" => span => span.Start >= asked.Start && span.End <= asked.End,
            "ne" => span => span.Start < asked.Start || span.End > asked.End,
            "gt" => span => span.End > asked.End,
            "ge" => span => span.End > asked.End || (span.Start >= asked.Start && span.Start < asked.End) || span.End > asked.Start,
            "lt" => span => span.Start < asked.Start,
            "le" => span => span.Start < asked.End,
            "sa" => span => span.Start >= asked.End,
            "eb" => span => span.End <= asked.Start,
            _ => throw new FhirFailure(400, "value", $"The prefix {prefix} of {name} is not supported."),
        };
    }
}
