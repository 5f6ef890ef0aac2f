using System.Text;

namespace CcmFhirBridge.Server.Fhir.Search;

/// <summary>The text of a search value, in which a backslash takes <c>, | $ \</c> for what they are.</summary>
/// <remarks>Source: R4 search, escaping search parameters.</remarks>
internal static class SearchText
{
    /// <summary>Parts between separators that are not escaped, still escaped themselves.</summary>
    public static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var (from, at) = (0, 0);
        for (; at < text.Length; at++)
        {
            if (text[at] == '\\')
                at++;
            else if (text[at] == separator)
            {
                parts.Add(text[from..at]);
                from = at + 1;
            }
        }

        parts.Add(text[Math.Min(from, text.Length)..]);
        return parts;
    }

    /// <summary>What a part means.</summary>
    /// <exception cref="FhirProblem">400: a backslash stands before anything else.</exception>
    public static string Unescape(string part, string parameter)
    {
        if (!part.Contains('\\'))
            return part;
        var text = new StringBuilder(part.Length);
        for (var at = 0; at < part.Length; at++)
        {
            if (part[at] == '\\' && (++at >= part.Length || part[at] is not (',' or '|' or '$' or '\\')))
                throw FhirProblem.Invalid("A backslash stands only before ',', '|', '$' or another backslash.", parameter);
            text.Append(part[at]);
        }

        return text.ToString();
    }
}
