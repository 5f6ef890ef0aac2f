using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>One family of other services in the month, by who pays, by the tenant's policy and by whose service it is.</summary>
internal sealed class OtherServiceCheck : ICheck
{
    private const string ElsewhereSuffix = "-elsewhere";
    private const string OtherPractitionerSuffix = "-other-practitioner";

    // Whatever a practice wishes, these are never below hold (DESIGN §6, policy conflicts).
    private static readonly ImmutableHashSet<string> NeverBelowHold = ["ccm-elsewhere", "pcm", "apcm"];

    private readonly ServiceFamily _family;
    private readonly RuleText _text;
    private readonly bool _onlyOtherScope;
    private readonly bool _onlySameScope;
    private readonly bool _byPractitioner;
    private readonly string _otherScopeKey;

    private OtherServiceCheck(ServiceFamily family, RulesInForce rules)
    {
        _family = family;
        _text = new RuleText("other-service." + family.Key, Severity.Info, Sources.Titles(rules, family.Sources, Sources.Faq));
        _onlyOtherScope = IsSibling(family.Key) && family.Key != CcmElsewhereCheck.Key;
        var otherPractitioner = rules.OtherServices.Any(other => other.Key == family.Key + OtherPractitionerSuffix);
        _onlySameScope = otherPractitioner || rules.OtherServices.Any(other => other.Key == family.Key + ElsewhereSuffix);
        _byPractitioner = otherPractitioner || family.Key == "pcm" || family.Key.EndsWith(OtherPractitionerSuffix, StringComparison.Ordinal);
        _otherScopeKey = family.Key switch
        {
            "pcm" => family.Key + OtherPractitionerSuffix,
            "apcm" => family.Key + ElsewhereSuffix,
            _ => family.Key,
        };
    }

    /// <summary>A check for each family of the rules in force, in the pack's order; CCM billed elsewhere always.</summary>
    public static IEnumerable<ICheck> For(RulesInForce rules)
    {
        yield return new CcmElsewhereCheck(rules);
        foreach (var family in rules.OtherServices)
        {
            if (family.Key != CcmElsewhereCheck.Key)
                yield return new OtherServiceCheck(family, rules);
        }
    }

    public Finding Check(CaseFacts facts)
    {
        var seen = facts.Record.OtherServices.Where(service => _family.Codes.Contains(service.Code, StringComparer.Ordinal)).ToArray();
        var worst = ConflictHandling.Allow;
        var unclear = false;
        var evidence = new SortedSet<SourceReference>();
        foreach (var service in seen)
        {
            if (InMonth(service, facts.Month, facts.Zone) is not { } dated)
            {
                // An undated service may be this month's: as bad as it could be, but not for certain.
                var possible = Max(Handling(facts, true), Handling(facts, false));
                if (possible is not null)
                    Note(service, possible.Value, certain: false);
                continue;
            }

            if (!dated)
                continue;
            var same = _byPractitioner ? service.SamePractitioner(facts.Practitioner.Billing) : service.SamePractitionerOrPractice(facts.Practitioner.Billing, facts.Tenant.Billing.Organization);
            var ifSame = Handling(facts, true);
            var ifOther = Handling(facts, false);
            var handling = same is null ? Max(ifSame, ifOther) : same.Value ? ifSame : ifOther;
            if (handling is not null)
                Note(service, handling.Value, same is not null || ifSame == ifOther);
        }

        return Answer(evidence, worst, unclear);

        void Note(OtherService service, ConflictHandling handling, bool certain)
        {
            evidence.Add(service.Source);
            if (handling > worst)
                (worst, unclear) = (handling, !certain);
            else if (handling == worst && certain)
                unclear = false;
        }
    }

    private Finding Answer(SortedSet<SourceReference> evidence, ConflictHandling worst, bool unclear)
    {
        if (evidence.Count == 0)
            return _text.Answer(FindingResult.Met, SeverityOf(_family.Default), "No such service is seen in the month, as far as the EHR shows.", []);
        if (worst == ConflictHandling.Allow)
            return _text.Answer(FindingResult.Met, Severity.Info, "Such a service is seen in the month and may stand beside it.", [.. evidence]);
        return unclear
            ? _text.Answer(FindingResult.CannotTell, worst >= ConflictHandling.Hold ? Severity.Hold : Severity.Warn, "Such a service is seen, and whose it is or when it was cannot be told.", [.. evidence])
            : _text.Answer(FindingResult.NotMet, SeverityOf(worst), "A service that limits chronic care management is seen in the month.", [.. evidence]);
    }

    /// <summary>What to do in that scope; null when the family does not speak of it.</summary>
    private ConflictHandling? Handling(CaseFacts facts, bool same)
    {
        if (same ? _onlyOtherScope : _onlySameScope)
            return null;
        var wished = facts.Wished(same ? _family.Key : _otherScopeKey, _family, _family.Default);
        if (NeverBelowHold.Contains(_family.Key) && wished < ConflictHandling.Hold && (same || _family.SameScope is null))
            wished = ConflictHandling.Hold;
        return same && _family.SameScope > wished ? _family.SameScope.Value : wished;
    }

    internal static bool? InMonth(OtherService service, ServiceMonth month, PracticeTimeZone zone)
    {
        if (service.Start is not { } start)
            return null;
        return start.FirstDay(zone) <= month.LastDay && (service.End ?? start).LastDay(zone) >= month.FirstDay;
    }

    internal static Severity SeverityOf(ConflictHandling handling) => handling switch
    {
        ConflictHandling.Block => Severity.Block,
        ConflictHandling.Hold => Severity.Hold,
        ConflictHandling.Warn => Severity.Warn,
        _ => Severity.Info,
    };

    private static ConflictHandling? Max(ConflictHandling? left, ConflictHandling? right)
    {
        if (left is null || right is null)
            return left ?? right;
        return left > right ? left : right;
    }

    private static bool IsSibling(string key) =>
        key.EndsWith(ElsewhereSuffix, StringComparison.Ordinal) || key.EndsWith(OtherPractitionerSuffix, StringComparison.Ordinal);
}
