using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Tests.Building;

internal static class TestTenant
{
    public static Tenant Lakeside { get; } = new()
    {
        Slug = "lakeside",
        Name = "Lakeside Family Practice",
        TimeZone = PracticeTimeZone.Find("America/New_York"),
        Revision = "sha256:test",
        Ehr = new EhrSettings { BaseUrl = new Uri("https://ehr.lakeside.example/fhir") },
        Billing = new BillingSettings
        {
            Organization = new BillingOrganization("Lakeside Family Practice", "1234567893", "123456789", null, null),
            Charges = ImmutableSortedDictionary<string, decimal>.Empty.Add("99490", 125.00m).Add("99439", 95.50m),
        },
        Practitioners = [new PractitionerSetting("Practitioner/dr-default", "1999999992", "MD", null, false)],
        Policy = new TenantPolicy(),
    };

    public static Tenant With(Func<TenantPolicy, TenantPolicy> policy) => Lakeside with { Policy = policy(Lakeside.Policy) };

    public static Tenant WithBilling(Func<BillingSettings, BillingSettings> billing) => Lakeside with { Billing = billing(Lakeside.Billing) };

    public static PractitionerIdentity DrA { get; } = new("Practitioner/dr-a", "1111111112", PerformerRole.Practitioner);

    public static PractitionerIdentity DrB { get; } = new("Practitioner/dr-b", "1222222228", PerformerRole.Practitioner);

    public static PractitionerIdentity Nurse { get; } = new("Practitioner/rn-s", null, PerformerRole.ClinicalStaff);

    public static PractitionerIdentity SecondNurse { get; } = new("Practitioner/rn-t", null, PerformerRole.ClinicalStaff);

    public static PractitionerIdentity Desk { get; } = new("Practitioner/desk", null, PerformerRole.NonClinicalStaff);

    public static PractitionerIdentity Stranger { get; } = new("Practitioner/who", null, PerformerRole.Unknown);
}
