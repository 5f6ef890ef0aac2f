using System.Globalization;
using System.Text.RegularExpressions;

namespace CcmFhirBridge.Configuration.Yaml;

/// <summary>Compares a tree with its shape and tells every difference in words.</summary>
internal sealed partial class ShapeCheck(ProblemLog log)
{
    public const string WrongType = "yaml.wrong-type";
    public const string WrongValue = "yaml.value";

    public void Map(YamlMap map, MapShape shape, string path)
    {
        foreach (var entry in map.Entries)
        {
            if (shape.Find(entry.Key) is { } known)
                Value(entry.Value, known.Shape, Join(path, entry.Key));
            else
                UnknownKey(entry, shape, path);
        }

        foreach (var key in shape.Keys.Where(key => key.Required && !map.Has(key.Name)))
            log.Add(map.Line, "yaml.missing-key", $"'{Join(path, key.Name)}' is missing. Add it: {key.Description}.");
    }

    private void UnknownKey(YamlEntry entry, MapShape shape, string path)
    {
        var names = shape.Keys.Select(key => key.Name);
        var advice = NearestWord.Of(entry.Key, names) is { } nearest
            ? $"Did you mean '{nearest}'?"
            : $"Known here: {string.Join(", ", names)}.";
        log.Add(entry.Line, "yaml.unknown-key", $"unknown key '{Join(path, entry.Key)}'. {advice}");
    }

    private void Value(YamlNode node, YamlShape shape, string path)
    {
        if (node is YamlText { IsNull: true } && shape is not AmountShape { Nullable: true })
        {
            log.Add(node.Line, WrongType, $"'{path}' has no value. Give it one or remove the key.");
            return;
        }

        switch (shape, node)
        {
            case (MapShape expected, YamlMap map): Map(map, expected, path); break;
            case (TableShape expected, YamlMap map): Table(map, expected, path); break;
            case (ListShape expected, YamlList list): List(list, expected, path); break;
            case (TextShape expected, YamlText text): Text(text, expected, path); break;
            case (WordShape expected, YamlText text): Word(text, expected, path); break;
            case (WholeShape expected, YamlText text): Whole(text, expected, path); break;
            case (AmountShape expected, YamlText text): Amount(text, expected, path); break;
            case (DecimalShape expected, YamlText text): Decimal(text, expected, path); break;
            case (FlagShape, YamlText text): Flag(text, path); break;
            default: log.Add(node.Line, WrongType, $"'{path}' has to be {NounOf(shape)}, not {NounOf(node)}."); break;
        }
    }

    private void Table(YamlMap map, TableShape shape, string path)
    {
        foreach (var entry in map.Entries)
        {
            if (shape.Key.ProblemOf(entry.Key) is { } problem)
                log.Add(entry.Line, WrongValue, $"the key '{entry.Key}' under '{path}' is wrong: {problem}.");
            Value(entry.Value, shape.Value, Join(path, entry.Key));
        }
    }

    private void List(YamlList list, ListShape shape, string path)
    {
        if (list.Items.Length > shape.Most)
            log.Add(list.Line, WrongValue, string.Create(CultureInfo.InvariantCulture, $"'{path}' has {list.Items.Length} entries: use at most {shape.Most}."));
        for (var index = 0; index < list.Items.Length; index++)
            Value(list.Items[index], shape.Item, $"{path}[{index.ToString(CultureInfo.InvariantCulture)}]");
    }

    private void Text(YamlText text, TextShape shape, string path)
    {
        if (text.Plain && !shape.Hidden && ReadsAsAnotherType().IsMatch(text.Value))
            log.Add(text.Line, WrongType, $"'{path}' is text, but YAML reads {Shorten(text.Value)} as something else. Put it in quotes: \"{Shorten(text.Value)}\".");
        else if (text.Value.Length == 0)
            log.Add(text.Line, WrongValue, $"'{path}' is empty: expected {shape.Expected}.");
        else if (shape.ProblemOf(text.Value) is { } problem)
            log.Add(text.Line, WrongValue, $"'{path}' is wrong: {problem}{(problem.EndsWith('?') ? "" : ".")}");
    }

    private void Word(YamlText text, WordShape shape, string path)
    {
        if (shape.Words.Contains(text.Value))
            return;
        if (shape.Refused.TryGetValue(text.Value, out var refusal))
        {
            log.Add(text.Line, refusal.Code, $"'{path}: {text.Value}' {refusal.Message}");
            return;
        }

        var advice = NearestWord.Of(text.Value, shape.Words) is { } nearest
            ? $"Did you mean '{nearest}'?"
            : $"Use one of: {string.Join(", ", shape.Words)}.";
        log.Add(text.Line, WrongValue, $"'{path}' does not know '{Shorten(text.Value)}'. {advice}");
    }

    private void Whole(YamlText text, WholeShape shape, string path)
    {
        if (!text.Plain || !int.TryParse(text.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            log.Add(text.Line, WrongType, $"'{path}' has to be a whole number without quotes.");
        else if (number < shape.Least || number > shape.Most)
            log.Add(text.Line, WrongValue, $"'{path}' is {number}: use {shape.Least} to {shape.Most}.");
    }

    private void Amount(YamlText text, AmountShape shape, string path)
    {
        if (text.IsNull && shape.Nullable)
            return;
        if (!text.Plain || !decimal.TryParse(text.Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount))
            log.Add(text.Line, WrongType, $"'{path}' has to be an amount in dollars without quotes, such as 125.00.");
        else if (amount <= 0 || amount > 100_000 || amount.Scale > 2)
            log.Add(text.Line, WrongValue, $"'{path}' is {Shorten(text.Value)}: use a positive amount up to 100000 with at most two decimals.");
    }

    private void Decimal(YamlText text, DecimalShape shape, string path)
    {
        if (!text.Plain || !decimal.TryParse(text.Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            log.Add(text.Line, WrongType, $"'{path}' has to be a number without quotes, such as 1.25.");
        else if (number < shape.Least || number > shape.Most || number.Scale > shape.Places)
            log.Add(text.Line, WrongValue, string.Create(CultureInfo.InvariantCulture, $"'{path}' is {Shorten(text.Value)}: use {shape.Least} to {shape.Most} with at most {shape.Places} decimals."));
    }

    private void Flag(YamlText text, string path)
    {
        if (!text.Plain || text.Value is not ("true" or "false"))
            log.Add(text.Line, WrongType, $"'{path}' has to be true or false, without quotes.");
    }

    private static string Shorten(string value) => value.Length <= 60 ? value : value[..60] + "…";

    private static string Join(string path, string key) => path.Length == 0 ? Shorten(key) : $"{path}.{Shorten(key)}";

    private static string NounOf(YamlShape shape) => shape switch
    {
        MapShape or TableShape => "a mapping of keys to values",
        ListShape => "a list",
        WholeShape => "a whole number",
        AmountShape => "an amount",
        DecimalShape => "a number",
        FlagShape => "true or false",
        _ => "a text",
    };

    private static string NounOf(YamlNode node) => node switch
    {
        YamlMap => "a mapping",
        YamlList => "a list",
        _ => "a single value",
    };

    // What the YAML 1.2 core schema, and so any editor with our JSON Schema, does not read as text.
    [GeneratedRegex(@"^([-+]?[0-9]+|0[ox][0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|true|True|TRUE|false|False|FALSE|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ReadsAsAnotherType();
}
