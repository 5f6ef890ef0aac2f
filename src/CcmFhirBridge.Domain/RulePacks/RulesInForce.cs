using System.Collections.Frozen;
using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.RulePacks;

/// <summary>A payer's CCM rules as they are in force in one service month: every dated value resolved.</summary>
public sealed record RulesInForce
{
    /// <summary>Pack id and content hash, such as <c>us-medicare-ccm@1f0c…</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Id of the payer's overlay whose values are in these rules; null for the rules of the pack itself.</summary>
    public string? Overlay { get; init; }

    /// <summary>The month.</summary>
    public required ServiceMonth Month { get; init; }

    /// <summary>Codes in force, base codes before their add-ons.</summary>
    public required IReadOnlyList<BillingCode> Codes { get; init; }

    /// <summary>Distinct chronic condition groups that are needed.</summary>
    public required int ConditionGroupsRequired { get; init; }

    /// <summary>Years that the look-back for the initiating visit spans, counted back from the start of CCM.</summary>
    public required int InitiatingVisitYears { get; init; }

    /// <summary>CPT and HCPCS codes that are an initiating visit.</summary>
    public required FrozenSet<string> InitiatingVisitCodes { get; init; }

    /// <summary>Of those, the new-patient visits for which "CCM was discussed" may not be missing (DESIGN §4).</summary>
    public required FrozenSet<string> NewPatientVisitCodes { get; init; }

    /// <summary>Codes of the CCM family, whoever bills them: a label on a time entry, a second bill elsewhere.</summary>
    public required FrozenSet<string> CcmFamilyCodes { get; init; }

    /// <summary>Codes that a rural health clinic or health center reports in the month, the preferred first; empty where there are none.</summary>
    public IReadOnlyList<string> ClinicCodes { get; init; } = [];

    /// <summary>Whether complex care needs a plan that was established or substantially revised in the month (until 2019, RULES §1.1).</summary>
    public bool ComplexPlanRevisionRequired { get; init; }

    /// <summary>Families of other services that matter.</summary>
    public required IReadOnlyList<ServiceFamily> OtherServices { get; init; }

    /// <summary>What is chronic, and which group it is.</summary>
    public required IConditionCatalog Conditions { get; init; }

    /// <summary>Tables of amounts: what a unit is allowed in a locality, and how it is divided.</summary>
    public FeeCatalog Fees { get; init; } = FeeCatalog.None;

    /// <summary>Medicare's claim edits as far as they were imported.</summary>
    public CodeEdits Edits { get; init; } = CodeEdits.None;

    /// <summary>Reads of the pack-wide values, for the explanation.</summary>
    public required IReadOnlyList<ParameterRead> Reads { get; init; }

    /// <summary>Citations by id.</summary>
    public required IReadOnlyDictionary<string, Citation> Citations { get; init; }

    /// <summary>The code, or null when it is not in force in the month.</summary>
    public BillingCode? Find(string code) => Codes.FirstOrDefault(candidate => candidate.Code == code);

    /// <summary>Whether it is a code of care management, in force or of another time: one that a bill of ours can carry.</summary>
    public bool IsOwnCode(string code) => CcmFamilyCodes.Contains(code) || Find(code) is not null;
}

/// <summary>A payer's CCM rules as one versioned set; resolved for a service month.</summary>
public interface IRulePack
{
    /// <summary>Pack id and content hash.</summary>
    string Version { get; }

    /// <summary>
    /// The rules in force in <paramref name="month"/>, or null when none are in force or verified there: then the month is held,
    /// and never another year's rules are used (DESIGN §5).
    /// </summary>
    RulesInForce? InForce(ServiceMonth month);
}
