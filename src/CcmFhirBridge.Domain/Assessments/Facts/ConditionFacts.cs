using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>A condition that counts, with its one group.</summary>
internal readonly record struct ChronicCondition(SourceReference Source, ConditionClassification Classification, DateOnly? Onset, bool StatusIsAbsent)
{
    public bool HasBegunOn(DateOnly day) => Onset is null || Onset <= day;

    /// <summary>A claim can carry its code.</summary>
    public bool IsBillable => Classification is { Billable: true, Icd10Cm: not null };
}

/// <summary>The active, confirmed chronic conditions of the month and the groups they make.</summary>
internal sealed class ConditionFacts
{
    private const int MostDiagnoses = 12;
    private static readonly ConditionFacts None = new([], []);

    private readonly ChronicCondition[] _chronic;
    private readonly SourceReference[] _unmapped;

    private ConditionFacts(ChronicCondition[] chronic, SourceReference[] unmapped)
    {
        _chronic = chronic;
        _unmapped = unmapped;
        GroupCount = Groups(day: null);
    }

    /// <summary>Those that count, by source.</summary>
    public ImmutableArray<ChronicCondition> Chronic => [.. _chronic.OrderBy(static condition => condition.Source)];

    /// <summary>Distinct groups of those that count.</summary>
    public int GroupCount { get; }

    /// <summary>A condition that counts has no clinical status.</summary>
    public bool AnyStatusIsAbsent => Array.Exists(_chronic, static condition => condition.StatusIsAbsent);

    /// <summary>Active, confirmed conditions whose codes the pack does not know.</summary>
    public ImmutableArray<SourceReference> Unmapped => [.. _unmapped.Order()];

    /// <summary>How many they are.</summary>
    public int UnmappedCount => _unmapped.Length;

    public static ConditionFacts Of(PatientRecord record, RulesInForce? rules, Tenant tenant, MonthDays month)
    {
        if (rules is null || record.Conditions.IsEmpty)
            return None;
        var chronic = new ChronicCondition[record.Conditions.Length];
        var count = 0;
        List<SourceReference>? unmapped = null;
        foreach (var condition in record.Conditions)
        {
            if (!Counts(condition, tenant, month))
                continue;
            var classification = rules.Conditions.Classify(condition.Codings.AsSpan());
            if (classification is { Chronicity: Chronicity.Chronic, Group: not null })
                chronic[count++] = new ChronicCondition(condition.Source, classification, condition.Onset?.FirstDay(month.Zone), condition.ClinicalStatus is null);
            else if (classification.Chronicity == Chronicity.Unmapped)
                (unmapped ??= []).Add(condition.Source);
        }

        return new ConditionFacts(count == chronic.Length ? chronic : chronic[..count], unmapped is null ? [] : [.. unmapped]);
    }

    /// <summary>Enough groups have begun on the day; true as well where there are too few in the month, which is its own finding.</summary>
    public bool StandOn(DateOnly day, int required) => GroupCount < required || Groups(day, billableOnly: false) >= required;

    /// <summary>Groups of which a diagnosis of the day can be billed, as far as a claim has room for them.</summary>
    public int BillableGroups(DateOnly day) => Math.Min(MostDiagnoses, Groups(day, billableOnly: true));

    /// <summary>Distinct groups of the conditions that <paramref name="plan"/> addresses.</summary>
    public int GroupsAddressedBy(CcmCarePlan plan) => Groups(day: null, addressedBy: plan);

    /// <summary>Billable diagnoses of the day: those that the plan addresses first, one of each group before a second of any.</summary>
    public ImmutableArray<Diagnosis> Diagnoses(CcmCarePlan? plan, DateOnly day)
    {
        var ordered = _chronic.Where(condition => condition.HasBegunOn(day) && condition.IsBillable)
            .OrderByDescending(condition => plan is not null && Addresses(plan, condition))
            .ThenBy(static condition => condition.Classification.Icd10Cm, StringComparer.Ordinal).ThenBy(static condition => condition.Source)
            .DistinctBy(static condition => condition.Classification.Icd10Cm).ToArray();
        return [.. ordered.DistinctBy(static condition => condition.Classification.Group)
            .Concat(ordered).DistinctBy(static condition => condition.Classification.Icd10Cm).Take(MostDiagnoses)
            .Select(static condition => new Diagnosis(condition.Classification.Icd10Cm!, condition.Classification.Group!, condition.Source))];
    }

    private static bool Counts(ConditionRecord condition, Tenant tenant, MonthDays month) =>
        condition.ClinicalStatus is null or "active" or "recurrence" or "relapse"
        && condition.VerificationStatus is null or "confirmed"
        && (condition.Category != ConditionCategory.EncounterDiagnosis || tenant.Policy.CountEncounterDiagnoses)
        && !(condition.Abatement?.LastDay(month.Zone) < month.First)
        && !(condition.Onset?.FirstDay(month.Zone) > month.Last);

    private int Groups(DateOnly? day, bool billableOnly = false, CcmCarePlan? addressedBy = null)
    {
        var groups = 0;
        for (var i = 0; i < _chronic.Length; i++)
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
            if (_chronic[i].Classification.Group == _chronic[at].Classification.Group && IsMeant(_chronic[i], day, billableOnly, addressedBy))
                return true;
        }

        return false;
    }

    private static bool IsMeant(in ChronicCondition condition, DateOnly? day, bool billableOnly, CcmCarePlan? addressedBy) =>
        (day is null || condition.HasBegunOn(day.Value)) && (!billableOnly || condition.IsBillable) && (addressedBy is null || Addresses(addressedBy, condition));

    private static bool Addresses(CcmCarePlan plan, in ChronicCondition condition)
    {
        foreach (var key in plan.Addresses)
        {
            if (condition.Source.HasKey(key))
                return true;
        }

        return false;
    }
}
