using CcmFhirBridge.Pipeline.Auditing;

namespace CcmFhirBridge.Storage.Tests.Auditing;

/// <summary>A store whose trail is signed and verified with a key of the test.</summary>
internal sealed class Verifying(SqlTenantStore store, TimeProvider time) : IDisposable
{
    public AuditKey Key { get; } = AuditKey.Make();

    /// <summary>The file outside the store.</summary>
    public List<AuditAnchor?> Outside { get; } = [];

    public Task<AuditAnchor?> SignAsync() => new AuditAnchoring(store, Key, Outside.Add, store.Tenant, time).AnchorAsync(isStop: true, default);

    public Task<AuditReport> RunAsync() => new AuditVerification(store, store, Key, store.Tenant).RunAsync(Outside.ToAsyncEnumerable(), default);

    public async Task<IReadOnlyList<AuditFindingKind>> KindsAsync() => [.. (await RunAsync()).Findings.Select(finding => finding.Kind)];

    public void Dispose() => Key.Dispose();
}
