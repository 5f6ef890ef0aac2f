using System.Collections.Immutable;
using System.Text.Json;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage;

/// <summary>Patients whose records the EHR merged.</summary>
public abstract partial class SqlTenantStore
{
    public Task<PatientAliases> PatientAliasesAsync(CancellationToken cancellation) => ReadAsync(AliasesAsync, cancellation);

    public Task<MergeResult> MergePatientsAsync(AliasedMapping mapping, IReadOnlyList<string> patients, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            var before = await AliasesAsync(session);
            var bothBilled = new List<string>();
            foreach (var patient in mapping.Aliases.Into.Keys.Where(patient => before.Resolve(patient) != mapping.Aliases.Resolve(patient)))
            {
                if (!await JoinPersonsAsync(session, patient, mapping.Aliases.Resolve(patient)))
                    bothBilled.Add(patient);
            }

            session.Tell(new AuditRecord { At = Time.GetUtcNow(), Kind = AuditKinds.Mapping, Action = "merge" }
                .About(patients).With("both-billed", bothBilled.Count));
            await session.SetAsync(Tenant, Settings.PatientAliases, JsonSerializer.Serialize(mapping.Aliases.Into));
            var writer = WriterOf(session);
            foreach (var patient in patients)
            {
                cancellation.ThrowIfCancellationRequested();
                var rows = await session.QueryAsync<ResourceRow>(
                    """
                    SELECT r.type AS Type, r.id AS Id, r.version AS Version, r.last_updated AS LastUpdated, r.content_hash AS ContentHash,
                           r.patient AS Patient, r.disposition AS Disposition, r.seq AS Seq, r.seen_read AS SeenRead, v.body AS Body
                    FROM resource r JOIN raw_version v ON v.seq = r.seq
                    WHERE r.tenant = @Tenant AND r.patient = @patient ORDER BY r.type, r.id
                    """,
                    new { Tenant, patient });
                await writer.ReprojectAsync(rows.ConvertAll(row => (row, StorableText.Of(mapping.Project(RawBody.Unpack(row.Body!))))));
                await writer.FlushAsync();
                writer = WriterOf(session);
            }

            return new MergeResult(mapping.Aliases, bothBilled);
        },
        cancellation);

    private async Task<PatientAliases> AliasesAsync(Session session) => await session.SettingAsync(Tenant, Settings.PatientAliases) is { } kept
        ? new PatientAliases(Kept<Dictionary<string, string>>(kept, "which patients were merged").ToImmutableSortedDictionary(StringComparer.Ordinal))
        : PatientAliases.None;

    // Whoever is left goes on as the same person, or the month would be billed again under the other id.
    private async Task<bool> JoinPersonsAsync(Session session, string patient, string survivor)
    {
        if (await FindPersonAsync(session, patient) is not { } person)
            return true;
        if (await FindPersonAsync(session, survivor) is { } other)
        {
            if (other != person)
                return false;
        }
        else
        {
            var (type, id) = Alias(survivor);
            await session.ExecuteAsync(
                "INSERT INTO person_alias (tenant, source, type, id, person) VALUES (@Tenant, @source, @type, @id, @person)",
                new { Tenant, source = FromEhr, type, id, person });
        }

        await session.ExecuteAsync(
            "UPDATE ledger_entry SET patient = @survivor WHERE tenant = @Tenant AND person = @person AND patient = @patient",
            new { Tenant, person, patient, survivor });
        return true;
    }
}
