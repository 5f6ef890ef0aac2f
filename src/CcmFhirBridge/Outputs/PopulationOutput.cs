using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Populations;

namespace CcmFhirBridge.Outputs;

/// <summary>What a run over files read and decided, in counts that add up; on standard error, beside the data.</summary>
internal static class PopulationOutput
{
    private const int Shown = 20;

    public static void Write(TextWriter error, PopulationReport report, AssessmentTally tally, RulePack rules, ServiceMonth month, int decisions)
    {
        var all = report.Resources;
        error.WriteLine($"Resources: {all.Read} read = {all.Projected} projected + {all.Ignored} ignored by type + {all.Unreadable} gaps.");
        foreach (var (type, counts) in report.ByType.OrderBy(type => type.Key, StringComparer.Ordinal))
            error.WriteLine($"  {type}: {counts.Read} = {counts.Projected} + {counts.Ignored} + {counts.Unreadable}");
        if (report.Superseded > 0)
            error.WriteLine($"  {report.Superseded} of them were older versions or repetitions of another one.");
        WriteConditions(error, report.Conditions);
        error.WriteLine($"Time entries: {tally.Entries} in {month} = {tally.Counted} counted + {tally.Entries - tally.Counted} excluded.");
        error.WriteLine($"Patients: {report.Patients} = {tally.Of(Outcome.Bill)} bill + {tally.Of(Outcome.Hold)} hold + {tally.Of(Outcome.Block)} block + {tally.Of(Outcome.None)} none.");
        if (decisions > 0)
        {
            var elsewhere = decisions - tally.Followed - tally.NotFollowed;
            error.WriteLine($"Decisions: {decisions} = {tally.Followed} followed + {tally.NotFollowed} not followed + {elsewhere} replaced, taken back, of another month, or of patients who are not in the input.");
        }

        if (report.Patients == 0)
            error.WriteLine("  Nothing was decided: the input holds no Patient that can be read.");
        if (report.PatientsWithoutResource > 0)
            error.WriteLine($"  {report.PatientsWithoutResource} more are referred to but have no Patient resource here; for example in {string.Join(", ", report.DanglingExamples.Take(3))}.");
        foreach (var (rule, count) in tally.Failed.OrderByDescending(rule => rule.Value).ThenBy(rule => rule.Key, StringComparer.Ordinal))
            error.WriteLine($"  {rule}: stands in the way of {Words.Count(count, "patient")}");
        foreach (var (code, count) in report.GapsByCode.OrderByDescending(gap => gap.Value).ThenBy(gap => gap.Key, StringComparer.Ordinal))
            error.WriteLine($"Gaps: {code} × {count}");
        foreach (var problem in report.Problems.Take(Shown))
            error.WriteLine(problem.ToString());
        if (report.ProblemCount > Shown)
            error.WriteLine($"… and {report.ProblemCount - Shown} more problems.");
        if (rules.InForce(month) is null)
            error.WriteLine($"No rules are verified for {month}: {rules.Version} covers {rules.FirstMonth} to {rules.VerifiedThrough:yyyy-MM}. Nothing of that month can be billed.");
        if (report.SpilledBytes > 0)
            error.WriteLine($"{report.SpilledBytes} bytes of facts went to disk (see --memory).");
    }

    private static void WriteConditions(TextWriter error, ConditionCounts conditions)
    {
        var all = conditions.Chronic + conditions.NotChronic + conditions.Unmapped;
        error.WriteLine($"Conditions: {all} = {conditions.Chronic} chronic + {conditions.NotChronic} not chronic + {conditions.Unmapped} unmapped.");
        WriteCodes(error, "chronic", conditions.ChronicCodes);
        WriteCodes(error, "not chronic", conditions.NotChronicCodes);
        WriteCodes(error, "unmapped", conditions.UnmappedCodes);
    }

    private static void WriteCodes(TextWriter error, string what, IReadOnlyDictionary<string, long> codes)
    {
        if (codes.Count == 0)
            return;
        var ranked = codes.OrderByDescending(code => code.Value).ThenBy(code => code.Key, StringComparer.Ordinal).ToList();
        var rest = ranked.Skip(Shown).Sum(code => code.Value);
        error.WriteLine($"  {what}: {string.Join(", ", ranked.Take(Shown).Select(code => $"{code.Key} × {code.Value}"))}"
            + (rest > 0 ? $", and {ranked.Count - Shown} other codes × {rest}" : string.Empty));
    }
}
