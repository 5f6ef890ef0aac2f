using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Pipeline.Assessing;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>What a patient's month was decided to be when it was sealed.</summary>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Lines">Codes with their units, such as <c>99490×1 99439×2</c>; empty when there are none.</param>
/// <param name="Hash">SHA-256 of the stored assessment, lower-case hex.</param>
public sealed record SealedAssessment(string Patient, Outcome Outcome, string Lines, string Hash)
{
    public static SealedAssessment Of(StoredAssessment stored) =>
        new(stored.Patient, stored.Outcome, Words(PatientMonth.Of(stored, []).Lines), HashOf(stored.Json.Span));

    public static string HashOf(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json));

    /// <summary>Whether the patient's month comes to the same, however it is explained.</summary>
    public bool SaysTheSame(SealedAssessment other) => Outcome == other.Outcome && Lines == other.Lines;

    private static string Words(ImmutableArray<AssessedLine> lines) =>
        string.Join(' ', lines.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Code}×{line.Units}")));
}
