using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>A condition that counts, with its one group.</summary>
internal readonly record struct ChronicCondition(SourceReference Source, ConditionClassification Classification, DateOnly? Onset, bool StatusIsAbsent)
{
    public bool HasBegunOn(DateOnly day) => Onset is null || Onset <= day;
}

/// <summary>The active, confirmed chronic conditions of the month and the groups they make.</summary>
/// <param name="Chronic">Those that count, by source.</param>
/// <param name="Groups">Distinct groups.</param>
/// <param name="Unmapped">Active, confirmed conditions whose codes the pack does not know.</param>
internal sealed record ConditionFacts(ImmutableArray<ChronicCondition> Chronic, ImmutableSortedSet<string> Groups, ImmutableArray<SourceReference> Unmapped)
{
    private const int MostDiagnoses = 12;

    public static ConditionFacts Of(PatientRecord record, RulesInForce? rules, Tenant tenant, ServiceMonth month)
    {
        if (rules is null)
            return new ConditionFacts([], [], []);
        var chronic = new List<ChronicCondition>();
        var unmapped = new List<SourceReference>();
        foreach (var condition in record.Conditions)
        {
            if (!Counts(condition, tenant, month))
                continue;
            var classification = rules.Conditions.Classify(condition.Codings.AsSpan());
            if (classification is { Chronicity: Chronicity.Chronic, Group: not null })
                chronic.Add(new ChronicCondition(condition.Source, classification, condition.Onset?.FirstDay(tenant.TimeZone), condition.ClinicalStatus is null));
            else if (classification.Chronicity == Chronicity.Unmapped)
                unmapped.Add(condition.Source);
        }

        chronic.Sort(static (left, right) => left.Source.CompareTo(right.Source));
        unmapped.Sort();
        return new ConditionFacts([.. chronic], [.. chronic.Select(static condition => condition.Classification.Group!)], [.. unmapped]);
    }

    /// <summary>Enough groups have begun on the day; true as well where there are too few in the month, which is its own finding.</summary>
    public bool StandOn(DateOnly day, int required) => Groups.Count < required
        || Chronic.Where(condition => condition.HasBegunOn(day)).Select(static condition => condition.Classification.Group).Distinct(StringComparer.Ordinal).Count() >= required;

    /// <summary>Billable diagnoses of the day: those that the plan addresses first, one of each group before a second of any.</summary>
    public ImmutableArray<Diagnosis> Diagnoses(CcmCarePlan? plan, DateOnly day)
    {
        var ordered = Chronic.Where(condition => condition.HasBegunOn(day) && condition.Classification is { Billable: true, Icd10Cm: not null })
            .OrderByDescending(condition => plan is not null && plan.Addresses.Contains(condition.Source.Key))
            .ThenBy(static condition => condition.Classification.Icd10Cm, StringComparer.Ordinal).ThenBy(static condition => condition.Source)
            .DistinctBy(static condition => condition.Classification.Icd10Cm).ToArray();
        return [.. ordered.DistinctBy(static condition => condition.Classification.Group)
            .Concat(ordered).DistinctBy(static condition => condition.Classification.Icd10Cm).Take(MostDiagnoses)
            .Select(static condition => new Diagnosis(condition.Classification.Icd10Cm!, condition.Classification.Group!, condition.Source))];
    }

    private static bool Counts(ConditionRecord condition, Tenant tenant, ServiceMonth month) =>
        condition.ClinicalStatus is null or "active" or "recurrence" or "relapse"
        && condition.VerificationStatus is null or "confirmed"
        && (condition.Category != ConditionCategory.EncounterDiagnosis || tenant.Policy.CountEncounterDiagnoses)
        && (condition.Abatement is null || condition.Abatement.Value.LastDay(tenant.TimeZone) >= month.FirstDay)
        && (condition.Onset is null || condition.Onset.Value.FirstDay(tenant.TimeZone) <= month.LastDay);
}
