using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Storage.Figures;

namespace CcmFhirBridge.Storage;

/// <summary>Figures for whoever watches the tenant.</summary>
public abstract partial class SqlTenantStore
{
    public Task<TenantFigures> FiguresAsync(ServiceMonth month, CancellationToken cancellation) =>
        ReadAsync(session => FiguresQuery.ReadAsync(session, Tenant, month, Time.GetUtcNow()), cancellation);
}
