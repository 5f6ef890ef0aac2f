using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Diagnoses of which one says what another excludes; a payer may refuse a claim with both. Made only where the pack names such codes.</summary>
internal sealed class ContradictoryConditionsCheck : MonthCheck
{
    private static readonly RuleText Text = new("conditions.contradictory", Severity.Warn, "ICD-10-CM Official Guidelines");

    private static readonly Statement None = Text.Met("No two of the diagnoses contradict each other.");
    private static readonly Statement Some = Text.NotMet(
        static facts => string.Join(" ", Pairs(facts).Select(static pair => $"{pair.One.Code} and {pair.Other.Code} do not stand beside each other.")),
        static facts => [.. Pairs(facts).SelectMany(static pair => new[] { pair.One.Source, pair.Other.Source }).Distinct().Order()]);

    public override CheckReach Reach => CheckReach.NoMonth;

    public override Answer Check(CaseFacts facts) => Pairs(facts).Any() ? Some : None;

    private static IEnumerable<(Diagnosis One, Diagnosis Other)> Pairs(CaseFacts facts)
    {
        var contradictions = facts.Rules!.Conditions.Contradictions;
        var diagnoses = facts.Diagnoses.OrderBy(static diagnosis => diagnosis.Code, StringComparer.Ordinal).ToImmutableArray();
        for (var one = 0; one < diagnoses.Length; one++)
        {
            for (var other = one + 1; other < diagnoses.Length; other++)
            {
                if (contradictions.Any(contradiction => contradiction.Between(diagnoses[one].Code, diagnoses[other].Code)))
                    yield return (diagnoses[one], diagnoses[other]);
            }
        }
    }
}
