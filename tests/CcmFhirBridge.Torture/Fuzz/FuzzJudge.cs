using System.Text.Json;
using System.Text.RegularExpressions;

namespace CcmFhirBridge.Torture.Fuzz;

/// <summary>Says what is wrong with an answer.</summary>
/// <param name="marks">Marks of all practices.</param>
/// <param name="home">Folder of the home, which no answer names.</param>
internal sealed partial class FuzzJudge(IReadOnlyList<string> marks, string home)
{
    /// <summary>Longer than anything here takes on a busy machine, and shorter than the service's own limit.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    // Words of what lies below: a stack, a database, a file, a class.
    private static readonly string[] s_below =
    [
        "   at ", ".cs:line", "System.", "Microsoft.", "CcmFhirBridge.", "Exception:", "SELECT ", "INSERT ", "SQLite", "sqlite", "Npgsql", "no such table", "syntax error", "/bin/", "/usr/", ".dll", "Newtonsoft",
    ];

    // What the server below the service answers by itself, with nothing in it: what is no HTTP, or too long for it.
    private static readonly int[] s_wire = [400, 408, 411, 413, 414, 431, 501, 505];

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public string? WrongWith(FuzzRequest request, FuzzAnswer answer)
    {
        if (answer.Status == 0)
            return request.IsForService ? "the connection ended without an answer" : null;
        if (answer.Status is 500 or 502 or 503 or 504)
            return $"answered with {answer.Status}: {Short(answer.Body)}";
        if (answer.Took > Longest)
            return $"the answer took {answer.Took.TotalSeconds:F1} s";
        if (request.End == FuzzEnd.Refused && answer.Status < 400)
            return $"what opens nothing there was answered with {answer.Status}";
        return answer.Status >= 400 ? WrongWithRefusal(request, answer) : WrongWithSuccess(request, answer);
    }

    private string? WrongWithRefusal(FuzzRequest request, FuzzAnswer answer)
    {
        if (marks.FirstOrDefault(mark => Tells(answer.Head, mark) || Tells(answer.Body, mark)) is { } told)
            return $"a refusal ({answer.Status}) tells of a patient ({told}): {Short(answer.Body)}";
        if (s_below.FirstOrDefault(word => answer.Body.Contains(word, StringComparison.Ordinal)) is { } below || answer.Body.Contains(home, StringComparison.Ordinal))
            return $"a refusal ({answer.Status}) tells of what lies below the service: {Short(answer.Body)}";
        if (request.Method == "HEAD" || (answer.Body.Length == 0 && !request.IsForService && s_wire.Contains(answer.Status)))
            return null;
        return EndpointOf(request.Target) switch
        {
            Endpoint.Fhir when !IsOutcome(answer.Body) => $"a refusal ({answer.Status}) is no OperationOutcome: {Short(answer.Body)}",
            Endpoint.Token when request.Method == "POST" && !IsOAuthError(answer.Body) => $"a refusal ({answer.Status}) is no OAuth error: {Short(answer.Body)}",
            _ => null,
        };
    }

    private string? WrongWithSuccess(FuzzRequest request, FuzzAnswer answer)
    {
        // A link to a search tells it as it was asked; whose data is told shows in the rest.
        var body = Links().Replace(answer.Body, "");
        return marks.FirstOrDefault(mark => mark != request.May && (Tells(answer.Head, mark) || Tells(body, mark))) is { } told
            ? $"an answer ({answer.Status}) tells of a patient of another tenant ({told}): {Around(body, told)}"
            : null;
    }

    private static bool Tells(string text, string mark) => text.Contains(mark, StringComparison.OrdinalIgnoreCase);

    // A path with steps up leads elsewhere, escaped or not.
    private static Endpoint EndpointOf(string target) => target.Split('?', '#')[0].Replace("%2e", ".", StringComparison.OrdinalIgnoreCase).Split('/') switch
    {
        var parts when parts.Any(static part => part is "..") => Endpoint.Other,
        ["", { Length: > 0 }, "fhir", ..] => Endpoint.Fhir,
        ["", { Length: > 0 }, "oauth", "token"] => Endpoint.Token,
        _ => Endpoint.Other,
    };

    private static bool IsOutcome(string body) => body.StartsWith("<OperationOutcome", StringComparison.Ordinal) || body.StartsWith("<?xml", StringComparison.Ordinal)
        ? body.Contains("<OperationOutcome", StringComparison.Ordinal)
        : TryParse(body) is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("resourceType", out var type) && type.GetString() == "OperationOutcome";

    private static bool IsOAuthError(string body) => TryParse(body) is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("error", out _);

    private static JsonElement? TryParse(string body)
    {
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Short(string text) => text.Length <= 200 ? text : text[..200] + "…";

    private static string Around(string text, string mark)
    {
        var at = Math.Max(text.IndexOf(mark, StringComparison.OrdinalIgnoreCase), 0);
        return text[Math.Max(0, at - 60)..Math.Min(text.Length, at + 60)].ReplaceLineEndings(" ");
    }

    private enum Endpoint
    {
        Fhir,
        Token,
        Other,
    }

    [GeneratedRegex("\"url\": ?\"https://bridge.example/[^\"]*\"|<url value=\"https://bridge.example/[^\"]*\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Links();
}
