namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>How the rows of a tenant's trail are chained: each hash is over the one before and over every column of its row. Pure.</summary>
public static class AuditChain
{
    /// <summary>What the first row of a tenant's chain is hashed over: no chain can be given out for another tenant's.</summary>
    public static string Begin(string tenant) => Convert.ToHexStringLower(new AuditDigest().Add("ccm-fhir-bridge/audit/v1").Add(tenant).ToArray());

    /// <summary>The head of a trail that has no row.</summary>
    public static AuditHead Empty(string tenant) => new(0, Begin(tenant));

    /// <summary>Chains records one behind the other.</summary>
    public static IReadOnlyList<AuditRow> Chain(AuditHead head, IReadOnlyList<AuditRecord> records)
    {
        var rows = new List<AuditRow>(records.Count);
        foreach (var record in records)
        {
            var row = AuditRow.Of(record, head);
            rows.Add(row);
            head = new AuditHead(row.Sequence, row.Hash);
        }

        return rows;
    }

    /// <summary><c>SHA-256(previous ‖ row)</c>, lower-case hex; each column behind its length, so that nothing can move from one into another.</summary>
    public static string HashOf(AuditRow row) => Convert.ToHexStringLower(new AuditDigest()
        .Add(row.Previous).Add(row.Sequence).Add(row.At).Add(row.Kind).Add(row.Agent).Add(row.Action).Add(row.Outcome).Add(row.Subject)
        .Add(row.Patients).Add(row.Details).ToArray());
}
