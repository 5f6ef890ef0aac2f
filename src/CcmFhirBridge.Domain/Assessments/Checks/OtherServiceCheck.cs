using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>One family of other services in the month, by who pays, by the tenant's policy and by whose service it is.</summary>
internal sealed class OtherServiceCheck : MonthCheck
{
    private const string ElsewhereSuffix = "-elsewhere";
    private const string OtherPractitionerSuffix = "-other-practitioner";

    // Whatever a practice wishes, these are never below hold (DESIGN §6, policy conflicts).
    private static readonly ImmutableHashSet<string> NeverBelowHold = ["pcm", "apcm"];

    // What is blocked in the own scope a practice may hold instead, of these services; a lower word is of the other scope.
    private static readonly ImmutableHashSet<string> MayBeHeld = ["pcm", "apcm", "home-health", "hospice", "esrd"];

    private readonly ServiceFamily _family;
    private readonly int _index;
    private readonly bool _onlyOtherScope;
    private readonly bool _onlySameScope;
    private readonly bool _byPractitioner;
    private readonly string _otherScopeKey;
    private readonly Answer _none;
    private readonly Statement _allowed;
    private readonly Statement _unclear;
    private readonly Statement _limits;
    private readonly Statement _notRead;

    private OtherServiceCheck(int index, RulesInForce rules)
    {
        var family = rules.OtherServices[index];
        _family = family;
        _index = index;
        _onlyOtherScope = IsSibling(family.Key);
        var otherPractitioner = rules.OtherServices.Any(other => other.Key == family.Key + OtherPractitionerSuffix);
        _onlySameScope = otherPractitioner || rules.OtherServices.Any(other => other.Key == family.Key + ElsewhereSuffix);
        _byPractitioner = otherPractitioner || family.Key == "pcm" || family.Key.EndsWith(OtherPractitionerSuffix, StringComparison.Ordinal);
        _otherScopeKey = family.Key switch
        {
            "pcm" => family.Key + OtherPractitionerSuffix,
            "apcm" => family.Key + ElsewhereSuffix,
            _ => family.Key,
        };
        var text = new RuleText("other-service." + family.Key, Severity.Info, Sources.Titles(rules, family.Sources, Sources.Faq));
        _none = text.Met("No such service is seen in the month, as far as the EHR shows.").As(SeverityOf(family.Default));
        _allowed = text.Met("Such a service is seen in the month and may stand beside it.", Evidence);
        _unclear = text.CannotTell(Severity.Warn, "Such a service is seen, and whose it is or when it was cannot be told.", Evidence);
        _notRead = text.CannotTell(Severity.Warn, "No such service is seen, and the EHR does not let everything be read in which one could stand.");
        _limits = text.NotMet("A service that limits chronic care management is seen in the month.", Evidence);
    }

    /// <summary>A check for each family of the rules in force, in the pack's order; CCM billed elsewhere always.</summary>
    public static IEnumerable<MonthCheck> For(RulesInForce rules, PracticeMonth practice)
    {
        yield return new CcmElsewhereCheck(rules, practice);
        for (var i = 0; i < rules.OtherServices.Count; i++)
        {
            if (rules.OtherServices[i].Key != CcmElsewhereCheck.Key)
                yield return new OtherServiceCheck(i, rules);
        }
    }

    public override CheckReach Reach => CheckReach.OtherServices;

    public override Answer Check(CaseFacts facts)
    {
        var seen = default(SeenServices);
        for (var i = 0; i < facts.Record.OtherServices.Length; i++)
        {
            if (HandlingOf(facts, i, out var certain) is { } handling)
                seen.Note(handling, certain);
        }

        var nothing = NothingSeen(facts);
        if (!seen.Any || (nothing.Result == FindingResult.CannotTell && nothing.Severity > SeverityOf(seen.Worst)))
            return nothing;
        if (seen.Worst == ConflictHandling.Allow)
            return _allowed;
        if (seen.Unclear)
            return _unclear.As(seen.Worst >= ConflictHandling.Hold ? Severity.Hold : Severity.Warn);
        return _limits.As(SeverityOf(seen.Worst));
    }

    // Where something was not read, one of any scope may stand there.
    private Answer NothingSeen(CaseFacts facts)
    {
        if (!UnreadParts.AnyUnread(facts.Record, UnreadParts.OfServices))
            return _none;
        var worst = Max(Handling(facts, true), Handling(facts, false));
        if (worst is null or ConflictHandling.Allow)
            return _none;
        return _notRead.As(worst >= ConflictHandling.Hold ? Severity.Hold : Severity.Warn);
    }

    private ImmutableArray<SourceReference> Evidence(CaseFacts facts) =>
        [.. facts.Record.OtherServices.Where((_, at) => HandlingOf(facts, at, out var _) is not null).Select(static service => service.Source).Distinct().Order()];

    // What to do about one service; null where it is not of the family, not of the month, or nobody speaks of its scope.
    private ConflictHandling? HandlingOf(CaseFacts facts, int index, out bool certain)
    {
        certain = false;
        if (!facts.Services.IsOfFamily(index, _index))
            return null;
        var service = facts.Record.OtherServices[index];
        // An undated service may be this month's: as bad as it could be, but not for certain.
        if (InMonth(service, facts.Days) is not { } dated)
            return Max(Handling(facts, true), Handling(facts, false));
        if (!dated)
            return null;
        var same = _byPractitioner ? service.SamePractitioner(facts.Practitioner.Billing) : service.SamePractitionerOrPractice(facts.Practitioner.Billing, facts.Tenant.Billing.Organization);
        var ifSame = Handling(facts, true);
        var ifOther = Handling(facts, false);
        certain = same is not null || ifSame == ifOther;
        return same is null ? Max(ifSame, ifOther) : same.Value ? ifSame : ifOther;
    }

    /// <summary>What to do in that scope; null when the family does not speak of it.</summary>
    private ConflictHandling? Handling(CaseFacts facts, bool same)
    {
        if (same ? _onlyOtherScope : _onlySameScope)
            return null;
        var wished = facts.Wished(same ? _family.Key : _otherScopeKey, _family, _family.Default);
        if (same && wished == ConflictHandling.Hold && MayBeHeld.Contains(_family.Key) && facts.IsOwnWord(_family.Key, _family))
            return wished;
        if (NeverBelowHold.Contains(_family.Key) && wished < ConflictHandling.Hold && (same || _family.SameScope is null))
            wished = ConflictHandling.Hold;
        return same && _family.SameScope > wished ? _family.SameScope.Value : wished;
    }

    internal static bool? InMonth(OtherService service, MonthDays month)
    {
        if (service.Start is not { } start)
            return null;
        return start.FirstDay(month.Zone) <= month.Last && (service.End ?? start).LastDay(month.Zone) >= month.First;
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

    // The worst handling of what is seen, and whether it is certain of any service that has it.
    private struct SeenServices
    {
        public bool Any { get; private set; }

        public ConflictHandling Worst { get; private set; }

        public bool Unclear { get; private set; }

        public void Note(ConflictHandling handling, bool certain)
        {
            Any = true;
            if (handling > Worst)
                (Worst, Unclear) = (handling, !certain);
            else if (handling == Worst && certain)
                Unclear = false;
        }
    }
}
