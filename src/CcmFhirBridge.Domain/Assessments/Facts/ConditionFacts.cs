using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CcmFhirBridge.Domain.Assessments.Checks;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>A condition that counts.</summary>
/// <param name="Group">Its one group.</param>
/// <param name="Index">Where it stands in the record.</param>
/// <param name="Onset">First day of it; the first day of all where none is told.</param>
/// <param name="Abatement">Last day of it; the last day of all where none is told.</param>
/// <param name="IsBillable">A claim can carry its code, and no security label keeps it from one.</param>
internal readonly record struct ChronicCondition(string Group, int Index, DateOnly Onset, DateOnly Abatement, bool IsBillable)
{
    public bool StandsOn(DateOnly day) => Onset <= day && day <= Abatement;
}

/// <summary>The active, confirmed chronic conditions of the month and the groups they make.</summary>
internal sealed class ConditionFacts
{
    private const int MostDiagnoses = 12;

    private readonly PatientRecord _record;
    private readonly IConditionCatalog? _catalog;
    private readonly ChronicCondition[] _chronic;
    private readonly int _count;
    private readonly List<SourceReference>? _unmapped;
    private readonly List<(string Group, SourceReference Source)>? _underReview;

    private ConditionFacts(
        PatientRecord record, IConditionCatalog? catalog, ChronicCondition[] chronic, int count, List<SourceReference>? unmapped,
        List<(string Group, SourceReference Source)>? underReview)
    {
        _underReview = underReview;
        _record = record;
        _catalog = catalog;
        _chronic = chronic;
        _count = count;
        _unmapped = unmapped;
        GroupCount = Groups(day: null);
    }

    /// <summary>Those that count, by source.</summary>
    public ImmutableArray<SourceReference> Chronic => [.. Found.Select(condition => _record.Conditions[condition.Index].Source).Order()];

    /// <summary>Distinct groups of those that count.</summary>
    public int GroupCount { get; }

    /// <summary>A condition that counts has no clinical status.</summary>
    public bool AnyStatusIsAbsent => Found.Any(condition => _record.Conditions[condition.Index].ClinicalStatus is null);

    /// <summary>Active, confirmed conditions whose codes the pack does not know, in the order of the record.</summary>
    public IEnumerable<SourceReference> Unmapped => _unmapped ?? [];

    /// <summary>How many they are.</summary>
    public int UnmappedCount => _unmapped?.Count ?? 0;

    /// <summary>Active, confirmed conditions that count only where a person says so, and of which nobody did.</summary>
    public ImmutableArray<SourceReference> UnderReview => _underReview is null ? [] : [.. _underReview.Select(static condition => condition.Source).Order()];

    /// <summary>Distinct groups of them.</summary>
    public int GroupsUnderReview => _underReview?.DistinctBy(static condition => condition.Group, StringComparer.Ordinal).Count() ?? 0;

    private IEnumerable<ChronicCondition> Found => _chronic.Take(_count);

    public static ConditionFacts Of(PatientRecord record, RulesInForce? rules, Tenant tenant, MonthDays month, DecisionsInForce decisions)
    {
        if (rules is null)
            return new ConditionFacts(record, null, [], 0, null, null);
        var conditions = record.Conditions;
        var chronic = new ChronicCondition[conditions.Length];
        var count = 0;
        List<SourceReference>? unmapped = null;
        List<(string, SourceReference)>? underReview = null;
        for (var i = 0; i < conditions.Length; i++)
        {
            var condition = conditions[i];
            if (!Counts(condition, tenant, month))
                continue;
            var (chronicity, group, code, billable) = rules.Conditions.Classify(condition.Codings.AsSpan());
            if (chronicity == Chronicity.UnderReview && group is not null && !decisions.Approves(TwoConditionsCheck.Rule, condition.Source))
                (underReview ??= []).Add((group, condition.Source));
            else if (group is not null)
            {
                chronic[count++] = new ChronicCondition(
                    group, i, condition.Onset?.FirstDay(month.Zone) ?? DateOnly.MinValue, condition.Abatement?.LastDay(month.Zone) ?? DateOnly.MaxValue,
                    billable && code is not null && !UnreadParts.IsLabelled(record, condition.Source));
            }
            else if (chronicity == Chronicity.Unmapped)
                (unmapped ??= []).Add(condition.Source);
        }

        return new ConditionFacts(record, rules.Conditions, chronic, count, unmapped, underReview);
    }

