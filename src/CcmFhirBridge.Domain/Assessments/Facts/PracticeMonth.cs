using System.Collections.Frozen;
using CcmFhirBridge.Domain.Assessments.Checks;
using CcmFhirBridge.Domain.Assessments.Pathways;
using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>A practice's service month with the rules in force: everything that is the same for each of its patients, worked out once. Immutable.</summary>
internal sealed class PracticeMonth
{
    private readonly FrozenDictionary<string, CodeStanding> _codes;
    private readonly MonthCheck[][] _deciding;

    public PracticeMonth(RulesInForce? rules, Tenant tenant, ServiceMonth month)
    {
        Rules = rules;
        Tenant = tenant;
        Days = new MonthDays(month, tenant.TimeZone);
        Pricing = new LinePricing(tenant, rules?.Codes ?? [], rules?.Fees ?? FeeCatalog.None);
        DefaultPractitioner = PractitionerFacts.DefaultOf(tenant);
        Reported = rules is null ? [] : ReportedCodes.Of(rules, tenant.Billing.Setting);
        Chooser = rules is null ? null : new PathwayChooser(Reported, tenant.Policy);
        LatestVisitsSince = rules is null ? DateOnly.MaxValue : Days.Last.AddYears(-rules.InitiatingVisitYears);
        VisitAddOn = ReportedCodes.IsClinic(tenant.Billing.Setting) ? null : rules?.Codes.FirstOrDefault(static code => code.Role == CodeRole.VisitAddOn);
        _codes = rules is null ? FrozenDictionary<string, CodeStanding>.Empty : CodeStanding.Of(rules);
        Checks = EveryCheck.Of(this);
        _deciding = [Deciding(false, false), Deciding(false, true), Deciding(true, false), Deciding(true, true)];
    }

    /// <summary>The rules in force; null when none are.</summary>
    public RulesInForce? Rules { get; }

    public Tenant Tenant { get; }

    public MonthDays Days { get; }

    public LinePricing Pricing { get; }

    /// <summary>Who bills where the record names nobody; null where the tenant file names nobody who can.</summary>
    public PractitionerIdentity? DefaultPractitioner { get; }

    /// <summary>Codes in force that a practice of this setting reports.</summary>
    public BillingCode[] Reported { get; }

    /// <summary>Chooses among them; null without rules in force.</summary>
    public PathwayChooser? Chooser { get; }

    /// <summary>The code of extended planning at the initiating visit; null where there is none, or none for this setting.</summary>
    public BillingCode? VisitAddOn { get; }

    /// <summary>First day of the look-back for initiating visits if care management began on the month's last day.</summary>
    public DateOnly LatestVisitsSince { get; }

    /// <summary>Every check, in the order in which a person reads them.</summary>
    public MonthCheck[] Checks { get; }

    /// <summary>Those of them that can hold or block a month of the kind, in their order.</summary>
    /// <param name="otherServices">Another service of a family is seen in it.</param>
    /// <param name="uncountedTime">An instant of an entry was not counted in it, or an entry has no usable span.</param>
    public MonthCheck[] ChecksThatDecide(bool otherServices, bool uncountedTime) => _deciding[(otherServices ? 2 : 0) + (uncountedTime ? 1 : 0)];

    /// <summary>What is wished about another service where the practice has no word of its own for the payer.</summary>
    public ConflictHandling Wished(string key, ServiceFamily? family, ConflictHandling otherwise)
    {
        if (family is { IsPayersOwn: true })
            return family.Default;
        return Tenant.Policy.Conflicts.TryGetValue(key, out var own) ? own : family?.Default ?? otherwise;
    }

    /// <summary>What the rules in force say of a code of another service; null where they say nothing.</summary>
    public CodeStanding? StandingOf(string code) => _codes.TryGetValue(code, out var standing) ? standing : null;

    private MonthCheck[] Deciding(bool otherServices, bool uncountedTime) => Array.FindAll(Checks, check => check.Reach switch
    {
        CheckReach.EveryMonth => true,
        CheckReach.OtherServices => otherServices,
        CheckReach.UncountedTime => uncountedTime,
        _ => false,
    });
}
