using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage;

/// <summary>What the ledger says of a patient's earlier months to whoever assesses a later one.</summary>
public abstract partial class SqlTenantStore
{
    public Task<IReadOnlyList<BilledClaim>> BilledClaimsAsync(string patient, ServiceMonth before, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<BilledClaim>>(
            async session =>
            {
                var (type, id) = Alias(patient);
                // Through the person, whose rows lie together: one search for each patient of a run.
                await using var row = await session.Prepared(
                    """
                    SELECT e.identifier, e.revision_identifier, e.state, e.ehr_reference, e.body
                    FROM person_alias a JOIN ledger_entry e ON e.tenant = a.tenant AND e.person = a.person
                    WHERE a.tenant = @tenant AND a.source = @source AND a.type = @type AND a.id = @id AND e.month < @month AND e.code = ''
                    ORDER BY e.month, e.revision
                    """,
                    ("@tenant", Tenant), ("@source", FromEhr), ("@type", type), ("@id", id), ("@month", before.ToString())).ExecuteReaderAsync(cancellation);
                var claims = new List<BilledClaim>();
                while (await row.ReadAsync(cancellation))
                {
                    var packed = await row.GetFieldValueAsync<byte[]>(4, cancellation);
                    claims.Add(new BilledClaim(
                        row.GetString(0), row.GetString(1), Words.Parse<LedgerState>(row.GetString(2)), await row.IsDBNullAsync(3, cancellation) ? null : row.GetString(3),
                        new Lazy<ReadOnlyMemory<byte>>(() => RawBody.Unpack(packed))));
                }

                return claims;
            },
            cancellation);
}
