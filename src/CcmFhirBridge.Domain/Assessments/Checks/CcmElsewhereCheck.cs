using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>A CCM code of the month that is not ours: only one practitioner is paid for a patient-month.</summary>
internal sealed class CcmElsewhereCheck(RulesInForce rules) : ICheck
{
    public const string Key = "ccm-elsewhere";

    public Finding Check(CaseFacts facts)
    {
        var family = rules.OtherServices.FirstOrDefault(static other => other.Key == Key);
        var text = new RuleText("other-service." + Key, Severity.Hold, family is null ? Sources.Booklet : Sources.Titles(rules, family.Sources, Sources.Booklet));
        var wished = facts.Wished(Key, family, ConflictHandling.Hold);
        var severity = OtherServiceCheck.SeverityOf(wished < ConflictHandling.Hold ? ConflictHandling.Hold : wished);
        var entries = facts.Record.TimeEntries.Select(static entry => entry.Source.Key).ToHashSet(StringComparer.Ordinal);

        // A CCM code on a time entry is a label of that entry, not another bill.
        var bills = facts.Record.OtherServices.Where(service => rules.CcmFamilyCodes.Contains(service.Code) && !entries.Contains(service.Source.Key)).ToArray();
        var dated = bills.Where(service => OtherServiceCheck.InMonth(service, facts.Month, facts.Zone) == true).Select(static service => service.Source).Distinct().Order().ToImmutableArray();
        if (!dated.IsEmpty)
            return text.Answer(FindingResult.NotMet, severity, "A chronic care management code of the month that is not ours is seen: only one bill a month is paid.", dated);
        var withheld = UnreadParts.Withheld(facts.Record, "Claim", "ChargeItem", "Procedure");
        if (!withheld.IsEmpty)
            return text.CannotTell(Severity.Hold, "A bill or service carries a modifier that is not known, so what it bills cannot be told.", withheld);
        var undated = bills.Where(static service => service.Start is null).Select(static service => service.Source).Distinct().Order().ToImmutableArray();
        return undated.IsEmpty
            ? text.Answer(FindingResult.Met, severity, "No other bill for chronic care management is seen in the month, as far as the EHR shows.", [])
            : text.CannotTell(Severity.Hold, "A chronic care management code without a date is seen that is not ours.", undated);
    }
}
