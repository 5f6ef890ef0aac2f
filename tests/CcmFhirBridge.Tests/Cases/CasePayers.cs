using System.Globalization;
using System.Text;

namespace CcmFhirBridge.Tests.Cases;

/// <summary>
/// Payers of a case: <c>payer CLASS rules=ID payor=ORGANIZATION KEY=WORD …</c> is an entry of the tenant file, its keys those of
/// <c>conflicts</c>; <c>overlay ID CLASS from=DAY limit=CODE:UNITS amount=CODE:DOLLARS unpaid=CODE other=KEY:WORD</c> is a payer's overlay.
/// </summary>
internal static class CasePayers
{
    /// <summary>The tenant file's <c>payers</c>; empty when no payer is named.</summary>
    public static string Entries(IEnumerable<string> payers)
    {
        var file = new StringBuilder();
        foreach (var payer in payers.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            file.Append(file.Length == 0 ? "payers:\n" : "").Append(CultureInfo.InvariantCulture, $"  - {{ payer: {payer[0]}");
            var words = payer[1..].Select(word => word.Split('=')).ToArray();
            foreach (var word in words.Where(word => word[0] is "rules" or "payor"))
                file.Append(CultureInfo.InvariantCulture, $", {word[0]}: {(word[0] == "payor" ? "Organization/" : "")}{word[1]}");
            if (words.Any(word => word[0] == "rules"))
                file.Append(", confirmedBy: billing desk, confirmedOn: 2026-01-15");
            file.Append(CultureInfo.InvariantCulture, $", conflicts: {{ {string.Join(", ", words.Where(word => word[0] is not ("rules" or "payor")).Select(word => $"\"{word[0]}\": {word[1]}"))} }} }}\n");
        }

        return file.ToString();
    }

    /// <summary>The overlay's id and its file.</summary>
    public static (string Id, string File) Overlay(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var values = words[2..].Select(word => word.Split('=', ':')).ToLookup(word => word[0], word => word[1..], StringComparer.Ordinal);
        var from = values["from"].SingleOrDefault()?[0] ?? "2026-01-01";
        var file = new StringBuilder();
        file.Append(CultureInfo.InvariantCulture, $"id: {words[0]}\nextends: us-medicare-ccm\npayer: {words[1]}\nfirst_month: {from[..7]}\nverified_through: 2026-12-31\n");
        file.Append("citations:\n  - { id: manual, title: Provider manual }\ncodes:\n");
        foreach (var code in new[] { "limit", "amount", "unpaid" }.SelectMany(what => values[what].Select(value => (What: what, Value: value))).GroupBy(value => value.Value[0], StringComparer.Ordinal))
        {
            file.Append(CultureInfo.InvariantCulture, $"  \"{code.Key}\":\n    confidence: primary\n");
            foreach (var (what, value) in code)
                file.Append(CultureInfo.InvariantCulture, $"    {NameOf(what)}:\n      values:\n        {from}: {{ value: {(what == "unpaid" ? "false" : value[1])}, source: [manual] }}\n");
        }

        file.Append("other_services:\n");
        foreach (var value in values["other"])
            file.Append(CultureInfo.InvariantCulture, $"  {value[0]}:\n    confidence: primary\n    handling:\n      values:\n        {from}: {{ default: {value[1]}, source: [manual] }}\n");
        return (words[0], file.ToString().Replace("codes:\nother", "other", StringComparison.Ordinal).Replace("other_services:\n", values.Contains("other") ? "other_services:\n" : "", StringComparison.Ordinal));
    }

    private static string NameOf(string what) => what switch { "limit" => "units_per_month_max", "amount" => "amount_non_facility", _ => "paid" };
}
