using System.Globalization;
using System.Text;

namespace CcmFhirBridge.Configuration.PublicLists;

/// <summary>Writes a published list in the form of the pack's files.</summary>
internal sealed class PackYaml
{
    private const int LongestTitle = 280;

    private readonly StringBuilder _text = new();

    public PackYaml Line(FormattableString line)
    {
        _text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    /// <summary>The citation that the file carries itself: what the list is called, and the bytes that were read.</summary>
    public PackYaml Cited(string id, string title, PublicFile file) => Line($"source: [{id}]").Line($"citations:")
        .Line($"  - {{ id: {id}, title: \"{Plain(title)}; file {Plain(file.Name)}, sha256 {file.Hash[..16]}\" }}");

    /// <summary>A text that may stand in quotes.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in text)
            plain.Append(character is '"' or '\\' or '{' or '}' || char.IsControl(character) ? ' ' : character);
        var one = string.Join(' ', plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return one.Length <= LongestTitle / 2 ? one : one[..(LongestTitle / 2)];
    }

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString());
}
