using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Server.Tests;

internal static class Tenants
{
    public static Tenant Make(
        string slug = "lakeside", string zone = "America/New_York", string? firstMonth = "2026-01", int closeOn = 5, int everyMinutes = 5,
        string name = "Lakeside Family Practice") => new()
        {
            Slug = slug,
            Name = name,
            TimeZone = PracticeTimeZone.Find(zone),
            Revision = "sha256:00",
            Ehr = new EhrSettings { BaseUrl = new Uri("https://ehr.example/fhir"), SyncEvery = TimeSpan.FromMinutes(everyMinutes) },
            Billing = new BillingSettings
            {
                Organization = new BillingOrganization("Lakeside Family Practice", "1234567893", "123456789", Taxonomy: null, Address: null),
                FirstMonth = firstMonth is null ? null : ServiceMonth.Parse(firstMonth),
                CloseOn = closeOn,
            },
            Policy = new TenantPolicy(),
        };
}
