using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Pipeline.WritingBack;

/// <summary>What a claim is made from, besides the tenant.</summary>
/// <param name="Plan">What the month deserves.</param>
/// <param name="Identifier">Identifier of the claim, made once.</param>
/// <param name="Revision">1, 2, ….</param>
/// <param name="Created">When the claim is made; part of the body, so fixed when planned.</param>
public sealed record ClaimOrder(BillingPlan Plan, string Identifier, int Revision, DateTimeOffset Created)
{
    /// <summary>What the claim replaces; null for an original.</summary>
    public Replacement? Replaces { get; init; }
}

/// <summary>A finished body and whether it conforms to our own profile.</summary>
/// <param name="Code">Code of the line; null for the Claim.</param>
/// <param name="Body">UTF-8 JSON, the same bytes for the same order.</param>
/// <param name="Problems">What does not conform, with the path; empty when it does. Never patient data.</param>
public sealed record ClaimBody(string? Code, ReadOnlyMemory<byte> Body, IReadOnlyList<string> Problems);

/// <summary>Makes the Claim and its ChargeItems, and compares what the EHR has with what was sent.</summary>
public interface IClaimBodies
{
    /// <summary>The Claim first, then a ChargeItem a line.</summary>
    IReadOnlyList<ClaimBody> Compose(Tenant tenant, ClaimOrder order);

    /// <summary>The Claim that voids one that has left: the same bill, said to be withdrawn.</summary>
    /// <param name="tenant">The practice.</param>
    /// <param name="standing">Body of the Claim that is voided.</param>
    /// <param name="revisionIdentifier">Identifier of the void itself.</param>
    /// <param name="created">When it is made.</param>
    /// <param name="voids">What it voids.</param>
    ClaimBody Void(Tenant tenant, ReadOnlyMemory<byte> standing, string revisionIdentifier, DateTimeOffset created, Replacement voids);

    /// <summary>The body of a resource that is taken back: it says the same, and that it is cancelled or was entered in error.</summary>
    ClaimBody TakenBack(string? code, ReadOnlyMemory<byte> standing);

    /// <summary>What a Claim of ours says of its payer and of one before it.</summary>
    SentClaim Read(ReadOnlyMemory<byte> claim);

    /// <summary>Paths at which a body made anew says something else than the one that was planned; when each was made is left aside.</summary>
    IReadOnlyList<string> Changes(ReadOnlyMemory<byte> planned, ReadOnlyMemory<byte> composed);

    /// <summary>Differences that matter between a sent body and the EHR's copy, as paths; empty when it is faithful (server-managed elements aside).</summary>
    IReadOnlyList<string> Differences(ReadOnlyMemory<byte> sent, ReadOnlyMemory<byte> found);
}
