using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>What a release knows besides the patient.</summary>
internal sealed record ReleaseContext(
    MonthRecord Month, IReadOnlyList<ReleaseDecision> Releases, DateTimeOffset Now, BilledCharts Charts)
{
    /// <summary>Who let one patient's bill be judged, and why; null when the month is released as a whole.</summary>
    public string? Word { get; init; }

    /// <summary>What was sealed of the month.</summary>
    public required MonthChain Chain { get; init; }

    /// <summary>Who is read as whom.</summary>
    public required PatientAliases Aliases { get; init; }

    /// <summary>A reason of the ledger, behind the person's word.</summary>
    public string Because(string reason) => Word is null ? reason : $"{Word} {reason}";
}

/// <summary>What a release does to the ledger for one patient.</summary>
internal enum ReleaseStep
{
    Leave,

    /// <summary>What has not left is held back.</summary>
    Withdraw,

    Plan,

    /// <summary>What was held back and is right again goes on its way as it is.</summary>
    Restore,

    /// <summary>What never left and says something else now makes room for a new revision.</summary>
    Replace,
}

/// <summary>What becomes of one patient's bill, and the bodies that it needs.</summary>
internal sealed record ReleaseVerdict(PatientRelease Release, ReleaseStep Step, ClaimOrder? Order, IReadOnlyList<ClaimBody> Bodies);

/// <summary>Decides what becomes of a bill: the gate, the bounds, the checks of the day, and what the ledger holds already. Pure.</summary>
internal sealed class ReleaseJudge(Tenant tenant, IClaimBodies bodies)
{
    public ReleaseVerdict Judge(string patient, ServiceMonthResult result, ReleaseContext context)
    {
        var plan = result.Plan;
        var standing = Standing(result.Ledger);
        var claim = standing.Find(entry => entry.Code is null);
        var sent = claim is null ? null : bodies.Read(claim.Body);
        var billed = ByItself(standing, sent);
        if (!billed.IsEmpty)
            result = result with { Delta = PlanDelta.Between(plan, billed) };
        var release = new PatientRelease
        {
            Patient = patient,
            Status = ReleaseStatus.Planned,
            Outcome = plan.Outcome,
            Payer = result.Assessment.Payer,
            Lines = plan.Lines,
            Billed = billed,
            Revision = result.Delta.Revision,
            Slot = result.Ledger.Count == 0 ? null : result.Ledger[0].Slot,
            IsReplaceable = Replacements.Are(result, claim, sent, tenant),
        };
        if (sent?.Replaces is { IsVoid: true } && plan.Outcome != Outcome.Bill)
            return Voided(release, standing, context);
        // A bill that may lie in the EHR does not vanish because its month is no longer one.
        if (plan.Outcome != Outcome.Bill && !result.Delta.Differences.IsEmpty && result.Ledger.Any(MayHaveLeft))
            return Stop(release, ReleaseStatus.NeedsCorrection, result.Delta.Differences);
        if (plan.Outcome != Outcome.Bill || plan.Lines.IsEmpty)
            return Stop(release, ReleaseStatus.NotBillable, [$"The month came to {plan.Outcome} when it was computed anew."]);
        var violations = result.Rules is { } rules ? PlanBounds.Violations(plan, rules) : ["No rules are in force for the month."];
        if (!violations.IsEmpty)
            return Stop(release, ReleaseStatus.OutOfBounds, violations);
        if (standing.Count > 0 && (!standing.All(IsAbsent) || IsServedVoid(sent, result.Ledger)))
            return Left(release, result, standing, context);

        var isSame = standing.Count > 0 && !IsOfAnotherMember(plan, standing) && Changes(result, result.Plan, standing, context).IsEmpty;
        // What is planned already passed the gate; the checks of the day may speak against it all the same.
        if (Shut(release, result, context, isNew: standing.Count == 0) is { } shut && (shut.Release.Status == ReleaseStatus.Held || !isSame || standing.Any(entry => entry.State == LedgerState.Held)))
            return shut;
        return isSame && standing.All(entry => entry.State == LedgerState.Planned)
            ? new(release with { Status = ReleaseStatus.AlreadyPlanned }, ReleaseStep.Leave, null, [])
            : Leave(release, result, standing, isSame, context);
    }

    // What was adopted alone, because its charges are of no type that the EHR takes and the record had changed, says itself what it bills.
    private static ImmutableArray<BilledLine> ByItself(List<LedgerEntry> standing, SentClaim? sent) =>
        standing is [{ Code: null, Units: > 0 } claim] && sent is { Replaces: not { IsVoid: true } }
            ? [.. sent.Lines.Select(line => new BilledLine(line.Code, line.Units, line.Charge, claim.Revision, claim.State))]
            : [];

