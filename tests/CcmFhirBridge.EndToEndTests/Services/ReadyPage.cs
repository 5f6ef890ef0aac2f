using System.Text.Json;
using System.Text.RegularExpressions;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Services;

/// <summary>What <c>/health/ready</c> of a service says; the service has told where it listens.</summary>
internal static partial class ReadyPage
{
    /// <summary>Whether the service has told where it listens.</summary>
    public static bool IsNamedIn(string told) => Address().IsMatch(told);

    /// <summary>Where it listens.</summary>
    public static Uri AddressIn(string told) => new(Address().Match(told).Groups["url"].Value);

    /// <summary>The page, once it satisfies a condition.</summary>
    public static async Task<string> ReadAsync(HttpClient client, Func<string> told, Func<JsonElement, bool> condition, string what)
    {
        var address = new Uri(AddressIn(told()), "health/ready");
        var body = "";
        await Eventually.ShouldHoldAsync(
            async () =>
            {
                using var answer = await client.GetAsync(address);
                body = await answer.Content.ReadAsStringAsync();
                return condition(JsonElement.Parse(body));
            },
            () => $"{what}; health says {body}; it said:\n{told()}");
        return body;
    }

    [GeneratedRegex("Running on (?<url>http://[0-9.:]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
