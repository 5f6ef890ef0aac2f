using System.Text.Json;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Statements;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage;

/// <summary>What the EHR says of itself.</summary>
public abstract partial class SqlTenantStore
{
    public Task<EhrStatement?> StatementAsync(CancellationToken cancellation) => ReadAsync(
        async session => await session.SettingAsync(Tenant, Settings.Statement) is { } kept ? Kept<EhrStatement>(kept, "what the EHR says of itself") : null,
        cancellation);

    public Task KeepStatementAsync(EhrStatement statement, StatementChange? change, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            session.Tell(new AuditRecord { At = Time.GetUtcNow(), Kind = AuditKinds.Ehr, Action = "statement" }
                .With("statement", statement.Hash).With("changes", change is null ? 0 : change.Lines.Length));
            await session.SetAsync(Tenant, Settings.Statement, JsonSerializer.Serialize(statement));
            if (change is not null)
                await session.SetAsync(Tenant, Settings.StatementChange, JsonSerializer.Serialize(change));
        },
        cancellation);

    public Task<StatementChange?> LastStatementChangeAsync(CancellationToken cancellation) => ReadAsync(
        async session => await session.SettingAsync(Tenant, Settings.StatementChange) is { } kept ? Kept<StatementChange>(kept, "what changed in the EHR") : null,
        cancellation);
}
