using CcmFhirBridge.Server.Fhir.Search;

namespace CcmFhirBridge.Server.Fhir.Serving;

/// <summary>
/// A FHIR type that we serve: what it can do is what the CapabilityStatement says, and its endpoints are mapped from it. The caller was let
/// in and holds the scope before any of it is asked.
/// </summary>
internal interface IServedType
{
    /// <summary>FHIR type.</summary>
    string Name { get; }

    /// <summary>Canonical of the profile that every resource of it keeps; null when there is none.</summary>
    string? Profile { get; }

    IReadOnlyList<ServedParameter> Parameters { get; }

    /// <summary>Parameters that a search may be ordered by.</summary>
    IReadOnlyList<string> Sorts { get; }

    /// <summary>What a search for this type may bring along.</summary>
    IReadOnlyList<ServedInclude> Includes { get; }

    /// <summary>The resource as it is now; null when there is none.</summary>
    Task<ServedResource?> ReadAsync(TenantCall call, string id);

    /// <summary>A version of it; null when there is none.</summary>
    Task<ServedResource?> ReadVersionAsync(TenantCall call, string id, long version);

    /// <summary>Its versions, newest first; empty when there is no such resource.</summary>
    Task<IReadOnlyList<ServedResource>> HistoryAsync(TenantCall call, string id);

    /// <summary>One page of matches.</summary>
    Task<ServedPage> SearchAsync(TenantCall call, SearchRequest request, PagePosition? after);

    /// <summary>How many matches there are.</summary>
    Task<long> CountAsync(TenantCall call, SearchRequest request);

    /// <summary>What comes along with a page.</summary>
    Task<IReadOnlyList<ServedResource>> IncludeAsync(TenantCall call, ServedInclude include, IReadOnlyList<ServedResource> page);
}
