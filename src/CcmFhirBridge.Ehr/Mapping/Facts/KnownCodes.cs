using System.Text;

namespace CcmFhirBridge.Ehr.Mapping.Facts;

/// <summary>Codes and type names that facts hold as one byte. Append only: stored facts name a code by its place.</summary>
internal static class KnownCodes
{
    private static readonly string[] Codes =
    [
        "active", "inactive", "recurrence", "relapse", "remission", "resolved", "confirmed", "unconfirmed", "provisional", "differential",
        "refuted", "entered-in-error", "draft", "proposed", "rejected", "revoked", "on-hold", "completed", "cancelled", "unknown",
        "proposal", "plan", "order", "option", "care-plan-development", "medication-management", "care-coordination",
        "patient-communication", "caregiver-communication", "transition-management", "patient-education", "record-review",
        "symptom-monitoring", "documentation", "scheduling", "insurance-administration", "contact-attempt", "ccm", "rpm", "rtm", "pcm",
        "bhi", "cocm", "tcm", "apcm", "chi", "pin", "visit", "straightforward", "low", "moderate", "high",
        "Practitioner", "PractitionerRole", "Organization", "Patient", "Condition", "Location", "RelatedPerson", "CareTeam", "Device",
        "MD", "DO", "NP", "PA", "RN", "LPN", "CMA",
    ];

    private static readonly byte[][] Texts = [.. Codes.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] IndexesByLength =
        [.. Enumerable.Range(0, Codes.Max(code => code.Length) + 1).Select(length =>
            Enumerable.Range(0, Codes.Length).Where(index => Codes[index].Length == length).Select(index => (byte)index).ToArray())];

    /// <summary>Its place, or −1.</summary>
    public static int IndexOf(ReadOnlySpan<byte> code)
    {
        if (code.Length < IndexesByLength.Length)
        {
            foreach (var index in IndexesByLength[code.Length])
            {
                if (code.SequenceEqual(Texts[index]))
                    return index;
            }
        }

        return -1;
    }

    public static string At(int index) => Codes[index];
}
