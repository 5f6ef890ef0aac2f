using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>A patient whose month comes to something else than was sealed: something became known late.</summary>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Was">As it was sealed; null when the patient was not known then.</param>
/// <param name="Now">By what is stored now; null when the EHR no longer has the patient.</param>
public sealed record LateFact(string Patient, SealedAssessment? Was, SealedAssessment? Now)
{
    /// <summary>Late facts of a month, and assessments that nothing in the record explains.</summary>
    /// <param name="chain">What was sealed.</param>
    /// <param name="stored">Assessments as they are stored.</param>
    /// <param name="aliases">Who is read as whom: a chart that the EHR merged into another one since goes on as that one.</param>
    /// <param name="assess">Assesses a patient anew from what is stored, without keeping it; null when nothing is stored of the patient.</param>
    public static async Task<(ImmutableArray<LateFact> Late, ImmutableArray<string> Broken)> OfAsync(
        MonthChain chain, IReadOnlyList<StoredAssessment> stored, PatientAliases aliases, Func<string, Task<Assessment?>> assess)
    {
        var late = ImmutableArray.CreateBuilder<LateFact>();
        var broken = ImmutableArray.CreateBuilder<string>();
        var goesOn = stored.Select(assessment => assessment.Patient).ToHashSet(StringComparer.Ordinal);
        foreach (var assessment in stored)
        {
            var now = SealedAssessment.Of(assessment);
            var was = chain.Decided(assessment.Patient, aliases);
            goesOn.Add(was?.Patient ?? assessment.Patient);
            if (was is not null && was.Hash == now.Hash && was.Outcome == now.Outcome)
                continue;
            // A stored assessment is derived: it is what the record gives, or somebody changed it.
            var anew = await assess(assessment.Patient);
            if (anew is null || SealedAssessment.HashOf(AssessmentJson.ToUtf8(anew, explain: true)) != now.Hash || anew.Outcome != now.Outcome)
                broken.Add($"The assessment of {assessment.Patient} is not what its record gives.");
            else if (was is null ? now.Outcome != Outcome.None : !was.SaysTheSame(now))
                late.Add(new LateFact(assessment.Patient, was, now));
        }

        late.AddRange(chain.Assessments.Values.Where(was => was.Outcome != Outcome.None && !goesOn.Contains(was.Patient)).Select(was => new LateFact(was.Patient, was, null)));
        return (late.ToImmutable(), broken.ToImmutable());
    }
}
