using System.Text;
using CcmFhirBridge.Pipeline;

namespace CcmFhirBridge.Storage;

/// <summary>States and outcomes as they are spelt everywhere: <c>in-doubt</c>, <c>in-review</c> (DESIGN §6).</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => Table<T>.Texts[value];

    public static T Parse<T>(string text)
        where T : struct, Enum => Table<T>.Values.TryGetValue(text, out var value)
        ? value
        : throw new StoreException(StoreFailure.Schema, $"The store says '{text}' where a {typeof(T).Name} belongs. Run the version that wrote it.");

    private static string Kebab(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
                text.Append('-');
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    private static class Table<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Texts = Enum.GetValues<T>().ToDictionary(value => value, value => Kebab(value.ToString()));
        public static readonly Dictionary<string, T> Values = Texts.ToDictionary(pair => pair.Value, pair => pair.Key);
    }
}
