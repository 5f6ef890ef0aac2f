using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Pipeline.Outboxes;

/// <summary>An entry of the ledger as a person looks at it.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="History">Everything that happened to it, oldest first.</param>
public sealed record OutboxItem(LedgerEntry Entry, IReadOnlyList<LedgerEvent> History)
{
    /// <summary>What its bill replaces and the EHR has not taken back yet: nothing of the bill is sent before.</summary>
    public IReadOnlyList<TakeBack> Behind { get; init; } = [];

    /// <summary>When it came to stand where it stands.</summary>
    public DateTimeOffset Since => History[^1].At;

    /// <summary>Whether nothing of it can have reached the EHR from here.</summary>
    public bool NeverLeft => Entry.SentAt is null && History.All(line => line.To != LedgerState.Sending);

    /// <summary>What a person can do about it, in words.</summary>
    public string Advice => Entry.State switch
    {
        LedgerState.Planned or LedgerState.Held when Stopped.Length > 0 =>
            $"It waits until what it replaces is taken back in the EHR, and that was set aside: {Stopped} Put it right there, or what the bridge may do there, then 'outbox retry': it is asked to be taken back anew.",
        LedgerState.Planned when Behind.Count > 0 => $"It waits until what it replaces is taken back in the EHR, which the next pass goes on with. {Words(Behind)}".TrimEnd(),
        LedgerState.Planned => "The next pass sends it, if the EHR takes it and the month's record still says so. 'outbox quarantine' keeps it here.",
        LedgerState.Sending or LedgerState.InDoubt => "The next pass asks the EHR before anything is sent again. If it stays so, ask who runs the EHR.",
        LedgerState.Held => "Put right what the reason says, then 'outbox release'; 'outbox quarantine' sets it aside.",
        LedgerState.Rejected => "The EHR refused it for good and the same body is not sent again: put right what the reason names and bill it by hand, until corrections are sent.",
        LedgerState.Quarantined when NeverLeft && ClaimEntries.DoesNotConform(Entry) =>
            "It does not conform and never left. Put right what the reason names in the record or the tenant file; the next release replaces it.",
        LedgerState.Quarantined when NeverLeft => "It was set aside before it left. 'outbox retry' makes it held again, 'outbox release' then judges it.",
        LedgerState.Quarantined => "Look at it in the EHR and put it right there, then 'outbox retry': the EHR is asked before anything is sent.",
        LedgerState.Corrected => "A later revision took its place.",
        _ => "The EHR has it; there is nothing to do.",
    };

    private string Stopped => Words(Behind.Where(back => back.State == LedgerState.Quarantined));

    private static string Words(IEnumerable<TakeBack> backs) =>
        string.Join(' ', backs.Where(back => back.Reason is not null).Select(back => $"{back.RevisionIdentifier}: {back.Reason!.TrimEnd('.')}."));
}
