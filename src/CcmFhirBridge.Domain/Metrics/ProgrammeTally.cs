using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Assessments.Checks;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Revenue;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Metrics;

/// <summary>Gathers the figures of a month patient by patient; the order of the patients does not matter.</summary>
/// <param name="month">The month.</param>
/// <param name="rules">The rules in force; null when none are.</param>
public sealed class ProgrammeTally(ServiceMonth month, RulesInForce? rules)
{
    private const int SecondsPerMinute = 60;

    // Two-way contact is with the patient or who cares for the patient.
    private static readonly string[] Contacts = ["patient-communication", "caregiver-communication"];

    // What an auditor finds wanting in an entry (RULES §8).
    private static readonly string[] Notes = ["note.text", NoteLateCheck.Rule, "time.unknown-activity", "time.open-ended", "time.date-only", "time.no-span"];

    private readonly List<int> _enrolledSeconds = [];
    private readonly List<NearMiss> _nearMisses = [];
    private readonly SortedDictionary<string, int> _holds = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _blocks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _excluded = new(StringComparer.Ordinal);
    private int _assessed, _eligible, _enrolled, _engaged, _billed, _billedEnrolled, _planned, _shared, _disclosed;
    private int _notes, _entries, _told, _late;
    private int _staffBase, _staffAddOn, _complex, _bases;
    private long _counted, _staff, _practitioner, _under, _surplus, _lost;
    private decimal? _allowed = 0m;

    /// <summary>Whether the patient is enrolled in the month: Medicare Part B, two or more active chronic condition groups, and consent in force.</summary>
    public static bool IsEnrolled(Assessment assessment) => IsEligible(assessment) && Met(assessment, "consent.active");

    /// <summary>Adds a patient.</summary>
    public void Add(Assessment assessment)
    {
        _assessed++;
        _counted += assessment.Time.ClinicalStaff + assessment.Time.Practitioner;
        AddReasons(assessment);
        AddNotes(assessment);
        if (NearMiss.Of(assessment, rules) is { } missed)
            _nearMisses.Add(missed);
        _eligible += IsEligible(assessment) ? 1 : 0;
        if (IsEnrolled(assessment))
            AddEnrolled(assessment);
        if (assessment.Outcome == Outcome.Bill)
            AddBill(assessment);
        else if (assessment.Outcome == Outcome.None)
            _under += assessment.Time.ClinicalStaff + assessment.Time.Practitioner;
        _surplus += assessment.Outcome == Outcome.None ? 0 : assessment.Time.Surplus;
        _lost += assessment.Time.Excluded;
        foreach (var (reason, seconds) in assessment.Time.ExcludedBy)
            _excluded[reason] = _excluded.GetValueOrDefault(reason) + seconds;
    }

    /// <summary>The figures of everybody who was added.</summary>
    public ProgrammeMetrics ToMetrics() => new()
    {
        Month = month,
        Metrics =
        [
            Patients("assessed", "Patients of whom anything is stored.", _assessed),
            Patients("eligible", "Patients with Medicare Part B in the month and two or more active chronic condition groups.", _eligible),
            Patients("enrolled", "Eligible patients with consent in force in the month.", _enrolled),
            Share("enrolment-rate", "Enrolled of the eligible.", _enrolled, _eligible),
            Share("engagement-rate", "Enrolled patients with at least one counted contact with the patient or caregiver, of the enrolled.", _engaged, _enrolled),
            Patients("billed", "Patients whose month is a bill.", _billed),
            Share("billing-rate", "Enrolled patients whose month is a bill, of the enrolled.", _billedEnrolled, _enrolled),
            Minutes("minutes", "Counted minutes of everybody.", _counted),
            Each("minutes-per-enrolled", "Counted minutes of the enrolled, for each of them.", _staff + _practitioner, _enrolled),
            Each("minutes-staff", "Of those, minutes of clinical staff.", _staff, _enrolled),
            Each("minutes-practitioner", "Of those, minutes of the billing practitioner.", _practitioner, _enrolled),
            Minutes("minutes-p50", "Half of the enrolled have no more counted minutes.", Percentile(50)),
            Minutes("minutes-p90", "Nine of ten enrolled have no more counted minutes.", Percentile(90)),
            Patients("notes-to-review", "Patients of whose entries one says nothing of what was done, names no activity, has no usable span, or was recorded late.", _notes),
            Patients("near-misses", "Patients whose clinical staff time ended at most 5:00 before the next unit.", _nearMisses.Count),
            Share("add-on-yield", "Units of further clinical staff blocks of the billed months, of those of the first block.", _staffAddOn, _staffBase),
            Share("complex-share", "Complex base codes of the base codes of the billed months.", _complex, _bases),
            Minutes("leakage-under-threshold", "Counted minutes of months that reach no threshold.", _under),
            Minutes("leakage-surplus", "Counted minutes that carry no further unit.", _surplus),
            Minutes("leakage-excluded", "Minutes of entries that were not counted, whatever the reason.", _lost),
            Money("revenue", "Allowed amount of the billed months, an estimate.", _allowed, null),
            Money("revenue-per-billed", "The same for each billed patient.", _allowed, _billed),
            Money("revenue-per-enrolled", "The same for each enrolled patient.", _allowed, _enrolled),
            Share("care-plan-currency", "Enrolled patients with a comprehensive care plan in force on the date of service, of the enrolled.", _planned, _enrolled),
            Share("care-plan-shared", "Enrolled patients whose record shows that a copy of the plan was given, of the enrolled.", _shared, _enrolled),
            Share("entries-with-text", "Entries whose own text says what was done, of the entries of the month.", _told, _entries),
            Share("late-entries", "Entries that say that they were recorded later than the practice allows, of the entries of the month.", _late, _entries),
            Share("consent-completeness", "Enrolled patients whose consent records every disclosure, of the enrolled.", _disclosed, _enrolled),
        ],
        HoldsByReason = Reasons(_holds),
        BlocksByReason = Reasons(_blocks),
        ExcludedByReason = Reasons(_excluded),
        NearMisses = [.. _nearMisses.OrderBy(static missed => missed.Patient, StringComparer.Ordinal)],
    };

