using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments;

/// <summary>Which checks need which types of resources: what cannot be told where the EHR does not let a type be read.</summary>
public static class NeededTypes
{
    private const string OtherServices = "other-service.";

    private static readonly string[] s_ofServices = ["visit.initiating", "visit.extended-planning", "edits.same-day", OtherServices];

    private static readonly FrozenDictionary<string, string[]> s_rules = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Patient"] = ["time.death"],
        ["Coverage"] = ["coverage.medicare-part-b", "coverage.payer-rules"],
        ["Consent"] = ["consent.active"],
        ["CarePlan"] = ["care-plan.in-force", "attestation.duration-and-risk"],
        [EhrTypes.Answers] = ["time.length"],
        [EhrTypes.Documents] = ["care-plan.in-force", "attestation.duration-and-risk"],
        ["Condition"] = ["conditions.two-groups", "diagnoses.billable"],
        ["Encounter"] = ["time.floor", "time.stay", .. s_ofServices],
        ["Procedure"] = s_ofServices,
        ["ChargeItem"] = s_ofServices,
        ["Claim"] = s_ofServices,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether checks answer cannot-tell, and hold, as long as the type is not read.</summary>
    /// <param name="type">FHIR type.</param>
    public static bool Holds(string type) => s_rules.ContainsKey(type);

    /// <summary>What it costs that a type is not read, in words for a person.</summary>
    /// <param name="type">FHIR type.</param>
    public static string CostOf(string type) => type switch
    {
        "Patient" => "nobody is read, and no month closes",
        "Encounter" => "no time is seen, and no month closes",
        _ when s_rules.TryGetValue(type, out var rules) => $"{Listed(rules)} cannot be told, and {(rules.Length == 1 ? "holds" : "hold")} whoever would be billed",
        "Practitioner" or "PractitionerRole" => "who may bill and whose time counts is known only as far as the tenant file says it under practitioners, and the time of others is not counted",
        "Organization" => "another practice's service is told from the practice's own only where it names a number of its own",
        _ => "no check misses it",
    };

    /// <summary>Whether the rule rests on one of the types.</summary>
    internal static bool AnyOf(string rule, ImmutableArray<string> types)
    {
        foreach (var type in types)
        {
            if (s_rules.TryGetValue(type, out var rules) && Array.Exists(rules, needed => needed == rule || (needed == OtherServices && rule.StartsWith(needed, StringComparison.Ordinal))))
                return true;
        }

        return false;
    }

    private static string Listed(string[] rules)
    {
        var names = Array.ConvertAll(rules, static rule => rule == OtherServices ? "other services" : rule);
        return names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }
}
