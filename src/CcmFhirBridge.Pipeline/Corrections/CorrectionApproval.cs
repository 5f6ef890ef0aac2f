using System.Security.Cryptography;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Corrections;

/// <summary>A person's word that a replacement or a void corrects a claim that has left.</summary>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="PayerClaimNumber">The payer's number of the claim that is corrected (837P: REF*F8), or null.</param>
public sealed record ApprovalWord(string By, string Reason, string? PayerClaimNumber);

/// <summary>
/// Makes the later revision of a claim whose payer takes replacements: planned in one commit with the taking back of what stands. Nothing is
/// sent here, and nothing that has left is edited.
/// </summary>
public sealed class CorrectionApproval(
    ReleaseStores stores, ICorrectionStore corrections, IResourceMapping mapping, MonthRules rules, IClaimBodies bodies, IEhrWriter writer, Tenant tenant,
    TimeProvider time, Engine engine)
{
    /// <summary>Approves; the same again goes on where an earlier call ended, and plans nothing twice.</summary>
    /// <exception cref="CorrectionException">It cannot be corrected by a claim; the message says why, and what to do instead.</exception>
    /// <exception cref="LedgerIntegrityException">The month is not as it was sealed.</exception>
    public async Task<CorrectionStatus> RunAsync(CorrectionStatus status, ApprovalWord word, ILease lease, CancellationToken cancellation)
    {
        var correction = status.Correction;
        if (status.Last.Step == CorrectionStep.Done)
            return status;
        if (!status.IsOpen && !status.IsOnItsWay)
            throw new CorrectionException($"correction {correction.Id} is gone since {status.Last.At:u}: the record says what the claim says, or the claim needs another correction. See 'ccm-bridge corrections list'.");
        var sealing = new MonthSealing(stores.Months, stores.Assessments, stores.Ledger, time);
        await sealing.RequireWholeAsync(correction.Month, cancellation);
        var reader = await PatientRecordReader.OpenAsync(stores.Resources, mapping, tenant, cancellation);
        var result = await new ServiceMonthRun(reader, rules, stores.Ledger, tenant, engine).RunAsync(correction.Patient, correction.Month, cancellation);
        var latest = result.Ledger.Max(entry => entry.Revision);
        if (status.IsOnItsWay && latest > correction.Revision)
            return status;

        var old = result.Ledger.Where(entry => entry.Revision == correction.Revision).ToList();
        await RequireCorrectableAsync(correction, result, old, cancellation);
        var said = status.IsOnItsWay ? new ApprovalWord(status.Last.By!, status.Last.Reason!, word.PayerClaimNumber) : word;
        var revision = Revise(result, old, latest + 1, said);
        if (status.IsOpen)
        {
            var approved = new CorrectionEvent(correction, CorrectionStep.Approved, time.GetUtcNow(), word.By, word.Reason);
            await corrections.RecordCorrectionsAsync([approved], cancellation);
            status = status with { Last = approved };
        }

        CrashPoint.Reach(CrashPoint.CorrectionApproved);
        await stores.Ledger.ReviseAsync(lease.Fence, revision, cancellation);
        CrashPoint.Reach(CrashPoint.CorrectionRevised);
        await sealing.SealAsync(correction.Month, cancellation);
        return status;
    }

    private async Task RequireCorrectableAsync(Correction correction, ServiceMonthResult result, List<LedgerEntry> old, CancellationToken cancellation)
    {
        var month = await stores.Months.FindAsync(correction.Month, cancellation);
        if (month.State != MonthState.Closed)
            throw Refused(correction, $"{correction.Month} was reopened and not closed again: 'ccm-bridge month close' first.");
        if (result.Plan.Outcome == Outcome.Hold)
            throw Refused(correction, "the month holds for a person: decide it first.");
        var claim = old.Find(entry => entry.Code is null);
        if (!Replacements.Are(result, claim, claim is null ? null : bodies.Read(claim.Body), tenant))
            throw Refused(correction, "its payer takes no replacement or void claims by the tenant file (payers: corrections: replacement), or the claim is billed to another coverage than pays now. Correct it with the payer, then 'ccm-bridge corrections done'.");
        if (await OtherOfMemberAsync(result, claim!, cancellation) is { } other)
            throw Refused(correction, $"{other.RevisionIdentifier} bills the same member in this month. What has to be corrected of that one goes first: it has to be voided, and the void confirmed.");
        foreach (var type in old.GroupBy(entry => entry.ResourceType, StringComparer.Ordinal))
        {
            var isTaken = await writer.VerbAsync(type.Key, cancellation) is not null;
            // What the EHR takes none of was served and nothing else: it is corrected where it is served.
            if (!isTaken && type.All(NeverLeft))
                continue;
            if (type.FirstOrDefault(entry => entry.State != LedgerState.Confirmed && !IsAbsentCharge(entry)) is { } restless)
                throw Refused(correction, $"{restless.RevisionIdentifier} is not confirmed. 'ccm-bridge outbox show {restless.RevisionIdentifier}' says what it waits for.");
            if (!isTaken || await writer.TakingBackAsync(type.Key, cancellation) == TakingBack.None)
                throw Refused(correction, $"the EHR lets no {type.Key} be taken back by the bridge. Correct it in the EHR and with the payer, then 'ccm-bridge corrections done'.");
        }
    }

    private static bool NeverLeft(LedgerEntry entry) =>
        entry is { State: LedgerState.Planned or LedgerState.Held, Attempts: 0, SentAt: null, EhrReference: null };

    // The Claim is there without it, and what it would have said is said by the later revision. It is planned or held again only once the EHR was
    // asked and does not have it. A Claim that is absent is none to replace.
    private static bool IsAbsentCharge(LedgerEntry entry) => entry is { Code: not null, State: LedgerState.Planned or LedgerState.Held, EhrReference: null };

    // At most one claim a member and month: that of a merged chart makes room before another one says the whole.
    private async Task<LedgerEntry?> OtherOfMemberAsync(ServiceMonthResult result, LedgerEntry claim, CancellationToken cancellation) =>
        result.Plan is { MemberKey: { } member, Outcome: Outcome.Bill }
            ? (await stores.Ledger.MonthAsync(result.Plan.Month, cancellation)).FirstOrDefault(entry => entry.Code is null && entry.Slot != claim.Slot && entry.MemberKey == member
                && entry.State is not (LedgerState.Held or LedgerState.Rejected or LedgerState.Corrected))
            : null;

    private BillRevision Revise(ServiceMonthResult result, List<LedgerEntry> old, int revision, ApprovalWord word)
    {
        var claim = old.Single(entry => entry.Code is null);
        var order = new ClaimOrder(result.Plan, claim.Identifier, revision, Whole(time.GetUtcNow()))
        {
            Replaces = new Replacement(claim.RevisionIdentifier, word.PayerClaimNumber, IsVoid: result.Plan.Outcome != Outcome.Bill || result.Plan.Lines.IsEmpty),
        };
        var said = $"Approved by {word.By}: {word.Reason}";
        var entries = order.Replaces.IsVoid ? [Void(claim, order)] : Replace(result, claim, order);
        return new BillRevision(
            [.. old.Select(entry => entry with { Reason = $"{said} Revision {revision} takes its place." })],
            [.. old.Where(entry => entry.State == LedgerState.Confirmed).Select(entry => TakeBackOf(entry, said))],
            [.. entries.Select(entry => entry with { Reason = said })]);
    }

    private IReadOnlyList<LedgerEntry> Replace(ServiceMonthResult result, LedgerEntry claim, ClaimOrder order)
    {
        var violations = result.Rules is { } inForce ? PlanBounds.Violations(order.Plan, inForce) : ["No rules are in force for the month."];
        if (!violations.IsEmpty)
            throw new CorrectionException($"{claim.RevisionIdentifier} is not replaced: {string.Join(' ', violations)}");
        var composed = bodies.Compose(tenant, order);
        RequireConforming(composed);
        return ClaimEntries.Of(claim.Slot, tenant.Billing.FiledThrough, order, composed);
    }

    private LedgerEntry Void(LedgerEntry claim, ClaimOrder order)
    {
        var identifier = ClaimIdentifiers.ClaimRevision(claim.Identifier, order.Revision);
        var body = bodies.Void(tenant, claim.Body, identifier, order.Created, order.Replaces!);
        RequireConforming([body]);
        // It bills nothing: what the month comes to is what its other revisions say, and they are corrected.
        return claim with
        {
            Revision = order.Revision,
            RevisionIdentifier = identifier,
            State = LedgerState.Planned,
            Body = body.Body,
            BodyHash = HashOf(body.Body),
            Units = 0,
            Charge = 0m,
            Attempts = 0,
            SentAt = null,
            SentBy = null,
            EhrReference = null,
        };
    }

    private TakeBack TakeBackOf(LedgerEntry entry, string said)
    {
        var body = bodies.TakenBack(entry.Code, entry.Body);
        RequireConforming([body]);
        return new TakeBack
        {
            RevisionIdentifier = entry.RevisionIdentifier,
            Slot = entry.Slot,
            Code = entry.Code,
            Body = body.Body,
            BodyHash = HashOf(body.Body),
            State = LedgerState.Planned,
            Reason = said,
        };
    }

    private static void RequireConforming(IReadOnlyList<ClaimBody> composed)
    {
        var problems = composed.SelectMany(body => body.Problems).ToList();
        if (problems.Count > 0)
            throw new CorrectionException("the correcting claim does not conform and is not made: " + string.Join("; ", problems));
    }

    private static string HashOf(ReadOnlyMemory<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body.Span));

    private static DateTimeOffset Whole(DateTimeOffset now) => new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    private static CorrectionException Refused(Correction correction, string why) => new($"correction {correction.Id} is not approved: {why}");
}
