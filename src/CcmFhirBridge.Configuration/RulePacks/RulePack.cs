using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>A rule pack read from its dated YAML files. Immutable; months are resolved once and kept.</summary>
public sealed class RulePack : IRulePack
{
    private readonly ConcurrentDictionary<ServiceMonth, RulesInForce> _months = new();
    private readonly RulePackParts _parts;

    internal RulePack(RulePackParts parts) => _parts = parts;

    internal RulePackParts Parts => _parts;

    /// <summary>Id and the first twelve hexadecimal digits of the SHA-256 over <see cref="Content"/>.</summary>
    public required string Version { get; init; }

    /// <summary>All files in the order of their names, each after a line with its name: what is archived with a released month.</summary>
    public required ImmutableArray<byte> Content { get; init; }

    /// <summary>Id of the overlay whose values are in it; null for a pack by itself.</summary>
    public string? Overlay { get; init; }

    /// <summary>Payer whose rules these are.</summary>
    public required string Payer { get; init; }

    /// <summary>First month that the pack answers for.</summary>
    public required ServiceMonth FirstMonth { get; init; }

    /// <summary>Last day that somebody checked the values for.</summary>
    public required DateOnly VerifiedThrough { get; init; }

    /// <summary>Every table of amounts that is loaded, whatever month is asked for.</summary>
    public FeeCatalog Fees => _parts.Fees;

    /// <summary>Medicare's claim edits as far as they were imported.</summary>
    public CodeEdits Edits => _parts.Edits;

    /// <summary>The condition catalogue, which no month changes.</summary>
    public IConditionCatalog Conditions => _parts.Conditions;

    public RulesInForce? InForce(ServiceMonth month)
        => month < FirstMonth || month.LastDay > VerifiedThrough ? null : _months.GetOrAdd(month, Resolve);

    private RulesInForce Resolve(ServiceMonth month)
    {
        var day = month.FirstDay;
        var reads = new List<ParameterRead>();
        var codes = _parts.Codes.Select(code => code.InForce(month)).OfType<BillingCode>().ToArray();
        return new RulesInForce
        {
            Version = Version,
            Overlay = Overlay,
            Month = month,
            // Where a payer does not pay a base code, what is only reported with it has nothing to stand on.
            Codes = [.. codes.Where(code => code.BaseCode is null || codes.Any(other => other.Code == code.BaseCode))],
            ConditionGroupsRequired = _parts.Parameters.Whole("condition_groups_required", day, reads)!.Value,
            InitiatingVisitYears = _parts.Parameters.Whole("initiating_visit_years", day, reads)!.Value,
            InitiatingVisitCodes = _parts.Parameters.Codes("initiating_visit_codes", day, reads).ToFrozenSet(StringComparer.Ordinal),
            NewPatientVisitCodes = _parts.Parameters.Codes("new_patient_visit_codes", day, reads).ToFrozenSet(StringComparer.Ordinal),
            CcmFamilyCodes = _parts.Parameters.Codes("ccm_family_codes", day, reads).ToFrozenSet(StringComparer.Ordinal),
            ClinicCodes = _parts.Parameters.Codes("clinic_codes", day, reads),
            ComplexPlanRevisionRequired = _parts.Parameters.Flag("complex_plan_revision_required", day, reads),
            OtherServices = [.. _parts.OtherServices.Select(family => family.On(day)).OfType<ServiceFamily>()],
            Conditions = _parts.Conditions,
            Fees = _parts.Fees,
            Edits = _parts.Edits,
            Reads = reads,
            Citations = _parts.Citations,
        };
    }
}

/// <summary>What a pack resolves a month from.</summary>
internal sealed record RulePackParts(
    PackParameters Parameters, ImmutableArray<DatedBillingCode> Codes, ImmutableArray<DatedServiceFamily> OtherServices,
    IConditionCatalog Conditions, FeeCatalog Fees, CodeEdits Edits, FrozenDictionary<string, Citation> Citations);
