using System.Runtime.CompilerServices;
using CcmFhirBridge.Claims.Serving;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Answers;
using CcmFhirBridge.Pipeline.Corrections;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Server.Fhir.Tasks;

/// <summary>What claims that have left ask for: those that were rejected or denied, and those that no longer say what the record says.</summary>
/// <param name="call">Who asks, of which tenant.</param>
internal sealed class ClaimWork(TenantCall call)
{
    private const int AtOnce = 100;
    private const string Biller = "biller";
    private const string CorrectionPrefix = "correction-";
    private const string RefusalPrefix = "refused-";

    private IReadOnlyList<CorrectionStatus>? _open;

    /// <summary>Claims that were refused, behind a revision identifier.</summary>
    public async IAsyncEnumerable<(WorkItem? Item, string Place)> RefusedAsync(string after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await call.Desk.Answers.RefusedAfterAsync(after, AtOnce, cancellation) is { Count: > 0 } batch)
        {
            foreach (var (claim, month) in batch)
                yield return (OfRefusal(claim, month), claim.Answer.RevisionIdentifier);
            after = batch[^1].Claim.Answer.RevisionIdentifier;
        }
    }

    /// <summary>Corrections that are open, behind an id.</summary>
    public async IAsyncEnumerable<(WorkItem? Item, string Place)> CorrectionsAsync(string after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var status in (await OpenAsync(cancellation)).Where(status => string.CompareOrdinal(status.Correction.Id, after) > 0).OrderBy(static status => status.Correction.Id, StringComparer.Ordinal))
            yield return (OfCorrection(status), status.Correction.Id);
    }

    /// <summary>The item of an id, or null.</summary>
    public async Task<WorkItem?> FindAsync(string id)
    {
        if (id.StartsWith(CorrectionPrefix, StringComparison.Ordinal))
            return (await OpenAsync(call.Cancellation)).Select(OfCorrection).FirstOrDefault(item => item.Id == id);
        if (!id.StartsWith(RefusalPrefix, StringComparison.Ordinal) || ServedForm.RevisionOf(id[RefusalPrefix.Length..]) is not { } revision)
            return null;
        if ((await call.Desk.Answers.AnswersAsync(revision, call.Cancellation)) is not [.., var answer] || !answer.NeedsPerson)
            return null;
        var claim = (await call.Desk.Ledger.RevisionsAsync(revision, call.Cancellation)).FirstOrDefault(entry => entry.RevisionIdentifier == revision && entry is { Code: null, State: not LedgerState.Corrected });
        return claim is null ? null : OfRefusal(new RefusedClaim(claim.Patient, answer), claim.Slot.Month);
    }

    private async Task<IReadOnlyList<CorrectionStatus>> OpenAsync(CancellationToken cancellation) =>
        _open ??= [.. CorrectionStatus.Of(await call.Desk.Corrections.CorrectionEventsAsync(cancellation)).Where(static status => status.IsOpen)];

    // What a payer gives as a reason in words may speak of the patient, and is shown with the claim only.
    private static WorkItem OfRefusal(RefusedClaim refused, ServiceMonth month)
    {
        var isDenied = refused.Answer.Status == ClaimAnswerStatus.Denied;
        var id = ServedForm.IdOf(refused.Answer.RevisionIdentifier);
        return new WorkItem
        {
            Id = RefusalPrefix + id,
            Patient = refused.Patient,
            Month = month,
            Rule = isDenied ? "claim.denied" : "claim.rejected",
            Action = isDenied
                ? "Look at why the payer denied the claim; appeal it, correct it, or leave it unpaid."
                : "Look at why the claim was not taken, and correct what it names.",
            By = Biller,
            Reason = refused.Answer.ReasonCode,
            At = refused.Answer.RecordedAt,
            Evidence = [Claim(id)],
        };
    }

    private static WorkItem OfCorrection(CorrectionStatus status) => new()
    {
        Id = CorrectionPrefix + status.Correction.Id,
        Patient = status.Correction.Patient,
        Month = status.Correction.Month,
        Rule = "claim.correction",
        Action = status.Correction.Remedy,
        By = Biller,
        Reason = string.Join(' ', status.Correction.Differences) is { Length: > 0 } differences ? differences : null,
        At = status.Last.At,
        Evidence = [Claim(ServedForm.IdOf(ClaimIdentifiers.ClaimRevision(status.Correction.Identifier, status.Correction.Revision)))],
        Until = status.Correction.ReturnBy,
    };

    private static ResourceReference Claim(string id) => new($"Claim/{id}") { Type = "Claim" };
}
