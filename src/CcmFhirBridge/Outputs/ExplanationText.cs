using System.Globalization;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping;

namespace CcmFhirBridge.Outputs;

/// <summary>An assessment as a person reads it: the result, the time entry by entry, every check, and what to do next.</summary>
internal static class ExplanationText
{
    public static void Write(ReportConsole console, Assessment assessment, PracticeTimeZone zone)
    {
        console.Heading($"{assessment.Patient}, {assessment.Month}: {Words.Of(assessment.Outcome)}");
        WriteResult(console, assessment);
        WriteTime(console, assessment, zone);
        WriteFindings(console, assessment);
        foreach (var alternative in assessment.Alternatives)
            console.Line($"Instead, {alternative.Pathway}: {Words.Lines(alternative.Lines)} — {alternative.Reason}");
        WriteDecisions(console, assessment);
        foreach (var gap in assessment.Gaps.Where(gap => gap.Code != GapCodes.CodeMapped))
            console.Line($"Gap: {gap.Source?.ToString() ?? "record"} {gap.Path}: {gap.Message} ({gap.Code})");
        WriteMapped(console, assessment);
        foreach (var step in assessment.Next)
            console.Line($"Next: {step.Action} — {step.By} ({step.Rule})");
        console.Line($"Decided by rule pack {assessment.RulePack}, tenant {assessment.TenantRevision}, engine {assessment.Engine}.");
    }

    private static void WriteResult(ReportConsole console, Assessment assessment)
    {
        foreach (var line in assessment.Lines)
        {
            console.Line(string.Create(CultureInfo.InvariantCulture,
                $"  {line.Code} × {line.Units} on {line.DateOfService:yyyy-MM-dd}, charge {Words.Money(line.Charge)}, allowed about {Words.Money(line.Amount)}"));
        }

        if (assessment.BillingPractitioner is { } practitioner)
            console.Line($"  billed by {practitioner.Reference} (NPI {practitioner.Npi ?? "missing"}), place of service {assessment.PlaceOfService}");
        if (assessment.Payor is { } payor)
            console.Line($"  paid by {payor} ({assessment.Payer}), by the rules that the tenant file names for it");
        if (!assessment.Diagnoses.IsEmpty)
            console.Line($"  diagnoses {string.Join(", ", assessment.Diagnoses.Select(diagnosis => $"{diagnosis.Code} ({diagnosis.Group})"))}");
    }

    private static void WriteTime(ReportConsole console, Assessment assessment, PracticeTimeZone zone)
    {
        var time = assessment.Time;
        console.Line($"  time: clinical staff {Words.Clock(time.ClinicalStaff)}, practitioner {Words.Clock(time.Practitioner)}"
            + $" (pooled {Words.Clock(time.Pooled)}), excluded {Words.Clock(time.Excluded)}, surplus {Words.Clock(time.Surplus)}");
        if (time.Lines.IsEmpty)
            return;
        console.Table(
            [new("Start"), new("Length", Right: true), new("Counted", Right: true), new("Who, what, and why not", NoWrap: false), new("Source")],
            time.Lines.Select(line => Row(line, zone)));
    }

    private static IReadOnlyList<string> Row(TimeLedgerLine line, PracticeTimeZone zone) =>
    [
        line.Span is { } span ? zone.ToLocal(span.Start).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "–",
        line.Span is { } length ? Words.Clock((int)(length.Duration.Ticks / TimeSpan.TicksPerSecond)) : "–",
        Words.Clock(line.ClinicalStaffSeconds + line.PractitionerSeconds),
        $"{string.Join(", ", line.Performers.Select(performer => $"{performer.Who.Reference} ({Role(performer.Who.Role)})"))}, {line.Activity}"
            + string.Concat(line.Excluded.Select(reason => $"; not counted: {Words.Clock(reason.Value)} {reason.Key}")),
        string.Join(", ", line.Answers.Prepend(line.Source)),
    ];

    // What somebody must look at stands first and the heaviest of it at the top; what is met follows for the auditor.
    private static void WriteFindings(ReportConsole console, Assessment assessment)
    {
        var open = assessment.Findings.Where(finding => finding.Result != FindingResult.Met).OrderByDescending(finding => finding.Severity).ToList();
        var stopping = open.Count(finding => finding.Severity >= Severity.Hold && finding.LiftedBy is null);
        console.Line($"Checks not met or not known: {open.Count}, of which {stopping} can stop a bill (weight block or hold).");
        WriteFindings(console, open);
        console.Line($"Checks met: {assessment.Findings.Length - open.Count}.");
        WriteFindings(console, assessment.Findings.Where(finding => finding.Result == FindingResult.Met));
    }

    private static void WriteFindings(ReportConsole console, IEnumerable<Finding> findings) => console.Table(
        [new("Check"), new("Result"), new("Weight"), new("Why, by which rule, from what", NoWrap: false)],
        findings.Select(finding => (IReadOnlyList<string>)
        [
            finding.Rule, Words.Of(finding.Result), finding.LiftedBy is null ? Words.Of(finding.Severity) : $"{Words.Of(finding.Severity)}, lifted",
            $"{finding.Message} [{finding.Source}]{Evidence(finding)}",
        ]));

    private static void WriteDecisions(ReportConsole console, Assessment assessment)
    {
        foreach (var (decision, notFollowed) in assessment.Decisions)
        {
            console.Line(string.Create(CultureInfo.InvariantCulture,
                $"Decided: {Words.Of(decision)} by {decision.By}{(decision.Via is null ? "" : $" through {decision.Via}")} at {decision.At.UtcDateTime:yyyy-MM-dd HH:mm}Z ({decision.Id}): {decision.Reason}")
                + (notFollowed is null ? "" : $" Not followed: {notFollowed}"));
        }

        if (assessment.WithoutDecisions is { } without)
            console.Line($"Without these decisions: {Words.Of(without.Outcome)}, {(without.Lines.IsEmpty ? "no lines" : Words.Lines(without.Lines))}.");
    }

    // Every entry of a practice may be told by a code of its own: one line says of how many, and JSON of each element.
    private static void WriteMapped(ReportConsole console, Assessment assessment)
    {
        var mapped = assessment.Gaps.Where(gap => gap is { Code: GapCodes.CodeMapped, Source: not null }).Select(gap => gap.Source!.Value).Distinct().ToList();
        if (mapped.Count > 0)
        {
            console.Line(string.Create(CultureInfo.InvariantCulture,
                $"Understood by the practice's table of codes (mapping.codes): {string.Join(", ", mapped.GroupBy(source => source.Type, StringComparer.Ordinal).Select(type => $"{type.Count()} {type.Key} ({type.First()}{(type.Count() > 1 ? " …" : "")})"))}"));
        }
    }

    private static string Evidence(Finding finding)
    {
        const int Shown = 4;
        var named = string.Join(", ", finding.Evidence.Take(Shown).Select(source => source.ToString()));
        return finding.Evidence.IsEmpty ? string.Empty : finding.Evidence.Length > Shown ? $" {named} …" : $" {named}";
    }

    private static string Role(PerformerRole role) => role switch
    {
        PerformerRole.Practitioner => "practitioner",
        PerformerRole.ClinicalStaff => "clinical staff",
        PerformerRole.NonClinicalStaff => "not clinical",
        _ => "role unknown",
    };
}
