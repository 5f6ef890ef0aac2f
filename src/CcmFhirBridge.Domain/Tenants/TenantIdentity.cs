using System.Collections.Immutable;

namespace CcmFhirBridge.Domain.Tenants;

/// <summary>
/// What a tenant's stored data stands on besides its slug: read from this EHR, for this practice, cut into days and months by this zone. It
/// never changes for a slug; another value is another tenant.
/// </summary>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Tin">Tax number of the practice.</param>
/// <param name="BaseUrl">FHIR base URL of its EHR without a trailing slash.</param>
public sealed record TenantIdentity(string TimeZone, string Tin, string BaseUrl)
{
    /// <summary>The identity that a tenant file states.</summary>
    public static TenantIdentity Of(Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return new TenantIdentity(tenant.TimeZone.Id, tenant.Billing.Organization.Tin, tenant.Ehr.BaseUrl.AbsoluteUri.TrimEnd('/'));
    }

    /// <summary>Every part by the path of its key in the tenant file, in a fixed order.</summary>
    public ImmutableArray<(string Key, string Value)> Parts =>
        [("timeZone", TimeZone), ("billing.organization.tin", Tin), ("ehr.baseUrl", BaseUrl)];

    /// <summary>Keys whose value in <paramref name="other"/> is another.</summary>
    public ImmutableArray<string> Differences(TenantIdentity other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return [.. Parts.Zip(other.Parts).Where(pair => pair.First.Value != pair.Second.Value).Select(pair => pair.First.Key)];
    }
}
