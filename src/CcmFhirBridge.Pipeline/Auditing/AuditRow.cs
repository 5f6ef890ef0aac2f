using System.Text;
using System.Text.Json;

namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>A row of the trail exactly as it is kept, column by column: what its hash is over.</summary>
public sealed record AuditRow
{
    private const int Longest = 400;

    public required long Sequence { get; init; }

    /// <summary>UTC ticks.</summary>
    public required long At { get; init; }

    public required string Kind { get; init; }

    public required string Agent { get; init; }

    public required string Action { get; init; }

    public required string Outcome { get; init; }

    public required string Subject { get; init; }

    /// <summary>JSON array, sorted.</summary>
    public required string Patients { get; init; }

    /// <summary>JSON object of texts, sorted by name.</summary>
    public required string Details { get; init; }

    /// <summary>Lower-case hex.</summary>
    public required string Previous { get; init; }

    /// <summary>Lower-case hex.</summary>
    public required string Hash { get; init; }

    /// <summary>The row that a record becomes behind another one.</summary>
    public static AuditRow Of(AuditRecord record, AuditHead before)
    {
        var row = new AuditRow
        {
            Sequence = before.Sequence + 1,
            At = record.At.UtcTicks,
            Kind = record.Kind,
            Agent = Plain(record.Agent),
            Action = record.Action,
            Outcome = record.Outcome,
            Subject = Plain(record.Subject),
            Patients = record.Patients.IsEmpty ? "[]" : JsonSerializer.Serialize(record.Patients.AsEnumerable()),
            Details = record.Details.IsEmpty ? "{}" : JsonSerializer.Serialize(record.Details),
            Previous = before.Hash,
            Hash = "",
        };
        return row with { Hash = AuditChain.HashOf(row) };
    }

    // Some of it was written by others; not every database keeps every character, and nobody has to read a line break in a name.
    private static string Plain(string text)
    {
        if (text.Length <= Longest && text.All(static letter => letter is >= ' ' and <= '~'))
            return text;
        var plain = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (plain.Length >= Longest)
                break;
            plain.Append(Rune.IsControl(rune) ? Rune.ReplacementChar : rune);
        }

        return plain.ToString();
    }

    /// <summary>What the row says.</summary>
    /// <exception cref="FormatException">Patients or details are not what they were written as.</exception>
    public AuditEntry Read()
    {
        try
        {
            return new AuditEntry(
                new AuditRecord
                {
                    At = new DateTimeOffset(At, TimeSpan.Zero),
                    Kind = Kind,
                    Agent = Agent,
                    Action = Action,
                    Outcome = Outcome,
                    Subject = Subject,
                    Patients = AuditRecord.Nobody.Union(JsonSerializer.Deserialize<string[]>(Patients)!),
                    Details = AuditRecord.NoDetails.AddRange(JsonSerializer.Deserialize<Dictionary<string, string>>(Details)!),
                },
                new AuditLink(Sequence, Previous, Hash));
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException)
        {
            throw new FormatException($"Row {Sequence} of the trail cannot be read.", wrong);
        }
    }
}