    // A void needs no bill: a person let it leave, and what it withdraws is still withdrawn.
    private ReleaseVerdict Voided(PatientRelease release, IReadOnlyList<LedgerEntry> standing, ReleaseContext context)
    {
        release = release with { Revision = standing[0].Revision, Identifier = standing[0].Identifier, Lines = [] };
        if (standing.FirstOrDefault(entry => entry.State is LedgerState.Quarantined or LedgerState.Rejected) is { } stopped)
            return new(release with { Status = ReleaseStatus.Held, Reasons = [stopped.Reason ?? "Set aside."] }, ReleaseStep.Leave, null, []);
        if (standing.All(entry => entry.State != LedgerState.Held))
            return new(release with { Status = ReleaseStatus.AlreadyPlanned }, ReleaseStep.Leave, null, []);
        var refusal = ReleaseGate.Ask(tenant, context.Month, context.Releases, release.Patient, context.Now);
        return refusal == ReleaseRefusal.None
            ? new(release, ReleaseStep.Restore, null, [])
            : new(release with { Status = ReleaseStatus.Refused, Refusal = refusal }, ReleaseStep.Leave, null, []);
    }

    // A void has no lines, so that what was billed does not know its number.
    private static int NextRevision(ServiceMonthResult result) => result.Ledger.Select(entry => entry.Revision + 1).Append(result.Delta.Revision).Max();

    private ReleaseVerdict Leave(PatientRelease release, ServiceMonthResult result, IReadOnlyList<LedgerEntry> standing, bool isSame, ReleaseContext context)
    {
        var isKept = isSame && standing.All(entry => entry.State != LedgerState.Quarantined);
        var order = Order(result, standing, isKept ? standing[0].Revision : NextRevision(result), context);
        var composed = bodies.Compose(tenant, order);
        var problems = composed.SelectMany(body => body.Problems).ToImmutableArray();
        release = release with
        {
            Identifier = order.Identifier,
            Revision = order.Revision,
            Status = problems.IsEmpty ? ReleaseStatus.Planned : ReleaseStatus.Quarantined,
            Reasons = problems,
        };
        var step = standing.Count == 0 ? ReleaseStep.Plan
            : isKept ? ReleaseStep.Restore
            : isSame && !problems.IsEmpty ? ReleaseStep.Leave
            : ReleaseStep.Replace;
        return new(release, step, order, composed);
    }

    // Something of it may be in the EHR: it is never replaced, and what is wrong with it is told.
    private ReleaseVerdict Left(PatientRelease release, ServiceMonthResult result, IReadOnlyList<LedgerEntry> standing, ReleaseContext context)
    {
        var differences = result.Delta.Differences;
        if (differences.IsEmpty && Changes(result, AsCharted(result, standing), standing, context) is { IsEmpty: false } changes)
            differences = ["The claim that stands says otherwise at " + string.Join(", ", changes)];
        if (!differences.IsEmpty)
            return Stop(release, ReleaseStatus.NeedsCorrection, differences);

        // The ledger has it and it is not on its way; the other lines of its claim are.
        var stopped = standing.Where(entry => entry.State is LedgerState.Quarantined or LedgerState.Rejected)
            .Select(entry => entry.Reason ?? "Set aside.").Distinct(StringComparer.Ordinal).ToImmutableArray();
        if (!stopped.IsEmpty)
            return new(release with { Status = ReleaseStatus.Held, Reasons = stopped }, ReleaseStep.Leave, null, []);
        if (standing.All(entry => entry.State != LedgerState.Held))
            return new(release with { Status = ReleaseStatus.AlreadyPlanned }, ReleaseStep.Leave, null, []);
        return Shut(release, result, context, isNew: false)
            ?? new(release with { Revision = standing[0].Revision, Identifier = standing[0].Identifier }, ReleaseStep.Restore, null, []);
    }

    // What keeps any bill from leaving today, or null.
    private ReleaseVerdict? Shut(PatientRelease release, ServiceMonthResult result, ReleaseContext context, bool isNew)
    {
        var (plan, doubts) = (result.Plan, result.Record.Doubts);
        var holds = ReleaseChecks.Holds(plan, tenant.TimeZone.DayOf(context.Now), context.Charts.OthersOfMember(plan), context.Charts.OthersOnCoverage(plan));
        // An independent look: whatever an assessment made of it, nobody is billed from a record that may not be whole.
        if (doubts.Length > 0)
            holds = holds.Add($"release.record-in-doubt: the EHR may not have shown everything of {string.Join(", ", doubts.Select(doubt => doubt.ResourceType).Distinct(StringComparer.Ordinal))}.");
        if (release.Patient == tenant.Ehr.TestPatient)
            holds = holds.Add("release.test-patient: ehr.writeBack.testPatient names this patient as one who is nobody, and nobody is billed.");
        if (!holds.IsEmpty)
            return Stop(release, ReleaseStatus.Held, holds);
        var refusal = ReleaseGate.Ask(tenant, context.Month, context.Releases, release.Patient, context.Now);
        // Whom the close left without a bill gets none by something that came late; whom it held waits for nothing else.
        if (refusal == ReleaseRefusal.None && isNew && context.Month.State == MonthState.Closed && context.Chain.IsLocked(release.Patient, context.Aliases))
            refusal = ReleaseRefusal.Locked;
        return refusal == ReleaseRefusal.None ? null : Stop(release with { Refusal = refusal }, ReleaseStatus.Refused, []);
    }

