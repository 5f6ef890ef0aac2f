using System.Security.Cryptography;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Storage.Auditing;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage.Ledgers;

/// <summary>An entry as it is stored: money in whole cents, the Claim under the empty code.</summary>
internal sealed class EntryRow
{
    public string Tenant { get; init; } = "";

    public long Person { get; init; }

    public string Month { get; init; } = "";

    public string Family { get; init; } = "";

    public string Code { get; init; } = "";

    public long Revision { get; init; }

    public string Patient { get; init; } = "";

    public string Identifier { get; init; } = "";

    public string RevisionIdentifier { get; init; } = "";

    public string State { get; init; } = "";

    public byte[] Body { get; init; } = [];

    public string BodyHash { get; init; } = "";

    public long Units { get; init; }

    public long ChargeCents { get; init; }

    public long Fence { get; init; }

    public long Attempts { get; init; }

    public long? SentAt { get; init; }

    public string? SentBy { get; init; }

    public string? EhrReference { get; init; }

    public string? Reason { get; init; }

    public string? MemberKey { get; init; }

    public string? FiledThrough { get; init; }

    public static EntryRow Of(LedgerEntry entry, long fence)
    {
        var cents = entry.Charge * 100;
        if (cents != decimal.Truncate(cents))
            throw new LedgerIntegrityException($"{entry.RevisionIdentifier}: a charge has more than two decimal places.");
        if (Convert.ToHexStringLower(SHA256.HashData(entry.Body.Span)) != entry.BodyHash)
            throw new LedgerIntegrityException($"{entry.RevisionIdentifier}: the body is not the one that its hash names.");
        return new EntryRow
        {
            Tenant = entry.Slot.Tenant,
            Person = entry.Slot.Person,
            Month = entry.Slot.Month.ToString(),
            Family = entry.Slot.Family,
            Code = entry.Code ?? "",
            Revision = entry.Revision,
            Patient = entry.Patient,
            Identifier = entry.Identifier,
            RevisionIdentifier = entry.RevisionIdentifier,
            State = Words.Of(entry.State),
            Body = RawBody.Pack(entry.Body.Span),
            BodyHash = entry.BodyHash,
            Units = entry.Units,
            ChargeCents = (long)cents,
            Fence = fence,
            Attempts = entry.Attempts,
            SentAt = entry.SentAt?.UtcTicks,
            SentBy = entry.SentBy is { } verb ? Words.Of(verb) : null,
            EhrReference = entry.EhrReference,
            Reason = entry.Reason,
            MemberKey = entry.MemberKey,
            FiledThrough = entry.FiledThrough is { } output ? Words.Of(output) : null,
        };
    }

    /// <summary>Hash over everything that an entry is, but its patient, which follows the EHR's charts, and its body, which has a hash of its own.</summary>
    public string Digest => AuditedTable.DigestOf(
        [Person, Month, Family, Code, Revision, Identifier, RevisionIdentifier, State, BodyHash, Units, ChargeCents, Fence, Attempts, SentAt, SentBy, EhrReference, Reason, MemberKey, FiledThrough]);

    /// <summary>This entry after a move: what a move may change is taken from <paramref name="moved"/>, the rest stays.</summary>
    public EntryRow After(EntryRow moved, string state) => new()
    {
        Tenant = Tenant,
        Person = Person,
        Month = Month,
        Family = Family,
        Code = Code,
        Revision = Revision,
        Patient = Patient,
        Identifier = Identifier,
        RevisionIdentifier = RevisionIdentifier,
        State = state,
        Body = Body,
        BodyHash = BodyHash,
        Units = Units,
        ChargeCents = ChargeCents,
        Fence = moved.Fence,
        Attempts = moved.Attempts,
        SentAt = moved.SentAt,
        SentBy = moved.SentBy,
        EhrReference = moved.EhrReference,
        Reason = moved.Reason,
        MemberKey = moved.MemberKey,
        FiledThrough = FiledThrough,
    };

    public LedgerEntry ToEntry() => new()
    {
        Slot = new ClaimSlot(Tenant, Person, ServiceMonth.Parse(Month), Family),
        Code = Code.Length == 0 ? null : Code,
        Revision = (int)Revision,
        Patient = Patient,
        Identifier = Identifier,
        RevisionIdentifier = RevisionIdentifier,
        State = Words.Parse<LedgerState>(State),
        Body = RawBody.Unpack(Body),
        BodyHash = BodyHash,
        Units = (int)Units,
        Charge = ChargeCents / 100m,
        Fence = Fence,
        Attempts = (int)Attempts,
        SentAt = SentAt is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
        SentBy = SentBy is null ? null : Words.Parse<WriteVerb>(SentBy),
        EhrReference = EhrReference,
        Reason = Reason,
        MemberKey = MemberKey,
        FiledThrough = FiledThrough is null ? null : Words.Parse<FiledThrough>(FiledThrough),
    };
}
