using CcmFhirBridge.Configuration.VendorProfiles;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.ContractTests.Ehrs;

/// <summary>A tenant whose EHR is somewhere on this machine.</summary>
internal static class Tenants
{
    // Longer than any wait that the clock skips, so only a test of the limit itself sets a shorter one.
    private static readonly TimeSpan Never = TimeSpan.FromHours(20);

    public static Tenant At(string baseUrl, Func<EhrSettings, EhrSettings>? change = null)
    {
        var settings = new EhrSettings { BaseUrl = new Uri(baseUrl), Profile = EmbeddedVendors.Of("generic"), Timeout = Never, RequestsPerMinute = 10_000, Authorization = new EhrAuthorization.Bearer(new SecretValue("secret-token")) };
        return new Tenant
        {
            Slug = "lakeside",
            Name = "Lakeside Family Practice",
            TimeZone = PracticeTimeZone.Find("America/New_York"),
            Revision = "sha256:0",
            Ehr = change is null ? settings : change(settings),
            Billing = new BillingSettings { Organization = new BillingOrganization("Lakeside", "1234567893", "123456789", null, null) },
            Policy = new TenantPolicy(),
        };
    }
}
