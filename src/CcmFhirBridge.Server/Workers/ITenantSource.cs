using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Server.Desks;

namespace CcmFhirBridge.Server.Workers;

/// <summary>Where the service learns which tenants there are. It is asked again and again while the service runs.</summary>
public interface ITenantSource
{
    /// <summary>
    /// The tenants as they should run now. What is wrong with one of them is in the answer and never thrown; a tenant whose new settings
    /// cannot be used is still there with the last good ones.
    /// </summary>
    Task<TenantSet> LookAsync(CancellationToken cancellation);

    /// <summary>The steps of a tenant; nothing is opened before the first of them.</summary>
    ITenantRuns RunsOf(Tenant tenant);

    /// <summary>The desk of a tenant, opened; whoever asks disposes it.</summary>
    /// <exception cref="Pipeline.StoreException">The tenant's store cannot be opened.</exception>
    Task<ITenantDesk> DeskOfAsync(Tenant tenant, CancellationToken cancellation);
}

/// <summary>What a look at the home came to.</summary>
/// <param name="Tenants">Tenants to run, each slug once.</param>
/// <param name="Problems">What is wrong with tenant files, for a person.</param>
public sealed record TenantSet(ImmutableArray<TenantToRun> Tenants, ImmutableArray<TenantFileProblem> Problems);

/// <summary>A tenant with the settings to run it by.</summary>
/// <param name="Tenant">Its settings: the same object as at the last look as long as they are the same; its worker is made anew for another.</param>
/// <param name="Pause">Why it stands still; null when it works.</param>
public sealed record TenantToRun(Tenant Tenant, TenantPause? Pause);

/// <summary>What is wrong with a tenant file. No secret and no patient data: files are written by people.</summary>
/// <param name="File">File name without its folder.</param>
/// <param name="Line">Line, counted from 1.</param>
/// <param name="Code">Stable code such as <c>yaml.unknown-key</c>.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="RunsOn">Slug of the tenant that goes on with its last good settings; null when nothing runs for the file.</param>
public sealed record TenantFileProblem(string File, int Line, string Code, string Message, string? RunsOn);
