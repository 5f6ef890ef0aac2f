using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>A CCM code of the month that is not ours: only one practitioner is paid for a patient-month.</summary>
internal sealed class CcmElsewhereCheck : MonthCheck
{
    public const string Key = "ccm-elsewhere";

    private static readonly string[] BillsAndServices = ["Claim", "ChargeItem", "Procedure"];

    private readonly ServiceFamily? _family;
    private readonly Severity _severity;
    private readonly Statement _none;
    private readonly Statement _seen;
    private readonly Statement _withheld;
    private readonly Statement _undated;
    private readonly Statement _notRead;

    public CcmElsewhereCheck(RulesInForce rules, PracticeMonth practice)
    {
        _family = rules.OtherServices.FirstOrDefault(static other => other.Key == Key);
        _severity = SeverityOf(practice.Wished(Key, _family, ConflictHandling.Hold));
        var text = new RuleText("other-service." + Key, Severity.Hold, _family is null ? Sources.Booklet : Sources.Titles(rules, _family.Sources, Sources.Booklet));
        _none = text.Met("No other bill for chronic care management is seen in the month, as far as the EHR shows.");
        _seen = text.NotMet("A chronic care management code of the month that is not ours is seen: only one bill a month is paid.", static facts => Bills(facts, IsDated));
        _withheld = text.CannotTell(
            Severity.Hold, "A bill or service carries a modifier that is not known, so what it bills cannot be told.", static facts => UnreadParts.Withheld(facts.Record, BillsAndServices));
        _notRead = text.CannotTell(Severity.Hold, "No other bill for chronic care management is seen, and the EHR does not let everything be read in which one could stand.");
        _undated = text.CannotTell(Severity.Hold, "A chronic care management code without a date is seen that is not ours.", static facts => Bills(facts, IsUndated));
    }

    public override Answer Check(CaseFacts facts)
    {
        // The practice's own word is known; that of a payer is looked up.
        var severity = facts.Coverage.Setting is null ? _severity : SeverityOf(facts.Wished(Key, _family, ConflictHandling.Hold));
        if (AnyBill(facts, IsDated))
            return _seen.As(severity);
        if (UnreadParts.AnyWithheld(facts.Record, BillsAndServices))
            return _withheld;
        if (AnyBill(facts, IsUndated))
            return _undated;
        return UnreadParts.AnyUnread(facts.Record, UnreadParts.OfServices) ? _notRead : _none.As(severity);
    }

    private static Severity SeverityOf(ConflictHandling wished) => OtherServiceCheck.SeverityOf(wished < ConflictHandling.Hold ? ConflictHandling.Hold : wished);

    private static bool IsDated(OtherService service, MonthDays month) => OtherServiceCheck.InMonth(service, month) == true;

    private static bool IsUndated(OtherService service, MonthDays month) => service.Start is null;

    private static bool AnyBill(CaseFacts facts, Func<OtherService, MonthDays, bool> matches)
    {
        if (!facts.Services.AnyCcmFamily)
            return false;
        for (var i = 0; i < facts.Record.OtherServices.Length; i++)
        {
            if (IsBill(facts, i) && matches(facts.Record.OtherServices[i], facts.Days))
                return true;
        }

        return false;
    }

    private static ImmutableArray<SourceReference> Bills(CaseFacts facts, Func<OtherService, MonthDays, bool> matches) =>
        [.. facts.Record.OtherServices.Where((service, at) => IsBill(facts, at) && matches(service, facts.Days)).Select(static service => service.Source).Distinct().Order()];

    // A CCM code on a time entry is a label of that entry, not another bill.
    private static bool IsBill(CaseFacts facts, int index)
    {
        if (!facts.Services.IsCcmFamily(index))
            return false;
        var source = facts.Record.OtherServices[index].Source;
        foreach (var entry in facts.Record.TimeEntries)
        {
            if (entry.Source.Id == source.Id && entry.Source.Type == source.Type)
                return false;
        }

        return true;
    }
}
