using System.Security.Cryptography;
using CcmFhirBridge.Pipeline.Auditing;

namespace CcmFhirBridge.Storage.Auditing;

/// <summary>An append-only table of which the trail vouches for every row: the same columns in the same order when written and when checked.</summary>
internal sealed class AuditedTable
{
    private AuditedTable(string name, params string[] columns) => (Name, Columns) = (name, columns);

    public static AuditedTable LedgerEvent { get; } = new("ledger_event", "at", "revision_identifier", "from_state", "to_state", "fence", "reason", "entry_hash");

    public static AuditedTable TakeBackEvent { get; } = new("take_back_event", "at", "revision_identifier", "from_state", "to_state", "fence", "reason", "entry_hash");

    public static AuditedTable HumanDecision { get; } = new("human_decision", "id", "source", "patient", "month", "body", "recorded_at");

    public static AuditedTable ReleaseDecision { get; } = new("release_decision", "month", "patient", "decided_by", "decided_at", "reason");

    public static AuditedTable CorrectionEvent { get; } = new("correction_event", "id", "month", "step", "at", "decided_by", "reason", "return_by", "body");

    public static AuditedTable MonthLink { get; } = new("month_link", "month", "previous", "seal", "body");

    public static AuditedTable ClientEvent { get; } = new("access_client_event", "id", "step", "at", "changed_by", "name", "scopes", "jwks", "jwks_url");

    public static AuditedTable ClaimAnswer { get; } = new(
        "claim_answer", "revision_identifier", "status", "reason_code", "reason_text", "amount_cents", "payer_claim_number", "answered_at", "recorded_at", "client");

    public static IReadOnlyList<AuditedTable> All { get; } =
        [LedgerEvent, TakeBackEvent, HumanDecision, ReleaseDecision, CorrectionEvent, MonthLink, ClientEvent, ClaimAnswer];

    public string Name { get; }

    public IReadOnlyList<string> Columns { get; }

    /// <summary>Hash over the columns of one row, lower-case hex.</summary>
    public string Digest(params IReadOnlyList<object?> values) => values.Count == Columns.Count
        ? DigestOf(values)
        : throw new ArgumentException($"{Name} has {Columns.Count} columns, not {values.Count}.", nameof(values));

    /// <summary>Hash over columns as a database gives them, lower-case hex; of a blob its hash.</summary>
    public static string DigestOf(IEnumerable<object?> values)
    {
        var digest = new AuditDigest();
        foreach (var value in values)
        {
            _ = value switch
            {
                null or DBNull => digest.Add((string?)null),
                string text => digest.Add(text),
                long number => digest.Add(number),
                byte[] blob => digest.Add(Convert.ToHexStringLower(SHA256.HashData(blob))),
                // What a column never holds unless somebody wrote it there: it has to read as something else.
                _ => digest.Add($"{value.GetType().Name}:{value}"),
            };
        }

        return digest.ToString();
    }

    /// <summary>A record of the trail that vouches for a row of this table.</summary>
    public AuditRecord Vouch(AuditRecord record, long row, params IReadOnlyList<object?> values) => record
        .With(AuditDetails.Table, Name).With(AuditDetails.Row, row).With(AuditDetails.Record, Digest(values));
}
