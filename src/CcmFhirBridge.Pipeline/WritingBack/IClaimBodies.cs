using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Pipeline.WritingBack;

/// <summary>What a claim is made from, besides the tenant.</summary>
/// <param name="Plan">What the month deserves.</param>
/// <param name="Identifier">Identifier of the claim, made once.</param>
/// <param name="Revision">1, 2, ….</param>
/// <param name="Created">When the claim is made; part of the body, so fixed when planned.</param>
public sealed record ClaimOrder(BillingPlan Plan, string Identifier, int Revision, DateTimeOffset Created);

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

    /// <summary>Paths at which a body made anew says something else than the one that was planned; when each was made is left aside.</summary>
    IReadOnlyList<string> Changes(ReadOnlyMemory<byte> planned, ReadOnlyMemory<byte> composed);

    /// <summary>Differences that matter between a sent body and the EHR's copy, as paths; empty when it is faithful (server-managed elements aside).</summary>
    IReadOnlyList<string> Differences(ReadOnlyMemory<byte> sent, ReadOnlyMemory<byte> found);
}
