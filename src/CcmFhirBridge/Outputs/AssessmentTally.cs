using CcmFhirBridge.Domain.Assessments;

namespace CcmFhirBridge.Outputs;

/// <summary>Sums over the patients of a run.</summary>
internal sealed class AssessmentTally
{
    private readonly SortedDictionary<string, int> _failed = new(StringComparer.Ordinal);
    private readonly Dictionary<Outcome, int> _outcomes = [];

    /// <summary>Time entries of the month.</summary>
    public int Entries { get; private set; }

    /// <summary>Of those, entries with at least one counted second.</summary>
    public int Counted { get; private set; }

    public int Of(Outcome outcome) => _outcomes.GetValueOrDefault(outcome);

    /// <summary>Patients by failed check that holds or blocks.</summary>
    public IReadOnlyDictionary<string, int> Failed => _failed;

    public void Add(Assessment assessment)
    {
        _outcomes[assessment.Outcome] = Of(assessment.Outcome) + 1;
        foreach (var line in assessment.Time.Lines)
        {
            Entries++;
            if (line.ClinicalStaffSeconds + line.PractitionerSeconds > 0)
                Counted++;
        }

        foreach (var finding in assessment.Findings)
        {
            if (finding.Result != FindingResult.Met && finding.Severity >= Severity.Hold)
                _failed[finding.Rule] = _failed.GetValueOrDefault(finding.Rule) + 1;
        }
    }
}
