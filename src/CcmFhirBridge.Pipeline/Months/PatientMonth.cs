using System.Collections.Immutable;
using System.Text.Json;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>A line as a stored assessment says it.</summary>
public sealed record AssessedLine(string Code, int Units, decimal? Charge, decimal? Amount);

/// <summary>One patient of a month: what it came to, and where its bill stands.</summary>
public sealed record PatientMonth(string Patient, Outcome Outcome, ImmutableArray<AssessedLine> Lines, ImmutableArray<LedgerEntry> Ledger)
{
    public static PatientMonth Of(StoredAssessment assessment, IEnumerable<LedgerEntry> ledger)
    {
        using var json = JsonDocument.Parse(assessment.Json);
        var lines = json.RootElement.GetProperty("lines").EnumerateArray().Select(Line).ToImmutableArray();
        return new PatientMonth(assessment.Patient, assessment.Outcome, lines, [.. ledger]);
    }

    private static AssessedLine Line(JsonElement line) => new(
        line.GetProperty("code").GetString()!, line.GetProperty("units").GetInt32(), Money(line, "charge"), Money(line, "amount"));

    private static decimal? Money(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDecimal() : null;
}
