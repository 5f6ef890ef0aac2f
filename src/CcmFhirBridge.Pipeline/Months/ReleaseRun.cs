using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>The stores that a release reads and writes.</summary>
public sealed record ReleaseStores(IResourceStore Resources, IAssessmentStore Assessments, IMonthStore Months, IBillingLedger Ledger);

/// <summary>A person's word about one patient's bill of a month.</summary>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Said">Who and why, in one sentence for the ledger.</param>
public sealed record ReleaseWord(string Patient, string Said);

/// <summary>
/// Plans what may leave of a month: every bill is computed anew, checked against bounds that the planner does not know, and only what the
/// ledger lacks is added.
/// </summary>
public sealed class ReleaseRun(
    ReleaseStores stores, IResourceMapping mapping, MonthRules rulePack, IClaimBodies bodies, Tenant tenant, TimeProvider time, Engine engine)
{
    private readonly ReleaseJudge _judge = new(tenant, bodies);
    private readonly MonthSealing _sealing = new(stores.Months, stores.Assessments, stores.Ledger, time);

    private sealed record Candidate(string Patient, ServiceMonthResult? Result, string? Fault);

    /// <summary>Judges the month, and plans what may leave.</summary>
    /// <param name="month">The month.</param>
    /// <param name="lease">The right to work for the tenant, taken before anything is looked at; null for a dry run, which changes nothing.</param>
    /// <param name="cancellation">Stops between patients.</param>
    /// <exception cref="LedgerIntegrityException">The month is not as it was sealed: nothing of it is planned.</exception>
    public Task<ReleaseReport> RunAsync(ServiceMonth month, ILease? lease, CancellationToken cancellation) => RunAsync(month, lease, only: null, cancellation);

    /// <summary>Judges the month as a whole and plans what may leave of one patient; null when nothing of the patient could leave.</summary>
    /// <param name="month">The month.</param>
    /// <param name="lease">The right to work for the tenant.</param>
    /// <param name="only">Whose bill, and whose word it is.</param>
    /// <param name="cancellation">Stops before anything is written.</param>
    /// <exception cref="LedgerIntegrityException">The month is not as it was sealed: nothing of it is planned.</exception>
    public async Task<PatientRelease?> RunOneAsync(ServiceMonth month, ILease lease, ReleaseWord only, CancellationToken cancellation) =>
        (await RunAsync(month, lease, only, cancellation)).Patients.FirstOrDefault();

    private async Task<ReleaseReport> RunAsync(ServiceMonth month, ILease? lease, ReleaseWord? only, CancellationToken cancellation)
    {
        var chain = lease is null ? MonthChain.Of(await stores.Months.ChainAsync(month, cancellation)) : await _sealing.RequireWholeAsync(month, cancellation);
        var ledger = await stores.Ledger.MonthAsync(month, cancellation);
        var assessments = await stores.Assessments.ListAsync(month, cancellation);
        var reader = await PatientRecordReader.OpenAsync(stores.Resources, mapping, tenant, cancellation);
        var candidates = await CandidatesAsync(month, reader, assessments, ledger, cancellation);
        var context = new ReleaseContext(
            await stores.Months.FindAsync(month, cancellation),
            await stores.Months.ReleasesAsync(month, cancellation),
            time.GetUtcNow(),
            BilledCharts.Of(candidates.Select(candidate => candidate.Result).OfType<ServiceMonthResult>(), ledger, reader.Aliases))
        {
            Word = only?.Said,
            Chain = chain,
            Aliases = reader.Aliases,
        };
        var patients = ImmutableArray.CreateBuilder<PatientRelease>(candidates.Count);
        var asked = only is null || candidates.Any(candidate => candidate.Patient == only.Patient) ? only?.Patient : reader.Aliases.Resolve(only.Patient);
        foreach (var candidate in candidates.Where(candidate => asked is null || candidate.Patient == asked))
            patients.Add(await ReleaseAsync(candidate, context, lease?.Fence, cancellation));
        if (lease is not null && only is null)
            await CloseAsync(context, cancellation);
        if (lease is not null)
            await _sealing.SealAsync(month, cancellation);
        return new ReleaseReport(month, lease is null, patients.ToImmutable(), OnHold(assessments, candidates));
    }

    // Who was judged anew is counted as judged now.
    private static int OnHold(IReadOnlyList<StoredAssessment> assessments, IReadOnlyList<Candidate> candidates)
    {
        var anew = candidates.Where(candidate => candidate.Result is not null).ToDictionary(candidate => candidate.Patient, candidate => candidate.Result!, StringComparer.Ordinal);
        return anew.Values.Count(result => result.Plan.Outcome == Outcome.Hold)
            + assessments.Count(assessment => assessment.Outcome == Outcome.Hold && !anew.ContainsKey(assessment.Patient));
    }

    // Whoever was billable when last assessed, and whoever changed since: the rest has nothing that could leave.
    private async Task<IReadOnlyList<Candidate>> CandidatesAsync(
        ServiceMonth month, PatientRecordReader reader, IReadOnlyList<StoredAssessment> assessments, IReadOnlyList<LedgerEntry> ledger, CancellationToken cancellation)
    {
        var billable = assessments.Where(assessment => assessment.Outcome == Outcome.Bill).Select(assessment => assessment.Patient);
        var due = await stores.Assessments.DueAsync(month, cancellation);
        var planned = ledger.Select(entry => entry.Patient).Distinct(StringComparer.Ordinal).ToList();
        var run = new ServiceMonthRun(reader, rulePack, stores.Ledger, tenant, engine);
        var candidates = new List<Candidate>();
        foreach (var patient in billable.Union(due).Union(planned).Union(planned.Select(reader.Aliases.Resolve)).Order(StringComparer.Ordinal))
        {
            try
            {
                var result = await run.RunAsync(patient, month, cancellation);
                // A merged chart without a bill of its own is judged as the one that it was merged into.
                if (result.Plan.Patient == patient)
                    candidates.Add(new Candidate(patient, result, null));
            }
            catch (Exception error) when (IsFault(error))
            {
                candidates.Add(new Candidate(patient, null, error.GetType().Name));
            }
        }

        return candidates;
    }

    private async Task<PatientRelease> ReleaseAsync(Candidate candidate, ReleaseContext context, long? fence, CancellationToken cancellation)
    {
        if (candidate.Result is not { } result)
            return new PatientRelease { Patient = candidate.Patient, Status = ReleaseStatus.Failed, Reasons = [candidate.Fault!] };
        ReleaseVerdict verdict;
        try
        {
            verdict = _judge.Judge(candidate.Patient, result, context);
        }
        catch (Exception error) when (IsFault(error))
        {
            return new PatientRelease { Patient = candidate.Patient, Status = ReleaseStatus.Failed, Reasons = [error.GetType().Name] };
        }

        if (fence is { } held)
            await ApplyAsync(verdict, result, context, held, cancellation);
        return verdict.Release;
    }

    private async Task ApplyAsync(ReleaseVerdict verdict, ServiceMonthResult result, ReleaseContext context, long fence, CancellationToken cancellation)
    {
        await MakeRoomAsync(result, context, fence, cancellation);
        if (verdict.Step == ReleaseStep.Leave)
            return;
        // What was planned and has not left must not leave while something speaks against it.
        var reason = verdict.Release.Reasons.IsEmpty ? "The month's record changed after this was planned." : string.Join(' ', verdict.Release.Reasons);
        foreach (var entry in result.Ledger.Where(entry => entry.State == LedgerState.Planned && verdict.Step != ReleaseStep.Restore))
            await MoveAsync(fence, entry, LedgerState.Held, context.Because(reason), cancellation);
        switch (verdict.Step)
        {
            case ReleaseStep.Restore:
                foreach (var entry in result.Ledger.Where(entry => entry.State == LedgerState.Held))
                    await RestoreAsync(verdict, OfMember(entry, result.Plan), context, fence, cancellation);
                break;
            case ReleaseStep.Replace:
                foreach (var entry in result.Ledger.Where(entry => entry.State is LedgerState.Planned or LedgerState.Held or LedgerState.Quarantined))
                    await MoveAsync(fence, entry, LedgerState.Corrected, context.Because($"{(entry.SentAt is null ? "It never left" : "The EHR does not have it")}; revision {verdict.Order!.Revision} takes its place."), cancellation);
                await PlanAsync(verdict, result, fence, cancellation);
                break;
            case ReleaseStep.Plan:
                await PlanAsync(verdict, result, fence, cancellation);
                break;
        }
    }

    // Of charts that the EHR merged, one bill goes on.
    private async Task MakeRoomAsync(ServiceMonthResult result, ReleaseContext context, long fence, CancellationToken cancellation)
    {
        foreach (var entry in result.Unsent)
        {
            var reason = context.Because($"It never left; its chart was merged and {result.Ledger[0].Identifier} bills the month.");
            if (entry.State == LedgerState.Planned)
                await MoveAsync(fence, entry, LedgerState.Held, reason, cancellation);
            await MoveAsync(fence, entry, LedgerState.Corrected, reason, cancellation);
        }
    }

    // Whose claim it is may have been put right while it was held, with the same body.
    private static LedgerEntry OfMember(LedgerEntry entry, BillingPlan plan) =>
        entry.Code is null ? entry with { MemberKey = plan.MemberKey ?? entry.MemberKey } : entry;

    private Task RestoreAsync(ReleaseVerdict verdict, LedgerEntry entry, ReleaseContext context, long fence, CancellationToken cancellation)
    {
        if (verdict.Release.Status == ReleaseStatus.Planned)
            return MoveAsync(fence, entry, LedgerState.Planned, context.Because("The month's record says this again."), cancellation);
        return verdict.Bodies.Any(body => body.Code == entry.Code && body.Problems.Count > 0)
            ? MoveAsync(fence, entry, LedgerState.Quarantined, entry.Reason, cancellation)
            : Task.CompletedTask;
    }

    private async Task PlanAsync(ReleaseVerdict verdict, ServiceMonthResult result, long fence, CancellationToken cancellation)
    {
        var order = verdict.Order!;
        var slot = result.Ledger.Count > 0
            ? result.Ledger[0].Slot
            : new ClaimSlot(tenant.Slug, await stores.Ledger.PersonAsync(order.Plan.Patient, cancellation), order.Plan.Month);
        var entries = ClaimEntries.Of(slot, tenant.Billing.FiledThrough, order, verdict.Bodies);
        CrashPoint.Reach(CrashPoint.BillJudged);
        await stores.Ledger.PlanAsync(fence, entries, cancellation);
        CrashPoint.Reach(CrashPoint.BillPlanned);
        foreach (var (entry, _) in entries.Zip(verdict.Bodies).Where(pair => pair.Second.Problems.Count > 0))
            await stores.Ledger.MoveAsync(fence, entry, LedgerState.Quarantined, cancellation);
    }

    private Task MoveAsync(long fence, LedgerEntry entry, LedgerState to, string? reason, CancellationToken cancellation) =>
        stores.Ledger.MoveAsync(fence, entry with { Reason = reason }, to, cancellation);

    // What pure code throws about one patient's impossible record; stores and cancellation stop the run.
    internal static bool IsFault(Exception error) =>
        error is ArgumentException or InvalidOperationException or ArithmeticException or InvalidDataException or FormatException;

    private async Task CloseAsync(ReleaseContext context, CancellationToken cancellation)
    {
        var month = context.Month;
        if (month.State != MonthState.InReview || !ReleaseGate.IsReadCompletely(tenant, month)
            || !ReleaseGate.IsApproved(context.Releases, month))
        {
            return;
        }

        await stores.Months.ReplaceAsync(
            month, month with { State = MonthState.Closed, ClosedAt = context.Now, Reason = "Released by a person." }, cancellation);
    }
}
