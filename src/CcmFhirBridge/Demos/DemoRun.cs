using System.Globalization;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Demos;

/// <summary>
/// The main job from end to end: a simulated EHR over a real socket, sync, assess, close, write back, read back, compare with the
/// generator's answers, and once more to show that nothing is written twice.
/// </summary>
internal sealed class DemoRun(ReportConsole console, TenantSession session, SimulatedEhr ehr, GeneratedPractice practice, DemoSetting setting)
{
    private const string Owner = "demo";

    /// <summary>Whether everything agreed.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await ReadAsync(cancellation);
        await session.Assessments().RunAsync(setting.Month, cancellation);
        var overview = await session.OverviewAsync(setting.Month, cancellation);
        var decided = await DecideAsync(overview, cancellation);
        Billable(overview, decided);
        Stopped(decided);
        Explain(decided);
        await CloseAsync(cancellation);
        var holdings = await ReadBackAsync(cancellation);
        var disagreements = Compare(decided);
        var silent = await RunAgainAsync(cancellation);
        var complete = holdings.Duplicates == 0 && holdings.Claims == practice.Truth.Count(truth => truth.Outcome == "bill");
        console.Line(string.Empty);
        console.Line(disagreements == 0 && silent && complete ? "Everything agrees." : "Something does not agree: see above.");
        return disagreements == 0 && silent && complete;
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        console.Heading("1. Read from the EHR");
        var report = await session.Sync().RunAsync(full: false, progress: null, cancellation);
        SyncReportOutput.WriteTable(console, report);
    }

    private async Task<Dictionary<string, Assessment>> DecideAsync(MonthOverview overview, CancellationToken cancellation)
    {
        var assessments = session.Assessments();
        var decided = new Dictionary<string, Assessment>(StringComparer.Ordinal);
        foreach (var patient in overview.Patients)
        {
            if (await assessments.AssessAsync(patient.Patient, setting.Month, cancellation) is { } assessment)
                decided.Add(patient.Patient, assessment);
        }

        return decided;
    }

    private void Billable(MonthOverview overview, Dictionary<string, Assessment> decided)
    {
        console.Heading($"2. Decided for {setting.Month}");
        console.Line(string.Join(", ", new[] { Outcome.Bill, Outcome.Hold, Outcome.Block, Outcome.None }
            .Select(outcome => $"{overview.ByOutcome.GetValueOrDefault(outcome)} {Words.Of(outcome)}")) + $", of {Words.Count(decided.Count, "patient")}.");
        MonthOutput.WriteCodes(console, overview);
        console.Table(
            [new("Billable"), new("Counted", Right: true), new("Lines"), new("Date of service"), new("Charge", Right: true), new("Allowed about", Right: true)],
            decided.Values.Where(assessment => assessment.Outcome == Outcome.Bill).Take(12).Select(assessment => (IReadOnlyList<string>)
            [
                assessment.Patient, Words.Clock(assessment.Time.ClinicalStaff + assessment.Time.Practitioner), Words.Lines(assessment.Lines),
                assessment.Lines[0].DateOfService.ToString("O", CultureInfo.InvariantCulture),
                Words.Money(assessment.Lines.Sum(line => line.Charge)), Words.Money(assessment.Lines.Sum(line => line.Amount)),
            ]));
        var more = overview.ByOutcome.GetValueOrDefault(Outcome.Bill) - 12;
        if (more > 0)
            console.Line($"… and {more} more.");
    }

    private void Stopped(Dictionary<string, Assessment> decided)
    {
        console.Heading("3. Not billed, and why");
        var reasons = decided.Values
            .Where(assessment => assessment.Outcome is Outcome.Hold or Outcome.Block)
            .SelectMany(assessment => assessment.Findings
                .Where(finding => finding.Result != FindingResult.Met && finding.Severity >= Severity.Hold)
                .Select(finding => (assessment.Outcome, finding.Rule, finding.Message, assessment.Patient)))
            .GroupBy(reason => (reason.Outcome, reason.Rule))
            .OrderBy(group => group.Key.Outcome).ThenBy(group => group.Key.Rule, StringComparer.Ordinal);
        console.Table(
            [new("Outcome"), new("Check"), new("Patients", Right: true), new("For example"), new("Why", NoWrap: false)],
            reasons.Select(group => (IReadOnlyList<string>)
                [Words.Of(group.Key.Outcome), group.Key.Rule, $"{group.Count()}", group.First().Patient, group.First().Message]));
        var near = decided.Values.Count(assessment => assessment.Outcome == Outcome.None && assessment.Time.ClinicalStaff + assessment.Time.Practitioner > 0);
        console.Line($"{Words.Count(near, "patient")} with CCM time that reaches no code; the others without any.");
    }

    private void Explain(Dictionary<string, Assessment> decided)
    {
        console.Heading("4. One patient in full");
        var shown = decided.Values
            .Where(assessment => assessment.Outcome == Outcome.Bill && assessment.Time.Excluded > 0)
            .OrderByDescending(assessment => assessment.Time.Lines.Length).ThenBy(assessment => assessment.Patient, StringComparer.Ordinal)
            .FirstOrDefault() ?? decided.Values.OrderBy(assessment => assessment.Patient, StringComparer.Ordinal).FirstOrDefault();
        if (shown is not null)
            ExplanationText.Write(console, shown, session.Tenant.TimeZone);
    }

    private async Task CloseAsync(CancellationToken cancellation)
    {
        console.Heading("5. Month closed and written back");
        var report = await Commands.MonthClosing.RunAsync(session, setting.Month, Owner, progress: null, cancellation);
        console.Line($"{setting.Month}: {report.Close.Month.Reason} Read {report.Close.Sync?.Read ?? 0} resources again first.");
        if (report.Sending is { } sending)
            ReleaseOutput.Write(console, sending);
    }

    private async Task<EhrHoldings> ReadBackAsync(CancellationToken cancellation)
    {
        console.Heading("6. In the EHR now");
        var holdings = await EhrHoldings.ReadAsync(session.Reader, cancellation);
        console.Line($"{Words.Count(holdings.Claims, "Claim")} over {Words.Money(holdings.Total)}, {Words.Count(holdings.ChargeItems, "ChargeItem")}, "
            + $"{Words.Count(holdings.Duplicates, "duplicate")}; the EHR's own history counts {Words.Count(ehr.History.Records.Count, "write")}.");
        return holdings;
    }

    private int Compare(Dictionary<string, Assessment> decided)
    {
        console.Heading("7. Against the answers of the practice's generator");
        var disagreements = TruthComparison.Between(practice.Truth, decided);
        console.Line($"{practice.Truth.Count - disagreements.Length} of {practice.Truth.Count} patients agree in outcome, codes, units, date, seconds and reason.");
        foreach (var disagreement in disagreements.Take(20))
            console.Line($"{disagreement.Patient} ({disagreement.Scenario}): expected {disagreement.Expected}; decided {disagreement.Decided}");
        return disagreements.Length;
    }

    private async Task<bool> RunAgainAsync(CancellationToken cancellation)
    {
        console.Heading("8. Once more");
        var before = ehr.History.Records.Count;
        var sync = await session.Sync().RunAsync(full: false, progress: null, cancellation);
        var report = await Commands.MonthClosing.RunAsync(session, setting.Month, Owner, progress: null, cancellation);
        var written = ehr.History.Records.Count - before;
        console.Line($"Read {sync.Read} resources again (ours among them), planned {report.Sending?.Release.Count(ReleaseStatus.Planned) ?? 0}, "
            + $"sent {report.Sending?.WriteBack.Sent ?? 0}, and the EHR's history counts {Words.Count(written, "new write")}.");
        return written == 0;
    }
}
