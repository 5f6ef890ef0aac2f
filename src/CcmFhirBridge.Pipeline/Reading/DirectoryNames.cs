using System.Text;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>Notes which people, organizations and places of this EHR resources name. What is named on another server is nobody here.</summary>
internal sealed class DirectoryNames(Uri baseUrl)
{
    private const int Most = 5000;
    private const int LongestId = 255;

    // Who only found or recorded a condition, or pays, decides nothing.
    private static readonly string[] s_naming = ["PractitionerRole", "Patient", "CarePlan", EhrTypes.Documents, "Consent", "Encounter", "Procedure", "ChargeItem", "Claim"];

    private readonly string _base = baseUrl.AbsoluteUri.TrimEnd('/') + "/";
    private readonly HashSet<(string Type, string Id)> _named = [];

    /// <summary>More were named than are noted.</summary>
    public bool AreTooMany { get; private set; }

    /// <summary>Ids of a type, in order.</summary>
    public IEnumerable<string> Of(string type) => _named.Where(named => named.Type == type).Select(named => named.Id).Order(StringComparer.Ordinal);

    /// <summary>Notes what a resource names.</summary>
    public void Note(ResourceToStore resource)
    {
        var type = resource.Projected.ResourceType;
        // Of documents only plans decide anything, and an EHR has many others.
        if (!s_naming.Contains(type, StringComparer.Ordinal) || (type == EhrTypes.Documents && resource.Projected.Facts.IsEmpty))
            return;
        var json = resource.Json.Span;
        for (var at = json.IndexOf("\"reference\""u8); at >= 0; at = json.IndexOf("\"reference\""u8))
        {
            json = json[(at + "\"reference\"".Length)..];
            if (Value(json) is { } reference)
                Note(reference);
        }
    }

    private void Note(string reference)
    {
        if (reference.StartsWith(_base, StringComparison.Ordinal))
            reference = reference[_base.Length..];
        var parts = reference.Split('/');
        if (parts is not ([_, _] or [_, _, "_history", _]) || !EhrTypes.IsOfDirectory(parts[0]) || !IsId(parts[1]))
            return;
        if (_named.Count < Most)
            _named.Add((parts[0], parts[1]));
        else
            AreTooMany |= !_named.Contains((parts[0], parts[1]));
    }

    // A slash may be written as \/; anything else that is escaped stands in no reference to this server.
    private static string? Value(ReadOnlySpan<byte> json)
    {
        json = json.TrimStart(" \t\r\n"u8);
        if (json.IsEmpty || json[0] != ':' || (json = json[1..].TrimStart(" \t\r\n"u8)).IsEmpty || json[0] != '"')
            return null;
        json = json[1..];
        var end = json.IndexOf((byte)'"');
        if (end < 0)
            return null;
        var text = Encoding.UTF8.GetString(json[..end]).Replace("\\/", "/", StringComparison.Ordinal);
        return text.Contains('\\', StringComparison.Ordinal) ? null : text;
    }

    private static bool IsId(string id) =>
        id.Length is > 0 and <= LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_') && id.Any(c => c != '.');
}
