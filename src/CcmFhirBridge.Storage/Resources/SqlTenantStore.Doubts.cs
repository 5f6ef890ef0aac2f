using System.Text.Json;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage;

/// <summary>Of whom the EHR may not have shown everything.</summary>
public abstract partial class SqlTenantStore
{
    public Task<IReadOnlyList<PatientDoubt>> DoubtsAsync(CancellationToken cancellation) => ReadAsync<IReadOnlyList<PatientDoubt>>(
        async session => await session.SettingAsync(Tenant, Settings.PatientDoubts) is { } kept ? Kept<List<PatientDoubt>>(kept, "of whom something may be missing") : [], cancellation);

    public Task KeepDoubtsAsync(IReadOnlyList<PatientDoubt> doubts, IReadOnlyCollection<string> patients, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            await session.SetAsync(Tenant, Settings.PatientDoubts, JsonSerializer.Serialize(doubts));
            if (patients.Count > 0)
                await TablesOf(session).MarkDueAsync(patients, await session.NextAsync(Tenant, Counters.Change));
            session.Tell(new AuditRecord { At = Time.GetUtcNow(), Kind = AuditKinds.Read, Action = "doubts" }.About(patients).With("doubts", doubts.Count));
        },
        cancellation);
}
