using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Tests.Tenants;

public sealed class TenantSettingsTests
{
    private static PayerSetting Setting(string payer, string? payor = null) => new() { Payer = payer, Payor = payor };

    private static CoverageRecord Coverage(params string[] payors) => new() { Source = new SourceReference("Coverage", "c"), Status = "active", Payors = [.. payors] };

    [Fact]
    public void What_a_tenant_file_leaves_out_is_the_careful_choice()
    {
        var billing = new BillingSettings { Organization = new BillingOrganization("Lakeside", "1234567893", "123456789", null, null) };
        (billing.Setting, billing.PlaceOfService, billing.Locality, billing.FiledThrough, billing.DateOfService, billing.FirstMonth, billing.CloseOn, billing.Release)
            .ShouldBe((PracticeSetting.Professional, "11", "national", FiledThrough.EhrClaim, DateOfServiceChoice.Threshold, null, 5, ReleaseMode.Approval));

        var policy = new TenantPolicy();
        (policy.Coverage, policy.Attestation, policy.InitiatingVisit, policy.Pathway, policy.ParallelStaff, policy.LongestEntryMinutes)
            .ShouldBe((CoveragePolicy.Fhir, AttestationPolicy.Explicit, InitiatingVisitPolicy.Required, PathwayPolicy.Ask, ParallelStaffPolicy.Once, 240));
        (policy.PoolPractitionerTime, policy.CountContactAttempts, policy.StrictSameDayVisit, policy.StrictComplexPlanRevision, policy.CountEncounterDiagnoses)
            .ShouldBe((true, false, false, false, false));

        var ehr = new EhrSettings { BaseUrl = new Uri("https://ehr.lakeside.example/fhir") };
        (ehr.Vendor, ehr.HistoryMonths, ehr.RequestsPerMinute, ehr.RequestsInFlight, ehr.Timeout, ehr.SyncEvery)
            .ShouldBe(("generic", 13, 240, 4, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5)));
        (ehr.Authorization, ehr.ReadForm, ehr.WriteClaim, ehr.WriteChargeItem).ShouldBe((EhrAuthorization.None, (ReadForm?)null, WriteBackMode.Auto, WriteBackMode.Auto));
    }

    [Fact]
    public void A_secret_is_shown_to_whoever_asks_for_it_and_to_nobody_else()
    {
        var secret = new SecretValue("s3cret");
        secret.Reveal().ShouldBe("s3cret");
        $"{secret}".ShouldBe("***");
    }

    [Fact]
    public void Every_way_to_sign_in_tells_its_secrets()
    {
        var (one, other) = (new SecretValue("one"), new SecretValue("other"));
        EhrAuthorization.None.Secrets.ShouldBeEmpty();
        new EhrAuthorization.Bearer(one).Secrets.ShouldBe([one]);
        new EhrAuthorization.ClientSecret("id", new Uri("https://ehr.lakeside.example/token"), one, []).Secrets.ShouldBe([one]);
        new EhrAuthorization.SmartBackend("id", null, new ClientKey("k1", ClientKeyAlgorithm.Es384, one), new ClientKey("k2", ClientKeyAlgorithm.Es384, other), []).Secrets.ShouldBe([one, other]);
        new EhrAuthorization.SmartBackend("id", null, null, null, []).Secrets.ShouldBeEmpty();
    }

    [Fact]
    public void A_payer_is_billed_by_the_entry_that_names_it_else_by_that_of_its_class()
    {
        var (first, second, acme) = (Setting("commercial"), Setting("commercial"), Setting("commercial", "Organization/acme"));
        PayerSetting.Find([first, second, acme], "commercial", Coverage("Organization/x", "Organization/acme")).ShouldBeSameAs(acme);
        PayerSetting.Find([first, second, acme], "commercial", Coverage("Organization/x")).ShouldBeSameAs(first);
        PayerSetting.Find([acme, first], "commercial", null).ShouldBeSameAs(first);
        PayerSetting.Find([acme], "commercial", Coverage("Organization/x")).ShouldBeNull();
        PayerSetting.Find([acme], "commercial", null).ShouldBeNull();
        PayerSetting.Find([first, acme], "medicare-advantage", Coverage("Organization/acme")).ShouldBeNull();
        PayerSetting.Find([first], null, Coverage("Organization/acme")).ShouldBeNull();
    }
}
