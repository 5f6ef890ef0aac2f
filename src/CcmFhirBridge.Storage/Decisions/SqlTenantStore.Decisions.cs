using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Decisions;
using CcmFhirBridge.Storage.Auditing;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage;

/// <summary>Decisions of people: append-only, one row a decision.</summary>
public abstract partial class SqlTenantStore
{
    // Who may have recorded it; an EHR's own words are resources.
    private const string SourceAttest = "attest";

    public Task<int> RecordDecisionsAsync(IReadOnlyList<HumanDecision> decisions, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            var added = 0;
            var at = Time.GetUtcNow();
            long? changed = null;
            foreach (var decision in decisions)
            {
                var body = RawBody.Pack(DecisionJson.ToUtf8(decision));
                var seq = await session.ScalarAsync<long?>(
                    """
                    INSERT INTO human_decision (tenant, id, source, patient, month, body, recorded_at)
                    VALUES (@Tenant, @Id, @source, @Patient, @month, @body, @at) ON CONFLICT (tenant, id) DO NOTHING RETURNING seq
                    """,
                    new { Tenant, decision.Id, source = SourceAttest, decision.Patient, month = decision.Month.ToString(), body, at = at.UtcTicks });
                if (seq is not { } row)
                    continue;
                session.Tell(AuditedTable.HumanDecision.Vouch(
                    Told.Of(decision, at), row, decision.Id, SourceAttest, decision.Patient, decision.Month.ToString(), body, at.UtcTicks));
                added++;
                changed ??= await session.NextAsync(Tenant, Counters.Change);
                await session.ExecuteAsync("UPDATE patient_facts SET changed = @changed WHERE tenant = @Tenant AND patient = @Patient", new { Tenant, decision.Patient, changed });
            }

            return added;
        },
        cancellation);

    public Task<IReadOnlyList<HumanDecision>> DecisionsAsync(CancellationToken cancellation) => ReadAsync<IReadOnlyList<HumanDecision>>(
        async session => (await session.QueryAsync<byte[]>("SELECT body FROM human_decision WHERE tenant = @Tenant ORDER BY seq", new { Tenant }))
            .ConvertAll(Kept),
        cancellation);

    private HumanDecision Kept(byte[] body)
    {
        try
        {
            return DecisionJson.Read(RawBody.Unpack(body));
        }
        catch (DecisionFormatException wrong)
        {
            throw new StoreException(StoreFailure.Corrupt, $"{Place} keeps a decision that cannot be read: {wrong.Message} Restore a backup, or run the version that wrote it.");
        }
    }
}