    /// <summary>
    /// Enough groups with a code that a claim can carry began before the month and have not ended in it, as is the rule: no further condition changes what the month
    /// comes to, and none is looked at. False as well where that cannot be told from a few groups.
    /// </summary>
    public static bool Suffice(PatientRecord record, RulesInForce rules, Tenant tenant, MonthDays month)
    {
        var groups = default(FirstGroups);
        var count = 0;
        foreach (var condition in record.Conditions)
        {
            if (!IsOfThePatient(condition, tenant) || condition.Onset?.FirstDay(month.Zone) >= month.First || condition.Abatement?.LastDay(month.Zone) <= month.Last)
                continue;
            if (rules.Conditions.Classify(condition.Codings.AsSpan()) is not { Chronicity: Chronicity.Chronic, Group: { } group, Icd10Cm: not null, Billable: true }
                || ((ReadOnlySpan<string>)groups)[..count].Contains(group) || UnreadParts.IsLabelled(record, condition.Source))
            {
                continue;
            }

            if (count == FirstGroups.Length)
                return false;
            groups[count++] = group;
            if (count == rules.ConditionGroupsRequired)
                return true;
        }

        return false;
    }

    /// <summary>Enough groups have begun on the day; true as well where there are too few in the month, which is its own finding.</summary>
    public bool StandOn(DateOnly day, int required) => GroupCount < required || Groups(day) >= required;

    /// <summary>Groups of which a diagnosis of the day can be billed, as far as a claim has room for them.</summary>
    public int BillableGroups(DateOnly day) => Math.Min(MostDiagnoses, Groups(day, billableOnly: true));

    /// <summary>Distinct groups of the conditions that <paramref name="plan"/> addresses.</summary>
    public int GroupsAddressedBy(CcmCarePlan plan) => Groups(day: null, addressedBy: plan);

    /// <summary>Billable diagnoses of the day: those that the plan addresses first, one of each group before a second of any.</summary>
    public ImmutableArray<Diagnosis> Diagnoses(CcmCarePlan? plan, DateOnly day)
    {
        var ordered = Found.Where(condition => IsMeant(condition, day, billableOnly: true, addressedBy: null))
            .Select(DiagnosisOf)
            .OrderByDescending(diagnosis => plan is not null && plan.Addresses.Any(diagnosis.Source.HasKey))
            .ThenBy(static diagnosis => diagnosis.Code, StringComparer.Ordinal).ThenBy(static diagnosis => diagnosis.Source)
            .DistinctBy(static diagnosis => diagnosis.Code).ToArray();
        return [.. ordered.DistinctBy(static diagnosis => diagnosis.Group).Concat(ordered).DistinctBy(static diagnosis => diagnosis.Code).Take(MostDiagnoses)];
    }

    private Diagnosis DiagnosisOf(ChronicCondition condition) => new(
        _catalog!.Classify(_record.Conditions[condition.Index].Codings.AsSpan()).Icd10Cm!, condition.Group, _record.Conditions[condition.Index].Source);

    private static bool IsOfThePatient(ConditionRecord condition, Tenant tenant) => condition.MayBeActive && condition.MayBeConfirmed
        && (condition.Category != ConditionCategory.EncounterDiagnosis || tenant.Policy.CountEncounterDiagnoses);

    private static bool Counts(ConditionRecord condition, Tenant tenant, MonthDays month) => IsOfThePatient(condition, tenant)
        && !(condition.Abatement?.LastDay(month.Zone) < month.First)
        && !(condition.Onset?.FirstDay(month.Zone) > month.Last);

    private int Groups(DateOnly? day, bool billableOnly = false, CcmCarePlan? addressedBy = null)
    {
        var groups = 0;
        for (var i = 0; i < _count; i++)
        {
            if (IsMeant(_chronic[i], day, billableOnly, addressedBy) && !IsOfEarlierGroup(i, day, billableOnly, addressedBy))
                groups++;
        }

        return groups;
    }

    private bool IsOfEarlierGroup(int at, DateOnly? day, bool billableOnly, CcmCarePlan? addressedBy)
    {
        for (var i = 0; i < at; i++)
        {
            if (_chronic[i].Group == _chronic[at].Group && IsMeant(_chronic[i], day, billableOnly, addressedBy))
                return true;
        }

        return false;
    }

    // Who is eligible goes by the month, and a claim names what the patient has on its day. Without a day, on any of the month.
    private bool IsMeant(in ChronicCondition condition, DateOnly? day, bool billableOnly, CcmCarePlan? addressedBy) =>
        (day is not { } on || (billableOnly ? condition.StandsOn(on) : condition.Onset <= on)) && (!billableOnly || condition.IsBillable) && (addressedBy is null || Addresses(addressedBy, condition));

    private bool Addresses(CcmCarePlan plan, in ChronicCondition condition)
    {
        var source = _record.Conditions[condition.Index].Source;
        foreach (var key in plan.Addresses)
        {
            if (source.HasKey(key))
                return true;
        }

        return false;
    }

    // Fewer than a claim has room for.
    [InlineArray(Length)]
    private struct FirstGroups
    {
        public const int Length = 4;

        private string _first;
    }
}
