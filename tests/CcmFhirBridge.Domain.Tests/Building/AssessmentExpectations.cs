using System.Globalization;
using CcmFhirBridge.Domain.Assessments;

namespace CcmFhirBridge.Domain.Tests.Building;

internal static class AssessmentExpectations
{
    /// <summary>Lines as a biller writes them: <c>99490×1 99439×2</c>.</summary>
    public static string Codes(this Assessment assessment) =>
        string.Join(' ', assessment.Lines.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Code}×{line.Units}")));

    public static Finding Finding(this Assessment assessment, string rule) => assessment.Findings.Single(finding => finding.Rule == rule);

    /// <summary>Result and severity of a rule: <c>not-met block</c>.</summary>
    public static string Answer(this Assessment assessment, string rule)
    {
        var finding = assessment.Finding(rule);
        var result = finding.Result switch { FindingResult.Met => "met", FindingResult.NotMet => "not-met", _ => "cannot-tell" };
        return finding.Result == FindingResult.Met ? result : result + " " + finding.Severity.ToString().ToLowerInvariant();
    }

    /// <summary>All that a person is told of a rule: <c>not-met hold: The consent … &lt;Consent/cons1&gt;</c>.</summary>
    public static string Says(this Assessment assessment, string rule)
    {
        var finding = assessment.Finding(rule);
        return $"{assessment.Answer(rule)}: {finding.Message}{(finding.Evidence.IsEmpty ? "" : $" <{string.Join(' ', finding.Evidence.Select(source => source.Key))}>")}";
    }

    /// <summary>Rules that failed, without notes.</summary>
    public static string[] Failed(this Assessment assessment) =>
        [.. assessment.Findings.Where(finding => finding.Result != FindingResult.Met && finding.Severity != Severity.Info).Select(finding => finding.Rule)];

    /// <summary>Everything that a person reads of a month, a line each.</summary>
    public static string Print(this Assessment assessment) => string.Join('\n',
    [
        $"{assessment.Outcome} {assessment.BillingPractitioner} {assessment.Payer} {assessment.Coverage} {assessment.Consent} {assessment.CarePlan}",
        string.Join(' ', assessment.Lines),
        string.Join(' ', assessment.Diagnoses),
        .. assessment.Time.Lines.Select(line => $"{line.Source} {line.Span} {line.ClinicalStaffSeconds} {line.PractitionerSeconds} {string.Join(' ', line.Excluded)}"),
        .. assessment.Findings.Select(finding => $"{finding.Rule} {finding.Result} {finding.Severity} {finding.Message} {finding.Source} {string.Join(' ', finding.Evidence)} {string.Join(' ', finding.Reads)}"),
        .. assessment.Next.Select(step => step.ToString()),
    ]);
}
