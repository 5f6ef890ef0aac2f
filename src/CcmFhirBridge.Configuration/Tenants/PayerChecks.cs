using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>What has to hold between the keys of an entry of <c>payers</c>, and between entries.</summary>
internal static class PayerChecks
{
    public static void Check(YamlMap root, ProblemLog log)
    {
        var seen = new Dictionary<(string, string?), int>();
        foreach (var entry in root.Maps("payers"))
        {
            if (entry.Text("payer") is not { } payer)
                continue;
            if (!seen.TryAdd((payer, entry.Text("payor")), entry.Line))
                log.Add(entry.LineOf("payer"), "tenant.duplicate-payer", $"{NameOf(entry)} already has an entry on line {seen[(payer, entry.Text("payor"))]}. Keep one of the two.");
            if (payer != PayerShape.PartB)
            {
                OtherPayer(entry, log);
                continue;
            }

            PartB(entry, log);
            Reopening(entry, log);
        }
    }

    // Medicare's own rules are the pack's; nothing that a practice writes down may take their place.
    private static void PartB(YamlMap entry, ProblemLog log)
    {
        if (entry.Text("rules") is { } rules && rules != RulePackReader.ExtendedPack)
            log.Add(entry.LineOf("rules"), "tenant.payer-rules", $"Medicare Part B goes by {RulePackReader.ExtendedPack} and by nothing else. Remove 'rules:', or name the payer that '{rules}' belongs to.");
    }

    private static void Reopening(YamlMap entry, ProblemLog log)
    {
        if (entry.Text("corrections") == PayerShape.Replacement)
            log.Add(entry.LineOf("corrections"), "tenant.payer-corrections", "Medicare Part B takes neither replacement nor void claims (frequency 7 and 8): its contractors correct by reopening. Remove 'corrections', or write 'reopening'.");
    }

    private static void OtherPayer(YamlMap entry, ProblemLog log)
    {
        if (!entry.Has("rules"))
            log.Add(entry.Line, "yaml.missing-key", $"'rules' is missing for {NameOf(entry)}. Name the overlay with the payer's rules, or write '{RulePackReader.ExtendedPack}' where the payer says that it goes by Medicare's.");
        foreach (var name in new[] { "confirmedBy", "confirmedOn" }.Where(name => !entry.Has(name)))
            log.Add(entry.Line, "yaml.missing-key", $"'{name}' is missing for {NameOf(entry)}. A payer is billed only by rules that somebody looked up: say who, and when.");
    }

    private static string NameOf(YamlMap entry) => entry.Text("payor") is { } payor ? $"'{entry.Text("payer")}' of {payor}" : $"'{entry.Text("payer")}'";
}