    private void AddNotes(Assessment assessment)
    {
        var failed = assessment.Findings.Where(static finding => finding.Result != FindingResult.Met && Notes.Contains(finding.Rule, StringComparer.Ordinal)).ToArray();
        _notes += failed.Length > 0 ? 1 : 0;
        _late += failed.Where(static finding => finding.Rule == NoteLateCheck.Rule).Sum(static finding => finding.Evidence.Length);
        _entries += assessment.Time.Lines.Count(static line => line.IsOfProgram);
        _told += assessment.Time.Lines.Count(static line => line is { IsOfProgram: true, Note: EntryNote.SaysSomething });
    }

    private void AddEnrolled(Assessment assessment)
    {
        _enrolled++;
        _enrolledSeconds.Add(assessment.Time.ClinicalStaff + assessment.Time.Practitioner);
        _staff += assessment.Time.ClinicalStaff;
        _practitioner += assessment.Time.Practitioner;
        if (assessment.Time.Lines.Any(static line => line.ClinicalStaffSeconds + line.PractitionerSeconds > 0 && Contacts.Contains(line.Activity, StringComparer.Ordinal)))
            _engaged++;
        _billedEnrolled += assessment.Outcome == Outcome.Bill ? 1 : 0;
        _planned += Met(assessment, "care-plan.in-force") ? 1 : 0;
        _shared += Met(assessment, "care-plan.shared") ? 1 : 0;
        _disclosed += Met(assessment, "consent.disclosures") ? 1 : 0;
    }

    private void AddBill(Assessment assessment)
    {
        _billed++;
        foreach (var line in assessment.Lines)
        {
            _allowed += line.Amount;
            if (rules?.Find(line.Code) is not { } code)
                continue;
            if (code.Role is CodeRole.Base or CodeRole.ClinicBundle)
                _bases += line.Units;
            if (code is { Role: CodeRole.Base, NeedsDecisionMaking: true })
                _complex += line.Units;
            if (code is not { Counts: CountedTime.ClinicalStaff, NeedsDecisionMaking: false })
                continue;
            _staffBase += code.Role == CodeRole.Base ? line.Units : 0;
            _staffAddOn += code.Role == CodeRole.AddOn ? line.Units : 0;
        }
    }

    private void AddReasons(Assessment assessment)
    {
        if (assessment.Outcome is not (Outcome.Hold or Outcome.Block))
            return;
        var (severity, counts) = assessment.Outcome == Outcome.Hold ? (Severity.Hold, _holds) : (Severity.Block, _blocks);
        foreach (var rule in assessment.Findings.Where(finding => finding.Severity == severity && finding.Result != FindingResult.Met).Select(static finding => finding.Rule).Distinct(StringComparer.Ordinal))
            counts[rule] = counts.GetValueOrDefault(rule) + 1;
    }

    private static bool IsEligible(Assessment assessment) => Met(assessment, "coverage.medicare-part-b") && Met(assessment, "conditions.two-groups");

    private static bool Met(Assessment assessment, string rule) => assessment.Findings.Any(finding => finding.Rule == rule && finding.Result == FindingResult.Met);

    // Nearest rank: a figure that some patient has.
    private int Percentile(int percent)
    {
        if (_enrolledSeconds.Count == 0)
            return 0;
        var sorted = _enrolledSeconds.Order().ToArray();
        return sorted[(((sorted.Length * percent) + 99) / 100) - 1];
    }

    private static ImmutableArray<ReasonCount> Reasons(SortedDictionary<string, int> counts) =>
        [.. counts.Select(static reason => new ReasonCount(reason.Key, reason.Value)).OrderByDescending(static reason => reason.Count).ThenBy(static reason => reason.Reason, StringComparer.Ordinal)];

    private static Metric Patients(string id, string definition, int count) => new(id, definition, MetricUnit.Patients, count, null, count);

    private static Metric Share(string id, string definition, int part, int whole) =>
        new(id, definition, MetricUnit.Percent, part, whole, whole == 0 ? null : RulePacks.Money.Round(part * 100m / whole));

    private static Metric Minutes(string id, string definition, long seconds)
    {
        var minutes = RulePacks.Money.Round(seconds / (decimal)SecondsPerMinute);
        return new(id, definition, MetricUnit.Minutes, minutes, null, minutes);
    }

    private static Metric Each(string id, string definition, long seconds, int patients) => new(
        id, definition, MetricUnit.Minutes, RulePacks.Money.Round(seconds / (decimal)SecondsPerMinute), patients,
        patients == 0 ? null : RulePacks.Money.Round(seconds / (decimal)SecondsPerMinute / patients));

    private static Metric Money(string id, string definition, decimal? amount, int? patients) => new(
        id, definition, MetricUnit.Dollars, amount, patients, patients is null ? amount : patients == 0 ? null : amount is { } known ? RulePacks.Money.Round(known / patients.Value) : null);
}