    // What has left names the chart that the patient had then, and its Coverage: to the payer both are who they are now.
    private BillingPlan AsCharted(ServiceMonthResult result, IReadOnlyList<LedgerEntry> standing)
    {
        var plan = result.Plan;
        if (standing.FirstOrDefault(entry => entry.Code is null) is not { } claim || bodies.Read(claim.Body) is not { Patient: { } chart } sent || !result.Charts.Contains(chart))
            return plan;
        return sent.Coverage?.Split('/', 2) is [var type, var id] && plan.Coverage is not null && Replacements.IsOfMergedChart(result, claim, sent)
            ? plan with { Patient = chart, Coverage = new SourceReference(type, id) }
            : plan with { Patient = chart };
    }

    private ImmutableArray<string> Changes(ServiceMonthResult result, BillingPlan plan, IReadOnlyList<LedgerEntry> standing, ReleaseContext context)
    {
        var composed = bodies.Compose(tenant, Order(result, standing, standing[0].Revision, context) with { Plan = plan });
        // Without its lines in the ledger a Claim is all that there is to compare; it has every line in it.
        if (standing is [{ Code: null, Units: > 0 }])
            composed = [.. composed.Where(body => body.Code is null)];
        if (!composed.Select(body => body.Code).Order(StringComparer.Ordinal).SequenceEqual(standing.Select(entry => entry.Code).Order(StringComparer.Ordinal)))
            return ["item"];
        return
        [
            .. composed.SelectMany(body =>
            {
                var entry = standing.First(each => each.Code == body.Code);
                return bodies.Changes(entry.Body, body.Body).Select(path => $"{entry.ResourceType}.{path}");
            }),
        ];
    }

    // A later Claim says the whole bill, not the difference.
    private ClaimOrder Order(ServiceMonthResult result, IReadOnlyList<LedgerEntry> standing, int revision, ReleaseContext context)
    {
        // What has not left replaces, whatever becomes of it, the revision that has.
        var replaces = standing.FirstOrDefault(entry => entry.Code is null) is { } claim ? bodies.Read(claim.Body).Replaces : null;
        var created = new DateTimeOffset(context.Now.UtcTicks - (context.Now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        return new ClaimOrder(result.Plan, ClaimEntries.IdentifierOf(tenant, result.Plan, result.Ledger), revision, created)
        {
            Replaces = replaces is null ? null : replaces with { IsVoid = false },
        };
    }

    private static ReleaseVerdict Stop(PatientRelease release, ReleaseStatus status, ImmutableArray<string> reasons) =>
        new(release with { Status = status, Reasons = reasons }, ReleaseStep.Withdraw, null, []);

    private static List<LedgerEntry> Standing(IReadOnlyList<LedgerEntry> ledger)
    {
        var standing = ledger.Where(entry => entry.State != LedgerState.Corrected).ToList();
        return [.. standing.Where(entry => entry.Revision == standing.Max(other => other.Revision))];
    }

    // The number may have been put right while nothing that a Claim says changed.
    private static bool IsOfAnotherMember(BillingPlan plan, IReadOnlyList<LedgerEntry> standing) =>
        plan.MemberKey is { } member && standing.Any(entry => entry.MemberKey is { } stored && stored != member);

    private static bool MayHaveLeft(LedgerEntry entry) => entry.State is LedgerState.Sending or LedgerState.InDoubt or LedgerState.Confirmed
        || (entry.State == LedgerState.Quarantined && (entry.SentAt is not null || entry.EhrReference is not null));

    // Where the EHR takes no Claims, one that withdraws the bill has done so once it is served: its charges were taken back.
    private static bool IsServedVoid(SentClaim? sent, IReadOnlyList<LedgerEntry> ledger) =>
        sent?.Replaces is { IsVoid: true } && ledger.Any(entry => entry.SentAt is not null) && ledger.All(entry => entry.Code is not null || entry.SentAt is null);

    // Quarantined for its form, it was stopped before the EHR heard of it; quarantined for anything else, the EHR may have one. What was sent is
    // planned or held again only once the EHR was asked and does not have it.
    private static bool IsAbsent(LedgerEntry entry) => entry is { State: LedgerState.Planned or LedgerState.Held, EhrReference: null }
        || (entry is { State: LedgerState.Quarantined, Attempts: 0, SentAt: null, EhrReference: null } && ClaimEntries.DoesNotConform(entry));
}
