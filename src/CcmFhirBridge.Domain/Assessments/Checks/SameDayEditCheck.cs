using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Other services of the billing practitioner on the day of a line, with which Medicare's edits do not pay it (RULES §2.3). Made only where edits were imported.</summary>
internal sealed class SameDayEditCheck : MonthCheck
{
    private readonly CodeEdits _edits;
    private readonly Answer _none;
    private readonly Statement _refused;
    private readonly Statement _unclear;
    private readonly Statement _notRead;

    public SameDayEditCheck(RulesInForce rules)
    {
        _edits = rules.Edits;
        var text = new RuleText("edits.same-day", Severity.Hold, Sources.Titles(rules, rules.Edits.PairSources, "CMS NCCI procedure-to-procedure edits"));
        _none = text.Met("No service of the same practitioner and day is seen with which Medicare's edits do not pay the lines.");
        _notRead = text.CannotTell(Severity.Hold, "The EHR does not let everything be read in which a service of the day could stand that Medicare's edits do not pay beside the lines.");
        _refused = text.NotMet(Words, Evidence);
        _unclear = text.CannotTell(Severity.Hold, facts => Words(facts) + " Whose it is, or on which day it was, cannot be told.", Evidence);
    }

    public override Answer Check(CaseFacts facts)
    {
        var (severity, certain) = (Severity.Info, false);
        foreach (var clash in Clashes(facts))
        {
            if (clash.Severity > severity)
                (severity, certain) = (clash.Severity, clash.Certain);
            else if (clash.Severity == severity)
                certain |= clash.Certain;
        }

        if (severity != Severity.Hold && !facts.Lines.IsEmpty && UnreadParts.AnyUnread(facts.Record, UnreadParts.OfServices))
            return _notRead;
        if (severity == Severity.Info)
            return _none;
        return (certain ? _refused : _unclear).As(severity);
    }

    private string Words(CaseFacts facts) => string.Join(" ", Clashes(facts)
        .Select(static clash => FormattableString.Invariant($"{clash.Line.Code} and {clash.Service.Code} on {clash.Line.DateOfService:yyyy-MM-dd}: {(clash.Severity == Severity.Hold ? "Medicare's edits never pay both." : "Medicare's edits pay both only with a modifier that parts them.")}"))
        .Distinct(StringComparer.Ordinal));

    private ImmutableArray<SourceReference> Evidence(CaseFacts facts) => [.. Clashes(facts).Select(static clash => clash.Service.Source).Distinct().Order()];

    private IEnumerable<Clash> Clashes(CaseFacts facts)
    {
        foreach (var line in facts.Lines)
        {
            foreach (var service in facts.Record.OtherServices)
            {
                if (service.IsOurs || _edits.Between(line.Code, service.Code, line.DateOfService) is not { } edit || OnDay(service, line.DateOfService, facts) is not { } dated)
                    continue;
                if (service.SamePractitioner(facts.Practitioner.Billing) is var same && same != false)
                    yield return new Clash(line, service, edit.ByModifier ? Severity.Warn : Severity.Hold, dated && same is not null);
            }
        }
    }

    // True on the day alone, false where the day is one of several that it may have been, null on another.
    private static bool? OnDay(OtherService service, DateOnly day, CaseFacts facts)
    {
        if (service.Start is not { } start)
            return false;
        var (first, last) = (start.FirstDay(facts.Zone), (service.End ?? start).LastDay(facts.Zone));
        if (day < first || last < day)
            return null;
        return first == last;
    }

    private readonly record struct Clash(ServiceLine Line, OtherService Service, Severity Severity, bool Certain);
}
