using System.Globalization;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>The dated parameters of one file, and what is read from them.</summary>
internal sealed class PackParameters(string prefix, PackFile file, IReadOnlySet<string> citations)
{
    private readonly Dictionary<string, (DatedValues Values, string? Unit)> _parameters = new(StringComparer.Ordinal);

    public PackFile File => file;

    /// <summary>Loads the parameters that the file has.</summary>
    public PackParameters Load(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (file.Root.Map(name) is { } parameter)
                _parameters[name] = (DatedValues.Read(file, parameter, name, citations), parameter.Text("unit"));
        }

        return this;
    }

    /// <summary>These parameters with the values of <paramref name="own"/> from their first day on; those named in <paramref name="never"/> only where it has them.</summary>
    public PackParameters Restated(PackParameters? own, params IReadOnlyCollection<string> never)
    {
        var restated = new PackParameters(prefix, file, citations);
        foreach (var (name, parameter) in _parameters.Where(parameter => !never.Contains(parameter.Key)))
            restated._parameters[name] = parameter;
        foreach (var (name, (values, unit)) in own?._parameters ?? [])
        {
            restated._parameters[name] = restated._parameters.TryGetValue(name, out var earlier)
                ? (earlier.Values.Restated(values), unit ?? earlier.Unit)
                : (values, unit);
        }

        return restated;
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
        reads.Add(new($"{prefix}{name}", TextOf(value.Entry, _parameters[name].Unit), value.Since, value.Sources, value.Confidence));
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
