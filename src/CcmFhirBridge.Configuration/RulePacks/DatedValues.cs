using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>A value as of its first day in force, and how sure we are of it.</summary>
internal sealed record DatedValue(DateOnly Since, YamlMap Entry, Confidence Confidence)
{
    public ImmutableArray<string> Sources { get; } = [.. Entry.Texts("source").Select(source => source.Value)];
}

/// <summary>The values of one parameter, oldest first; each holds until the next begins.</summary>
internal sealed record DatedValues(string Parameter, ImmutableArray<DatedValue> Values)
{
    /// <summary>Reads <c>values:</c> and reports unsorted days and sources that nobody knows.</summary>
    public static DatedValues Read(PackFile file, YamlMap parameter, string name, IReadOnlySet<string> citations)
    {
        var confidence = PackParameters.ConfidenceOf((parameter.Text("confidence") ?? file.Root.Text("confidence"))!);
        var values = ImmutableArray.CreateBuilder<DatedValue>();
        foreach (var entry in parameter.Map("values")!.Entries)
        {
            var value = new DatedValue(DateOnly.ParseExact(entry.Key, "yyyy-MM-dd", CultureInfo.InvariantCulture), (YamlMap)entry.Value, confidence);
            if (values.Count > 0 && value.Since <= values[^1].Since)
                file.Log.Add(entry.Line, "pack.unsorted", $"'{name}' has {entry.Key} after {values[^1].Since:yyyy-MM-dd}. Write the days in order, oldest first.");
            PackChecks.Sources(file, entry.Line, value.Sources, name, citations);
            values.Add(value);
        }

        if (values.Count == 0)
            file.Log.Add(parameter.Line, "pack.no-value", $"'{name}' has no value. Add one with its first day in force and its source.");
        return new(name, values.DrainToImmutable());
    }

    /// <summary>These values until the first of <paramref name="own"/>, and from that day on only those.</summary>
    public DatedValues Restated(DatedValues? own) => own is null or { Values.IsEmpty: true } ? this : this with { Values = [.. Values.Where(value => value.Since < own.Values[0].Since), .. own.Values] };

    /// <summary>The value in force on the day, or null before the first.</summary>
    public DatedValue? On(DateOnly day) => Values.LastOrDefault(value => value.Since <= day);
}
