using System.Collections.Immutable;
using System.Globalization;

namespace CcmFhirBridge.Configuration.Yaml;

/// <summary>A value of a YAML file that still knows where it stands.</summary>
internal abstract record YamlNode(int Line, int Column);

/// <summary>A scalar as written; <paramref name="Plain"/> when it is not quoted.</summary>
internal sealed record YamlText(string Value, bool Plain, int Line, int Column) : YamlNode(Line, Column)
{
    public bool IsNull => Plain && Value is ("" or "~" or "null" or "Null" or "NULL");
}

internal sealed record YamlList(ImmutableArray<YamlNode> Items, int Line, int Column) : YamlNode(Line, Column);

internal readonly record struct YamlEntry(string Key, int Line, YamlNode Value);

/// <summary>A mapping in the order written. The getters answer null for what is absent or of another type.</summary>
internal sealed record YamlMap(ImmutableArray<YamlEntry> Entries, int Line, int Column) : YamlNode(Line, Column)
{
    public YamlNode? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key == key)
                return entry.Value;
        }

        return null;
    }

    public int LineOf(string key) => Find(key)?.Line ?? Line;

    public bool Has(string key) => Find(key) is not null;

    public YamlMap? Map(string key) => Find(key) as YamlMap;

    public ImmutableArray<YamlNode> Items(string key) => Find(key) is YamlList list ? list.Items : [];

    public IEnumerable<YamlText> Texts(string key) => Items(key).OfType<YamlText>();

    public IEnumerable<YamlMap> Maps(string key) => Items(key).OfType<YamlMap>();

    public string? Text(string key) => Find(key) is YamlText { IsNull: false } text ? text.Value : null;

    public bool? Flag(string key) => Text(key) switch { "true" => true, "false" => false, _ => null };

    public int? Whole(string key)
        => int.TryParse(Text(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>An amount, or any other number with decimals.</summary>
    public decimal? Amount(string key)
        => decimal.TryParse(Text(key), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : null;
}
