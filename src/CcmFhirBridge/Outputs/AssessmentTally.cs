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

    /// <summary>Decisions of people that changed something, or stood for what is so anyway.</summary>
    public int Followed { get; private set; }

    /// <summary>Decisions that could not be followed.</summary>
    public int NotFollowed { get; private set; }

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

        Followed += assessment.Decisions.Count(static decision => decision.NotFollowed is null);
        NotFollowed += assessment.Decisions.Count(static decision => decision.NotFollowed is not null);
        foreach (var finding in assessment.Findings)
        {
            if (finding.Result != FindingResult.Met && finding.Severity >= Severity.Hold && finding.LiftedBy is null)
                _failed[finding.Rule] = _failed.GetValueOrDefault(finding.Rule) + 1;
        }
    }
}
