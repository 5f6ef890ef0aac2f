using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Benchmarks;

/// <summary>A practice to measure with, and a catalog that knows nothing: what conditions mean is not measured here.</summary>
internal static class BenchmarkTenant
{
    public static Tenant Create() => new()
    {
        Slug = "benchmark",
        Name = "Benchmark Practice",
        TimeZone = PracticeTimeZone.Find("America/New_York"),
        Revision = "sha256:0",
        Ehr = new EhrSettings { BaseUrl = new Uri("https://ehr.benchmark.example/fhir") },
        Billing = new BillingSettings { Organization = new BillingOrganization("Benchmark Practice", "1234567893", "123456789", null, null) },
        Policy = new TenantPolicy(),
    };

    public sealed class NoCatalog : IConditionCatalog
    {
        public ConditionClassification Classify(ReadOnlySpan<ConditionCoding> codings) => default;
    }
}
