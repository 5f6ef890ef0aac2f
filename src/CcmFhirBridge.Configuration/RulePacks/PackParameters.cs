using System.Globalization;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>The dated parameters of one file, and what is read from them.</summary>
internal sealed class PackParameters(string prefix, PackFile file, IReadOnlySet<string> citations)
{
    private readonly Dictionary<string, (DatedValues Values, Confidence Confidence, string? Unit)> _parameters = new(StringComparer.Ordinal);

    public PackFile File => file;

    /// <summary>Loads the parameters that the file has.</summary>
    public PackParameters Load(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (file.Root.Map(name) is { } parameter)
            {
                var confidence = parameter.Text("confidence") ?? file.Root.Text("confidence");
                _parameters[name] = (DatedValues.Read(file, parameter, name, citations), ConfidenceOf(confidence!), parameter.Text("unit"));
            }
        }

        return this;
    }

    public IEnumerable<DatedValue> Values(string name) => _parameters.TryGetValue(name, out var parameter) ? parameter.Values.Values : [];

    public DatedValue? On(string name, DateOnly day) => _parameters.TryGetValue(name, out var parameter) ? parameter.Values.On(day) : null;

    public int? Whole(string name, DateOnly day, List<ParameterRead> reads)
        => Note(name, day, reads)?.Entry.Whole("value");

    /// <summary>The value in force on the day, else the first that is loaded; <paramref name="since"/> tells from when it is in force.</summary>
    public int? WholeOrFirst(string name, DateOnly day, List<ParameterRead> reads, out DateOnly? since)
    {
        since = _parameters.TryGetValue(name, out var parameter) ? (parameter.Values.On(day) ?? parameter.Values.Values.FirstOrDefault())?.Since : null;
        return since is { } first ? Whole(name, first > day ? first : day, reads) : null;
    }

    /// <summary>Whether the flag is set on the day; unset where there is no value.</summary>
    public bool Flag(string name, DateOnly day, List<ParameterRead> reads) => Note(name, day, reads)?.Entry.Flag("value") == true;

    public decimal? Amount(string name, DateOnly day, List<ParameterRead> reads)
        => On(name, day)?.Entry.Amount("value") is { } amount && Note(name, day, reads) is not null ? amount : null;

    public IReadOnlyList<string> Codes(string name, DateOnly day, List<ParameterRead> reads)
        => Note(name, day, reads) is { } value ? [.. Codes(value.Entry).Distinct(StringComparer.Ordinal)] : [];

    public static IEnumerable<string> Codes(YamlMap entry) => entry.Texts("value").SelectMany(text => CodeRanges.Expand(text.Value));

    public static Confidence ConfidenceOf(string word) => word switch
    {
        "primary" => Confidence.Primary,
        "secondary" => Confidence.Secondary,
        "general" => Confidence.General,
        "conflicting" => Confidence.Conflicting,
        _ => throw new FormatException($"'{word}' is no confidence."),
    };

    private DatedValue? Note(string name, DateOnly day, List<ParameterRead> reads)
    {
        if (On(name, day) is not { } value)
            return null;
        var (_, confidence, unit) = _parameters[name];
        reads.Add(new($"{prefix}{name}", TextOf(value.Entry, unit), value.Since, value.Sources, confidence));
        return value;
    }

    private static string TextOf(YamlMap entry, string? unit)
    {
        var text = entry.Find("value") is YamlList ? string.Join(' ', entry.Texts("value").Select(code => code.Value)) : entry.Text("value")!;
        return unit switch
        {
            null => text,
            "USD" => $"{text} USD",
            _ => text == 1.ToString(CultureInfo.InvariantCulture) ? $"{text} {unit}" : $"{text} {unit}s",
        };
    }
}
