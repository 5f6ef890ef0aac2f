using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.BillingPlans;

/// <summary>
/// The identifiers that a patient-month carries on the wire, made once at first planning and stored; without any patient data
/// (DESIGN §6).
/// </summary>
public static class ClaimIdentifiers
{
    private const string CrockfordBase32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 17;

    /// <summary>
    /// First 17 characters of Crockford base32 of SHA-256 over <c>v1|tenant|EHR patient id|YYYY-MM|ccm</c>: the same for every
    /// revision. Reconcile, count and adopt by it.
    /// </summary>
    /// <param name="tenant">Tenant slug.</param>
    /// <param name="ehrPatientId">Logical id of the Patient in the EHR, without <c>Patient/</c>.</param>
    /// <param name="month">Service month.</param>
    public static string Claim(string tenant, string ehrPatientId, ServiceMonth month)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"v1|{tenant}|{ehrPatientId}|{month}|{ClaimSlot.CcmFamily}"));
        return string.Create(Length, hash, static (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = CrockfordBase32[FiveBits(bytes, i * 5)];
        });
    }

    /// <summary>The claim's identifier with its revision: <c>…R1</c>. Create, PUT id (lower case) and CLM01 use it.</summary>
    public static string ClaimRevision(string claim, int revision) => $"{claim}R{revision}";

    /// <summary>The line's identifier: the claim's with <c>-code</c>.</summary>
    public static string Charge(string claim, string code) => $"{claim}-{code}";

    /// <summary>The line's identifier with its revision: <c>…R1-code</c>.</summary>
    public static string ChargeRevision(string claim, int revision, string code) => $"{ClaimRevision(claim, revision)}-{code}";

    private static int FiveBits(byte[] bytes, int bit)
    {
        var pair = (bytes[bit / 8] << 8) | bytes[(bit / 8) + 1];
        return (pair >> (11 - (bit % 8))) & 31;
    }
}
