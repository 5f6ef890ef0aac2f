using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>
/// A record of which the EHR may not have shown everything. Nothing that the rest of it says can be billed, and nothing that it does not say can be
/// taken for absent: the month is held whatever else is found. Where nothing is missing nothing is said.
/// </summary>
internal static class ReadDoubtFinding
{
    public const string Rule = "record.complete";

    public static IEnumerable<Finding> Of(PatientRecord record)
    {
        if (record.Doubts.IsEmpty)
            yield break;
        var words = record.Doubts.GroupBy(static doubt => doubt.Message, StringComparer.Ordinal)
            .Select(static doubts => (Types: string.Join(", ", doubts.Select(static doubt => doubt.ResourceType).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)), Message: doubts.Key))
            .OrderBy(static doubt => doubt.Types, StringComparer.Ordinal).ThenBy(static doubt => doubt.Message, StringComparer.Ordinal)
            .Select(static doubt => $"{doubt.Types}: {doubt.Message}");
        yield return new Finding
        {
            Rule = Rule,
            Result = FindingResult.CannotTell,
            Severity = Severity.Hold,
            Message = string.Join(' ', words),
            Source = Sources.Oig,
            Evidence = [record.Patient],
        };
    }
}
