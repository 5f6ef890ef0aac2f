using System.Data.Common;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Storage.Resources;
using Dapper;

namespace CcmFhirBridge.Storage.Serving;

/// <summary>Fills what entries are searched by from their bodies, for a ledger from before they were served.</summary>
internal static class ServedBackfill
{
    private const int Chunk = 1_000;

    private sealed class OldEntry
    {
        public string Tenant { get; init; } = "";

        public string RevisionIdentifier { get; init; } = "";

        public string Patient { get; init; } = "";

        public string Month { get; init; } = "";

        public string Code { get; init; } = "";

        public byte[] Body { get; init; } = [];

        public long At { get; init; }
    }

    public static void Run(DbConnection connection, DbTransaction transaction)
    {
        var (tenant, revision) = ("", "");
        while (true)
        {
            var entries = connection.Query<OldEntry>(
                """
                SELECT e.tenant AS Tenant, e.revision_identifier AS RevisionIdentifier, e.patient AS Patient, e.month AS Month, e.code AS Code, e.body AS Body,
                  COALESCE((SELECT v.at FROM ledger_event v WHERE v.tenant = e.tenant AND v.revision_identifier = e.revision_identifier ORDER BY v.seq LIMIT 1), 0) AS At
                FROM ledger_entry e WHERE (e.tenant, e.revision_identifier) > (@tenant, @revision) ORDER BY e.tenant, e.revision_identifier LIMIT @Chunk
                """,
                new { tenant, revision, Chunk }, transaction, buffered: true, commandTimeout: Migrations.Migrator.Patience).AsList();
            if (entries.Count == 0)
                break;
            foreach (var entry in entries)
                Fill(connection, transaction, entry);
            (tenant, revision) = (entries[^1].Tenant, entries[^1].RevisionIdentifier);
        }

        // A Claim does not say who files it; its lines do.
        connection.Execute(
            """
            UPDATE ledger_entry SET filed_through = 'billing-system' WHERE code = '' AND EXISTS (SELECT 1 FROM ledger_entry l
              WHERE l.tenant = ledger_entry.tenant AND l.person = ledger_entry.person AND l.month = ledger_entry.month AND l.family = ledger_entry.family
              AND l.revision = ledger_entry.revision AND l.code <> '' AND l.filed_through = 'billing-system')
            """,
            transaction: transaction, commandTimeout: Migrations.Migrator.Patience);
    }

    private static void Fill(DbConnection connection, DbTransaction transaction, OldEntry entry)
    {
        var body = RawBody.Unpack(entry.Body);
        var fields = BodyFields.Of(body, entry.Patient, ServiceMonth.Parse(entry.Month), entry.At);
        connection.Execute(
            """
            UPDATE ledger_entry SET subject = @Subject, created_at = @CreatedAt, occurs_from = @First, occurs_end = @End, filed_through = @output
            WHERE tenant = @Tenant AND revision_identifier = @RevisionIdentifier
            """,
            new
            {
                fields.Subject,
                fields.CreatedAt,
                fields.First,
                fields.End,
                output = entry.Code.Length > 0 && BodyFields.SaysFiledByReader(body) ? "billing-system" : null,
                entry.Tenant,
                entry.RevisionIdentifier,
            },
            transaction);
    }
}
