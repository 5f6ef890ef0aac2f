using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Tests;

/// <summary>Tenants in memory that a test adds, changes, pauses and takes away.</summary>
internal sealed class FixedTenants(params RecordedRuns[] tenants) : ITenantSource
{
    private readonly Dictionary<string, RecordedRuns> _runs = tenants.ToDictionary(runs => runs.Tenant.Slug, StringComparer.Ordinal);

    public TenantSet Set { get; set; } = new([.. tenants.Select(runs => new TenantToRun(runs.Tenant, Pause: null))], []);

    public Func<TenantSet>? OnLook { get; set; }

    public Task<TenantSet> LookAsync(CancellationToken cancellation) => Task.FromResult(OnLook is null ? Set : OnLook());

    public ITenantRuns RunsOf(Tenant tenant)
    {
        var runs = _runs.GetValueOrDefault(tenant.Slug);
        return runs is not null && runs.Tenant == tenant ? runs : _runs[tenant.Slug] = new RecordedRuns(tenant);
    }

    /// <summary>Opens the desk of a tenant; without it there are none.</summary>
    public Func<Tenant, ITenantDesk>? OnDesk { get; init; }

    public Task<ITenantDesk> DeskOfAsync(Tenant tenant, CancellationToken cancellation) =>
        Task.FromResult((OnDesk ?? throw new StoreException(StoreFailure.CannotOpen, "This test has no stores."))(tenant));

    /// <summary>The runs that were last handed out for a slug.</summary>
    public RecordedRuns this[string slug] => _runs[slug];

    public void Now(params TenantToRun[] tenants) => Set = Set with { Tenants = [.. tenants] };
}
