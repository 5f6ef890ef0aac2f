using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>The stores that a release reads and writes.</summary>
public sealed record ReleaseStores(IResourceStore Resources, IAssessmentStore Assessments, IMonthStore Months, IBillingLedger Ledger);

/// <summary>
/// Plans what may leave of a month: every bill is computed anew, checked against bounds that the planner does not know, and only what the
/// ledger lacks is added.
/// </summary>
public sealed class ReleaseRun(
    ReleaseStores stores, IResourceMapping mapping, IRulePack rulePack, IClaimBodies bodies, Tenant tenant, TimeProvider time, Engine engine)
{
    private const string Owner = "release";

    private readonly ClaimEntries _entries = new(tenant, bodies);

    private sealed record Candidate(string Patient, ServiceMonthResult? Result, string? Fault);

    private sealed record Context(
        MonthRecord Month, IReadOnlyList<ReleaseDecision> Releases, DateTimeOffset Now, long? Fence, IReadOnlyDictionary<string, int> ByCoverage);

    public async Task<ReleaseReport> RunAsync(ServiceMonth month, bool dryRun, CancellationToken cancellation)
    {
        var candidates = await CandidatesAsync(month, cancellation);
        var context = new Context(
            await stores.Months.FindAsync(month, cancellation),
            await stores.Months.ReleasesAsync(month, cancellation),
            time.GetUtcNow(),
            dryRun ? null : await stores.Ledger.TakeFenceAsync(Owner, cancellation),
            CountByCoverage(candidates));
        var patients = ImmutableArray.CreateBuilder<PatientRelease>(candidates.Count);
        foreach (var candidate in candidates)
            patients.Add(await ReleaseAsync(candidate, context, cancellation));
        if (!dryRun)
            await CloseAsync(context, cancellation);
        return new ReleaseReport(month, dryRun, patients.ToImmutable());
    }

    // Whoever was billable when last assessed, and whoever changed since: the rest has nothing that could leave.
    private async Task<IReadOnlyList<Candidate>> CandidatesAsync(ServiceMonth month, CancellationToken cancellation)
    {
        var billable = (await stores.Assessments.ListAsync(month, cancellation))
            .Where(assessment => assessment.Outcome == Outcome.Bill).Select(assessment => assessment.Patient);
        var due = await stores.Assessments.DueAsync(month, cancellation);
        var planned = (await stores.Ledger.MonthAsync(month, cancellation)).Select(entry => entry.Patient);
        var reader = await PatientRecordReader.OpenAsync(stores.Resources, mapping, tenant, cancellation);
        var run = new ServiceMonthRun(reader, rulePack, stores.Ledger, tenant, engine);
        var candidates = new List<Candidate>();
        foreach (var patient in billable.Union(due).Union(planned).Order(StringComparer.Ordinal))
        {
            try
            {
                candidates.Add(new Candidate(patient, await run.RunAsync(patient, month, cancellation), null));
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException or ArithmeticException or InvalidDataException)
            {
                // What pure code throws about one patient's impossible record; stores and cancellation stop the run.
                candidates.Add(new Candidate(patient, null, error.GetType().Name));
            }
        }

        return candidates;
    }

    private static Dictionary<string, int> CountByCoverage(IReadOnlyList<Candidate> candidates) => candidates
        .Where(candidate => candidate.Result is { Plan: { Outcome: Outcome.Bill, Coverage: not null } })
        .GroupBy(candidate => candidate.Result!.Plan.Coverage!.Value.Key, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Count());

    private async Task<PatientRelease> ReleaseAsync(Candidate candidate, Context context, CancellationToken cancellation)
    {
        if (candidate.Result is not { } result)
            return new PatientRelease { Patient = candidate.Patient, Status = ReleaseStatus.Failed, Reasons = [candidate.Fault!] };
        var release = Judge(candidate.Patient, result, context);
        if (release.Status == ReleaseStatus.Planned)
            return await PlanAsync(release, result, context, cancellation);
        // What was planned and has not left must not leave while something speaks against it.
        if (release.Status is not (ReleaseStatus.AlreadyPlanned or ReleaseStatus.Refused))
            await WithdrawAsync(result.Ledger, context, cancellation);
        return release;
    }

    private PatientRelease Judge(string patient, ServiceMonthResult result, Context context)
    {
        var (plan, delta) = (result.Plan, result.Delta);
        var release = new PatientRelease { Patient = patient, Status = ReleaseStatus.Planned, Lines = plan.Lines, Revision = delta.Revision };
        // A bill that may lie in the EHR does not vanish because its month is no longer one.
        if (plan.Outcome != Outcome.Bill && delta.Differences.Length > 0 && result.Ledger.Any(MayHaveLeft))
            return release with { Status = ReleaseStatus.NeedsCorrection, Reasons = delta.Differences };
        if (plan.Outcome != Outcome.Bill || plan.Lines.IsEmpty)
            return release with { Status = ReleaseStatus.NotBillable, Reasons = [$"The month came to {plan.Outcome} when it was computed anew."] };
        var violations = result.Rules is { } rules ? PlanBounds.Violations(plan, rules) : ["No rules are in force for the month."];
        if (!violations.IsEmpty)
            return release with { Status = ReleaseStatus.OutOfBounds, Reasons = violations };
        if (delta.IsEmpty)
            return Standing(release, result.Ledger);
        if (delta.Lines.IsEmpty)
            return release with { Status = ReleaseStatus.NeedsCorrection, Reasons = delta.Differences };
        var refusal = ReleaseGate.Ask(tenant, context.Month, context.Releases, patient, context.Now);
        if (refusal != ReleaseRefusal.None)
            return release with { Status = ReleaseStatus.Refused, Refusal = refusal };
        var others = plan.Coverage is { } coverage ? context.ByCoverage[coverage.Key] - 1 : 0;
        var holds = ReleaseChecks.Holds(plan, tenant.TimeZone.DayOf(context.Now), others);
        return holds.IsEmpty ? release : release with { Status = ReleaseStatus.Held, Reasons = holds };
    }

    private static bool MayHaveLeft(LedgerEntry entry) => entry.State is LedgerState.Sending or LedgerState.InDoubt or LedgerState.Confirmed;

    // What was held, quarantined or rejected after planning is not on its way, though the ledger has it.
    private static PatientRelease Standing(PatientRelease release, IReadOnlyList<LedgerEntry> ledger)
    {
        var stopped = ledger.Where(entry => entry.State is LedgerState.Held or LedgerState.Quarantined or LedgerState.Rejected).Select(entry => entry.Reason ?? "Set aside.");
        var reasons = stopped.Distinct(StringComparer.Ordinal).ToImmutableArray();
        return release with { Status = reasons.IsEmpty ? ReleaseStatus.AlreadyPlanned : ReleaseStatus.Held, Reasons = reasons };
    }

    private async Task<PatientRelease> PlanAsync(
        PatientRelease release, ServiceMonthResult result, Context context, CancellationToken cancellation)
    {
        var identifier = _entries.IdentifierOf(result.Plan, result.Ledger);
        // A later Claim says the whole bill, not the difference.
        var created = new DateTimeOffset(context.Now.UtcTicks - (context.Now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        var order = new ClaimOrder(result.Plan, identifier, result.Delta.Revision, created);
        var composed = _entries.Compose(order);
        var problems = composed.SelectMany(body => body.Problems).ToImmutableArray();
        release = release with
        {
            Identifier = identifier,
            Status = problems.IsEmpty ? ReleaseStatus.Planned : ReleaseStatus.Quarantined,
            Reasons = problems,
        };
        if (context.Fence is not { } fence)
            return release;
        var person = await stores.Ledger.PersonAsync(release.Patient, cancellation);
        var entries = _entries.Of(new ClaimSlot(tenant.Slug, person, result.Plan.Month), order, composed);
        await stores.Ledger.PlanAsync(fence, entries, cancellation);
        foreach (var (entry, _) in entries.Zip(composed).Where(pair => pair.Second.Problems.Count > 0))
            await stores.Ledger.MoveAsync(fence, entry, LedgerState.Quarantined, cancellation);
        return release;
    }

    private async Task WithdrawAsync(IReadOnlyList<LedgerEntry> ledger, Context context, CancellationToken cancellation)
    {
        if (context.Fence is not { } fence)
            return;
        foreach (var entry in ledger.Where(entry => entry.State == LedgerState.Planned))
        {
            await stores.Ledger.MoveAsync(
                fence, entry with { Reason = "The month's record changed after this was planned." }, LedgerState.Held, cancellation);
        }
    }

    private async Task CloseAsync(Context context, CancellationToken cancellation)
    {
        var month = context.Month;
        if (month.State != MonthState.InReview || !ReleaseGate.IsReadCompletely(tenant, month)
            || !ReleaseGate.IsApproved(context.Releases, ReleaseGate.ClosesAt(tenant, month.Month)))
        {
            return;
        }

        await stores.Months.SaveAsync(
            month with { State = MonthState.Closed, ClosedAt = context.Now, Reason = "Released by a person." }, cancellation);
    }
}
