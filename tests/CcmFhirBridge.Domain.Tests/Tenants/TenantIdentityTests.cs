using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Tenants;

/// <summary>What never changes for a slug.</summary>
public sealed class TenantIdentityTests
{
    private static readonly TenantIdentity Identity = TenantIdentity.Of(TestTenant.Lakeside);

    [Fact]
    public void A_tenant_is_its_zone_its_practice_and_its_EHR() =>
        Identity.ShouldBe(new TenantIdentity("America/New_York", "123456789", "https://ehr.lakeside.example/fhir"));

    [Fact]
    public void A_slash_at_the_end_of_the_address_is_no_other_EHR() =>
        TenantIdentity.Of(TestTenant.Lakeside with { Ehr = TestTenant.Lakeside.Ehr with { BaseUrl = new Uri("https://ehr.lakeside.example/fhir/") } }).ShouldBe(Identity);

    [Fact]
    public void What_differs_is_named_by_its_key_in_the_tenant_file()
    {
        var zone = TestTenant.Lakeside with { TimeZone = PracticeTimeZone.Find("America/Chicago") };
        var practice = TestTenant.WithBilling(billing => billing with { Organization = billing.Organization with { Tin = "987654321" } });
        var ehr = TestTenant.Lakeside with { Ehr = TestTenant.Lakeside.Ehr with { BaseUrl = new Uri("https://other.example/fhir") } };
        Identity.Differences(Identity).ShouldBeEmpty();
        Identity.Differences(TenantIdentity.Of(zone)).ShouldBe(["timeZone"]);
        Identity.Differences(TenantIdentity.Of(practice)).ShouldBe(["billing.organization.tin"]);
        Identity.Differences(TenantIdentity.Of(ehr)).ShouldBe(["ehr.baseUrl"]);
        Identity.Differences(TenantIdentity.Of(ehr with { TimeZone = zone.TimeZone })).ShouldBe(["timeZone", "ehr.baseUrl"]);
    }

    [Fact]
    public void Nothing_is_nobodys_identity()
    {
        Should.Throw<ArgumentNullException>(() => TenantIdentity.Of(null!));
        Should.Throw<ArgumentNullException>(() => Identity.Differences(null!));
    }
}
