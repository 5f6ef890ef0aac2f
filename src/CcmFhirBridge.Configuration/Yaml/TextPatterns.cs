using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace CcmFhirBridge.Configuration.Yaml;

/// <summary>
/// The patterns of texts as they are matched. Each keeps a hundred kilobytes of what it learned about texts, which is worth it while files are
/// read and is forgotten afterwards: a service reads them at its start and then only when somebody changes one.
/// </summary>
internal static class TextPatterns
{
    private static readonly ConcurrentDictionary<string, Regex> s_known = new(StringComparer.Ordinal);

    /// <summary>Whether a text has the form of a pattern.</summary>
    public static bool Fits(string pattern, string text) => s_known.GetOrAdd(pattern, Make).IsMatch(text);

    /// <summary>Gives back what was learned; what is asked next is learned anew.</summary>
    public static void Forget() => s_known.Clear();

    // "$" also matches before a final line break in .NET, which a JSON Schema does not.
    private static Regex Make(string pattern) => new(
        pattern.EndsWith('$') ? pattern[..^1] + @"\z" : pattern, RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
