using System.Text.Json;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>An issue of an OperationOutcome: codes and element paths only, since its texts may name a patient.</summary>
/// <param name="Severity"><c>fatal</c>, <c>error</c>, <c>warning</c> or <c>information</c>.</param>
/// <param name="Code">FHIR issue type.</param>
/// <param name="Details">The server's own codes.</param>
/// <param name="Paths">Element paths, without values.</param>
internal sealed record OutcomeIssue(string Severity, string Code, IReadOnlyList<string> Details, IReadOnlyList<string> Paths)
{
    public bool IsError => Severity is "error" or "fatal";
}

/// <summary>Reads the issues of an OperationOutcome.</summary>
internal static class OutcomeIssues
{
    private const int LongestCode = 32;
    private const int LongestPath = 100;
    private const int MostIssues = 20;

    /// <summary>The issues; null when the bytes are no OperationOutcome.</summary>
    public static IReadOnlyList<OutcomeIssue>? Read(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
            return null;
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || root.Text("resourceType") != "OperationOutcome")
                return null;
            return [.. root.Items("issue").Take(MostIssues).Select(Issue)];
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The second is how a string that is no UTF-8 shows itself.
            return null;
        }
    }

    /// <summary>The issues that matter, in a line, with our words for the vendor's own codes: <c>error invalid at Claim.careTeam</c>.</summary>
    public static string Describe(IReadOnlyList<OutcomeIssue> issues, VendorProfile profile)
    {
        var words = issues.SelectMany(issue => issue.Details).Distinct(StringComparer.Ordinal)
            .Select(code => profile.Codes.GetValueOrDefault(code)?.Words).OfType<string>().ToList();
        return words.Count == 0 ? Describe(issues) : $"{Describe(issues)}: {string.Join("; ", words)}";
    }

    /// <summary>The issues that matter, in a line: <c>error invalid at Claim.careTeam</c>.</summary>
    public static string Describe(IReadOnlyList<OutcomeIssue> issues)
    {
        var errors = issues.Where(issue => issue.IsError).ToList();
        return string.Join("; ", (errors.Count > 0 ? errors : issues).Take(5).Select(issue =>
            string.Join(' ', new[] { issue.Severity, issue.Code }.Concat(issue.Details).Where(part => part.Length > 0))
            + (issue.Paths.Count > 0 ? " at " + string.Join(", ", issue.Paths.Take(5)) : "")));
    }

    private static OutcomeIssue Issue(JsonElement issue) => new(
        Code(issue.Text("severity")),
        Code(issue.Text("code")),
        issue.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Object
            ? [.. details.Items("coding").Select(coding => Code(coding.Text("code"))).Where(code => code.Length > 0)]
            : [],
        [.. issue.Strings("expression").Concat(issue.Strings("location")).Select(Path).Where(path => path.Length > 0).Distinct()]);

    private static string Code(string? code) =>
        code is { Length: > 0 and <= LongestCode } && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? code : "";

    // A path begins with the type; what does not may be a value.
    private static string Path(string path) =>
        path.Length <= LongestPath && path.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '[' or ']' or '_')
            && path.Split('.', '[')[0] is var root && (root == "Bundle" || EhrTypes.All.Contains(root)) ? path : "";
}
