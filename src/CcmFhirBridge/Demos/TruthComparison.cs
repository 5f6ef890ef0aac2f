using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Simulator.Practices;

namespace CcmFhirBridge.Demos;

/// <summary>A patient for whom the bridge and the practice's generator do not agree.</summary>
internal sealed record Disagreement(string Patient, string Scenario, string Expected, string Decided);

/// <summary>
/// Compares decisions with the answers that the generator chose before it wrote the resources: outcome, codes, units, date of service,
/// counted seconds and the check that fails.
/// </summary>
internal static class TruthComparison
{
    public static ImmutableArray<Disagreement> Between(IReadOnlyList<PatientTruth> truth, IReadOnlyDictionary<string, Assessment> decided) =>
    [
        .. truth.Select(expected => decided.TryGetValue(expected.Patient, out var assessment)
                ? Compare(expected, assessment)
                : new Disagreement(expected.Patient, expected.Scenario, expected.Outcome, "not assessed"))
            .OfType<Disagreement>(),
    ];

    private static Disagreement? Compare(PatientTruth expected, Assessment decided)
    {
        var wanted = Text(expected.Outcome, expected.Lines.Select(line => (line.Code, line.Units, line.DateOfService)), expected.CountedSeconds);
        var got = Text(
            Words.Of(decided.Outcome), decided.Lines.Select(line => (line.Code, line.Units, line.DateOfService)),
            decided.Time.ClinicalStaff + decided.Time.Practitioner);
        var reasonStands = expected.Reason is null || decided.Findings.Any(finding => finding.Rule == expected.Reason && finding.Result != FindingResult.Met);
        return wanted == got && reasonStands
            ? null
            : new Disagreement(expected.Patient, expected.Scenario, $"{wanted}, {expected.Reason ?? "no reason"}", $"{got}, {Failed(decided)}");
    }

    private static string Text(string outcome, IEnumerable<(string Code, int Units, DateOnly Day)> lines, int seconds) =>
        $"{outcome} {string.Join(" + ", lines.Select(line => $"{line.Code}×{line.Units} on {line.Day:O}"))} {Words.Clock(seconds)}";

    private static string Failed(Assessment decided) => string.Join(
        " ", decided.Findings.Where(finding => finding.Result != FindingResult.Met && finding.Severity >= Severity.Hold).Select(finding => finding.Rule));
}
