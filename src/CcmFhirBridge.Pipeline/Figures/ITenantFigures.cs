using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Pipeline.Figures;

/// <summary>Reads a tenant's figures; cheap enough to be asked after every pass, and it writes nothing.</summary>
public interface ITenantFigures
{
    /// <summary>The figures now, with the patients of <paramref name="month"/>.</summary>
    Task<TenantFigures> FiguresAsync(ServiceMonth month, CancellationToken cancellation);
}
