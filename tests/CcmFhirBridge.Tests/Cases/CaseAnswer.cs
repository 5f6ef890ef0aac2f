using System.Globalization;
using System.Text.Json.Nodes;

namespace CcmFhirBridge.Tests.Cases;

/// <summary>Holds one line of <c>assess</c> against what a case expects of it.</summary>
internal static class CaseAnswer
{
    /// <summary><c>= bill 99490x1 2026-04-14 staff=1200 …</c>: outcome, lines, date of service, then any named value.</summary>
    public static void ShouldAnswer(this JsonObject line, string expected)
    {
        var words = expected[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words.Where(word => !word.StartsWith("of=", StringComparison.Ordinal)))
        {
            var pair = word.Split('=', 2);
            Value(line, pair.Length == 2 ? pair[0] : KindOf(word)).ShouldBe(pair.Length == 2 ? pair[1] : word, Shown(line));
        }
    }

    /// <summary><c>? consent.active met</c> or <c>? visit.initiating cannot-tell hold</c>; <c>open</c> is any result but met.</summary>
    public static void ShouldFind(this JsonObject line, string expected)
    {
        var words = expected[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var finding = line["findings"]!.AsArray().SingleOrDefault(found => found!["rule"]!.GetValue<string>() == words[0]);
        finding.ShouldNotBeNull($"there is no finding {words[0]} in {Shown(line)}");
        var result = finding["result"]!.GetValue<string>();
        (words[1] == "open" && result != "met" ? "open" : result).ShouldBe(words[1], Shown(line));
        if (words.Length > 2)
            finding["severity"]!.GetValue<string>().ShouldBe(words[2], Shown(line));
    }

    public static string PatientOf(string expected) =>
        expected.Split(' ').FirstOrDefault(word => word.StartsWith("of=", StringComparison.Ordinal))?[3..] ?? "p1";

    private static string KindOf(string word) => word switch
    {
        "none" or "block" or "hold" or "bill" => "outcome",
        "nothing" => "lines",
        _ when DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) => "date",
        _ => "lines",
    };

    private static string? Value(JsonObject line, string name) => name switch
    {
        "outcome" => line["outcome"]!.GetValue<string>(),
        "lines" => Lines(line["lines"]!.AsArray()),
        "date" => string.Join(',', line["lines"]!.AsArray().Select(item => item!["dateOfService"]!.GetValue<string>()).Distinct()),
        "staff" => Second(line, "clinicalStaff"),
        "practitioner" or "pooled" or "excluded" or "surplus" => Second(line, name),
        "payer" or "payor" or "placeOfService" => line[name]?.GetValue<string>() ?? "null",
        "rules" => line["rulePack"]!.GetValue<string>().Split('@')[0],
        "biller" => line["billingPractitioner"]?.GetValue<string>() ?? "null",
        "npi" => line["renderingNpi"]?.GetValue<string>() ?? "null",
        "dx" => string.Join(',', line["diagnoses"]!.AsArray().Select(code => code!.GetValue<string>())),
        "charge" or "amount" => string.Join(',', line["lines"]!.AsArray().Select(item => item![name]?.ToJsonString() ?? "null")),
        "alternatives" => string.Join(';', line["alternatives"]!.AsArray().Select(other => Lines(other!["lines"]!.AsArray()))),
        "by" => string.Join(',', line["seconds"]!["excludedBy"]!.AsObject().Select(pair => $"{pair.Key}:{pair.Value!.ToJsonString()}")),
        _ => throw new ArgumentException($"'{name}' is not something that a case can ask for.", nameof(name)),
    };

    private static string Lines(JsonArray lines) => lines.Count == 0 ? "nothing"
        : string.Join(',', lines.Select(item => $"{item!["code"]!.GetValue<string>()}x{item["units"]!.ToJsonString()}"));

    private static string Second(JsonObject line, string name) => line["seconds"]![name]!.ToJsonString();

    private static string Shown(JsonObject line)
    {
        var open = line["findings"]!.AsArray().Where(finding => finding!["result"]!.GetValue<string>() != "met")
            .Select(finding => $"{finding!["rule"]} {finding["result"]} {finding["severity"]}: {finding["message"]}");
        return $"{line["outcome"]} {Lines(line["lines"]!.AsArray())} {line["seconds"]!.ToJsonString()}\n" + string.Join('\n', open);
    }
}
