using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Pipeline.Ledger;

/// <summary>One outgoing resource of a claim slot: its Claim (<see cref="Code"/> null) or the ChargeItem of one line.</summary>
public sealed record LedgerEntry
{
    /// <summary>The patient-month.</summary>
    public required ClaimSlot Slot { get; init; }

    /// <summary>Code of the line; null for the Claim itself.</summary>
    public string? Code { get; init; }

    /// <summary>1, 2, …: a changed bill is a new revision.</summary>
    public required int Revision { get; init; }

    /// <summary><c>Patient/id</c> in the EHR.</summary>
    public required string Patient { get; init; }

    /// <summary>Identifier that every revision shares.</summary>
    public required string Identifier { get; init; }

    /// <summary>Identifier of this revision.</summary>
    public required string RevisionIdentifier { get; init; }

    /// <summary>State, in the words of DESIGN §6.</summary>
    public required LedgerState State { get; init; }

    /// <summary>Finished body in UTF-8; committed before anything is sent.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>SHA-256 of the body, lower-case hex.</summary>
    public required string BodyHash { get; init; }

    /// <summary>Units of the line; the sum of all lines for the Claim.</summary>
    public required int Units { get; init; }

    /// <summary>Charge of the line; the total for the Claim.</summary>
    public required decimal Charge { get; init; }

    /// <summary>Fence under which it was last changed.</summary>
    public long Fence { get; init; }

    /// <summary>Times that it was sent since a person last took it up again; the history knows every one.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was last sent, or null.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>How it was last sent; null when it never was, or by a version that did not say.</summary>
    public WriteVerb? SentBy { get; init; }

    /// <summary>Reference and version in the EHR, once known.</summary>
    public string? EhrReference { get; init; }

    /// <summary>Why it stands where it stands, for a person; no patient data.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Key of the member that the Claim bills: at most one Claim a tenant, member, month and family is planned or further on its way,
    /// whatever the chart. Null for a line, and where the EHR gives no number.
    /// </summary>
    public string? MemberKey { get; init; }

    /// <summary>The output that files the bill, as the tenant file said when it was planned; null where that is not known, as for what was adopted.</summary>
    public FiledThrough? FiledThrough { get; init; }

    /// <summary>FHIR type of the body.</summary>
    public string ResourceType => Code is null ? "Claim" : "ChargeItem";
}

/// <summary>The line of an entry's history.</summary>
/// <param name="At">When.</param>
/// <param name="Identifier">Revision identifier of the entry.</param>
/// <param name="From">State before; null when created.</param>
/// <param name="To">State after.</param>
/// <param name="Reason">Why.</param>
public sealed record LedgerEvent(DateTimeOffset At, string Identifier, LedgerState? From, LedgerState To, string? Reason);

/// <summary>Another owner works for this tenant: nothing was changed.</summary>
public sealed class StaleFenceException(string message) : Exception(message);

/// <summary>A stored entry contradicts what it is asked to become: stop and alarm (exit code 5).</summary>
public sealed class LedgerIntegrityException(string message) : Exception(message);

/// <summary>
/// Append-only memory of what was planned, sent, confirmed and corrected. Every change names the fence of its owner's lease, without which
/// nobody plans or sends; it is checked in the transaction of the change, and is committed before the method returns; a state change that DESIGN §6 does not allow throws <see cref="LedgerIntegrityException"/>.
/// </summary>
public interface IBillingLedger
{
    /// <summary>Our own row of the person behind an EHR patient; made on first sight.</summary>
    Task<long> PersonAsync(string patient, CancellationToken cancellation);

    /// <summary>The person behind an EHR patient, or null when none was made yet. Writes nothing.</summary>
    Task<long?> FindPersonAsync(string patient, CancellationToken cancellation);

    /// <summary>
    /// Adds entries in state <see cref="LedgerState.Planned"/> or <see cref="LedgerState.Held"/>, all or none. An entry that is already
    /// there with the same body is left as it is; with another body, <see cref="LedgerIntegrityException"/>.
    /// </summary>
    Task PlanAsync(long fence, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation);

    /// <summary>
    /// Adds entries that were found in the EHR and that this ledger lost, in state <see cref="LedgerState.Confirmed"/> with their EHR reference,
    /// all or none. An entry that is already there with the same body is left as it is, whatever its state; with another body, <see cref="LedgerIntegrityException"/>.
    /// </summary>
    Task AdoptAsync(long fence, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation);

    /// <summary>Moves one entry to another state; attempt count, sent-at, sent-by, EHR reference, member key and reason come from <paramref name="entry"/>.</summary>
    /// <exception cref="StaleFenceException">The fence is no longer the newest.</exception>
    /// <exception cref="LedgerIntegrityException">The move is not allowed, or the body differs from the stored one.</exception>
    Task MoveAsync(long fence, LedgerEntry entry, LedgerState to, CancellationToken cancellation);

    /// <summary>Makes a later revision of a bill that has left, all or none.</summary>
    /// <exception cref="StaleFenceException">The fence is no longer the newest.</exception>
    /// <exception cref="LedgerIntegrityException">An entry is neither confirmed and taken back nor one that the EHR does not have, or a body differs from the stored one.</exception>
    Task ReviseAsync(long fence, BillRevision revision, CancellationToken cancellation);

    /// <summary>Moves a taking back to another state; attempt count, sent-at and reason come from <paramref name="takeBack"/>.</summary>
    /// <exception cref="StaleFenceException">The fence is no longer the newest.</exception>
    /// <exception cref="LedgerIntegrityException">The move is not allowed, or the body differs from the stored one.</exception>
    Task MoveAsync(long fence, TakeBack takeBack, LedgerState to, CancellationToken cancellation);

    /// <summary>What is being taken back and is not confirmed yet, also what was set aside; by revision identifier.</summary>
    Task<IReadOnlyList<TakeBack>> TakeBacksAsync(CancellationToken cancellation);

    /// <summary>Entries of a slot, all revisions, Claim before its lines.</summary>
    Task<IReadOnlyList<LedgerEntry>> SlotAsync(ClaimSlot slot, CancellationToken cancellation);

    /// <summary>Entries of a month, ordered by identifier, Claim before its lines.</summary>
    Task<IReadOnlyList<LedgerEntry>> MonthAsync(ServiceMonth month, CancellationToken cancellation);

    /// <summary>Entries that must be asked about or may be sent: sending, in-doubt, planned, in that order.</summary>
    Task<IReadOnlyList<LedgerEntry>> OutstandingAsync(CancellationToken cancellation);

    /// <summary>Entries that have not come to rest: all but the confirmed and the corrected, by month and identifier, Claim before its lines.</summary>
    Task<IReadOnlyList<LedgerEntry>> UnsettledAsync(CancellationToken cancellation);

    /// <summary>The entry of a revision identifier, or every revision under an identifier, oldest first; empty when the ledger knows neither.</summary>
    Task<IReadOnlyList<LedgerEntry>> RevisionsAsync(string identifier, CancellationToken cancellation);

    /// <summary>Entries of a month that stand otherwise than their history says, or have none, in words; empty when all agree.</summary>
    Task<IReadOnlyList<string>> BrokenHistoriesAsync(ServiceMonth month, CancellationToken cancellation);

    /// <summary>History of an entry, oldest first.</summary>
    Task<IReadOnlyList<LedgerEvent>> HistoryAsync(string revisionIdentifier, CancellationToken cancellation);
}
