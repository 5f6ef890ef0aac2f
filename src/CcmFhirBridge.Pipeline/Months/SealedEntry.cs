using System.Globalization;
using System.Security.Cryptography;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>What never changes of a ledger entry: its key, whom and what it bills, and the bytes that leave.</summary>
/// <param name="Key">Revision identifier.</param>
/// <param name="Identifier">Identifier that every revision shares.</param>
/// <param name="Code">Code of the line; null for the Claim.</param>
/// <param name="Revision">1, 2, ….</param>
/// <param name="Person">Our own row of the person.</param>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Units">Units.</param>
/// <param name="Charge">Charge in US dollars.</param>
/// <param name="BodyHash">SHA-256 of the body's bytes, lower-case hex: computed, not taken from the entry.</param>
public sealed record SealedEntry(
    string Key, string Identifier, string? Code, int Revision, long Person, string Patient, int Units, decimal Charge, string BodyHash)
{
    public static SealedEntry Of(LedgerEntry entry) => new(
        entry.RevisionIdentifier, entry.Identifier, entry.Code, entry.Revision, entry.Slot.Person, entry.Patient, entry.Units, entry.Charge,
        Convert.ToHexStringLower(SHA256.HashData(entry.Body.Span)));

    /// <summary>What differs, as words; no patient data.</summary>
    public IEnumerable<string> Differences(SealedEntry now)
    {
        if (Identifier != now.Identifier || Code != now.Code || Revision != now.Revision)
            yield return "its key";
        if (Person != now.Person || Patient != now.Patient)
            yield return "whom it bills";
        if (Units != now.Units)
            yield return string.Create(CultureInfo.InvariantCulture, $"units {Units}, now {now.Units}");
        if (Charge != now.Charge)
            yield return string.Create(CultureInfo.InvariantCulture, $"charge {Charge:0.00}, now {now.Charge:0.00}");
        if (BodyHash != now.BodyHash)
            yield return "its body";
    }
}
