using System.Runtime.CompilerServices;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>
/// Remembers a practice's last few months with their rules, because they are the same for each of its patients. What is remembered belongs
/// to one tenant object, is found only for the very rules that it was made of, and goes when the tenant object goes.
/// </summary>
internal sealed class PracticeMonths
{
    private const int Most = 8;

    private static readonly ConditionalWeakTable<Tenant, PracticeMonths> OfTenants = [];

    // Replaced as a whole and never changed, so that threads may read it while another adds a month.
    private PracticeMonth[] _known = [];

    public static PracticeMonth Of(RulesInForce? rules, Tenant tenant, ServiceMonth month)
    {
        var months = OfTenants.GetValue(tenant, static _ => new PracticeMonths());
        foreach (var known in Volatile.Read(ref months._known))
        {
            if (ReferenceEquals(known.Rules, rules) && known.Days.Month == month)
                return known;
        }

        return months.Add(new PracticeMonth(rules, tenant, month));
    }

    private PracticeMonth Add(PracticeMonth made)
    {
        var known = Volatile.Read(ref _known);
        Volatile.Write(ref _known, [made, .. known.Take(Most - 1)]);
        return made;
    }
}
