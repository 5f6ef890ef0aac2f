using System.Collections.Immutable;

namespace CcmFhirBridge.Configuration.Yaml;

/// <summary>
/// What may stand at a place of a YAML file. The same table drives the reader and the published JSON Schema,
/// so that the two cannot drift apart.
/// </summary>
internal abstract record YamlShape;

/// <summary>One key of a mapping.</summary>
internal sealed record YamlKey(string Name, YamlShape Shape, string Description, bool Required = false);

/// <summary>A mapping with a fixed set of keys.</summary>
internal sealed record MapShape(ImmutableArray<YamlKey> Keys) : YamlShape
{
    public YamlKey? Find(string name) => Keys.FirstOrDefault(key => key.Name == name);
}

/// <summary>A mapping whose keys are themselves values, such as codes or dates.</summary>
internal sealed record TableShape(TextShape Key, YamlShape Value) : YamlShape;

/// <summary>A list of at most <paramref name="Most"/> items; null where nothing bounds it.</summary>
internal sealed record ListShape(YamlShape Item, int? Most = null) : YamlShape;

/// <summary>A text of a form that <paramref name="Expected"/> tells in words; <paramref name="Check"/> answers what is wrong, or null.</summary>
internal sealed record TextShape(string Expected, string? Pattern = null, Func<string, string?>? Check = null) : YamlShape
{
    /// <summary>The value may be a secret that somebody typed in; no message repeats it.</summary>
    public bool Hidden { get; init; }

    public string? ProblemOf(string value)
    {
        if (Pattern is not null && !TextPatterns.Fits(Pattern, value))
            return $"expected {Expected}";
        return Check?.Invoke(value);
    }
}

/// <summary>One word of a list. Words that are refused say why and what to use instead.</summary>
internal sealed record WordShape(ImmutableArray<string> Words) : YamlShape
{
    public ImmutableDictionary<string, WordRefusal> Refused { get; init; } = ImmutableDictionary<string, WordRefusal>.Empty;
}

internal sealed record WordRefusal(string Code, string Message);

internal sealed record WholeShape(int Least, int Most) : YamlShape;

/// <summary>A positive amount in US dollars with at most two decimals.</summary>
internal sealed record AmountShape(bool Nullable = false) : YamlShape;

/// <summary>A number that is no amount, from <paramref name="Least"/> to <paramref name="Most"/>, both included, with at most <paramref name="Places"/> decimals.</summary>
internal sealed record DecimalShape(decimal Least, decimal Most, int Places) : YamlShape;

internal sealed record FlagShape : YamlShape;
