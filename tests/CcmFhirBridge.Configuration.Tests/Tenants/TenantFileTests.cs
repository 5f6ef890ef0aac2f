using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Configuration.VendorProfiles;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tests.Tenants;

public sealed class TenantFileTests
{
    [Fact]
    public void Every_key_of_the_file_reaches_the_tenant()
    {
        var tenant = TenantFiles.Good(TenantFiles.Whole);

        tenant.Slug.ShouldBe("lakeside");
        tenant.Name.ShouldBe("Lakeside Family Practice");
        tenant.TimeZone.Id.ShouldBe("America/Chicago");
        tenant.Revision.ShouldMatch("^sha256:[0-9a-f]{64}$");
        tenant.Practitioners.ShouldBe([
            new("Practitioner/dr-a", "1234567893", "MD", null, QualifyingParticipant: true),
            new("Practitioner/rn-s", null, "RN", PerformerRole.ClinicalStaff, QualifyingParticipant: false),
            new("Practitioner/desk", null, null, PerformerRole.NonClinicalStaff, QualifyingParticipant: false),
            new("Practitioner/np-b", null, null, PerformerRole.Practitioner, QualifyingParticipant: false),
        ]);
    }

    [Fact]
    public void The_connection_is_read()
    {
        var ehr = TenantFiles.Good(TenantFiles.Whole).Ehr;

        ehr.BaseUrl.ShouldBe(new Uri("https://ehr.lakeside.example/fhir"));
        ehr.Vendor.ShouldBe("medplum");
        ehr.HistoryMonths.ShouldBe(24);
        ehr.AllowedOrigins.ShouldBe([new Uri("https://files.lakeside.example")]);
        ehr.RequestsPerMinute.ShouldBe(60);
        ehr.RequestsInFlight.ShouldBe(2);
        ehr.Timeout.ShouldBe(TimeSpan.FromSeconds(45));
        ehr.Authorization.ShouldBe(new EhrAuthorization.Bearer(null));
        ehr.ReadForm.ShouldBe(new ReadForm(ReadNarrowing.LastUpdated));
        ehr.SyncEvery.ShouldBe(TimeSpan.FromMinutes(10));
        ehr.WriteClaim.ShouldBe(WriteBackMode.Off);
        ehr.WriteChargeItem.ShouldBe(WriteBackMode.Off);
    }

    [Theory]
    [InlineData("{ inFlight: 8 }", 8, "as many as requests")]
    [InlineData("{ inFlight: 8, reads: 3 }", 3, "the rest is left to what is written")]
    [InlineData("{ inFlight: 2, reads: 32 }", 2, "never more than requests")]
    [InlineData("{ reads: 32 }", 8, "nor than the vendor's profile says")]
    public void Searches_are_walked_at_the_same_time_as_far_as_requests_may_be(string limits, int reads, string why) =>
        TenantFiles.Good(TenantFiles.With("limits: { perMinute: 60, inFlight: 2, timeout: 45s }", $"limits: {limits}")).Ehr.ReadsInFlight.ShouldBe(reads, why);

    [Theory]
    [InlineData("auto", null)]
    [InlineData("update-as-create", WriteVerb.UpdateAsCreate)]
    [InlineData("conditional-update", WriteVerb.ConditionalUpdate)]
    [InlineData("transaction", WriteVerb.Transaction)]
    [InlineData("conditional-create", WriteVerb.ConditionalCreate)]
    [InlineData("plain-create", WriteVerb.PlainCreate)]
    public void A_way_of_writing_is_named_type_by_type(string word, WriteVerb? verb)
    {
        var ehr = TenantFiles.Good(TenantFiles.Whole.Replace(
            "writeBack: { claim: off, chargeItem: off }", $"writeBack: {{ claim: {word}, chargeItem: off, testPatient: Patient/zz-1 }}", StringComparison.Ordinal)).Ehr;

        ehr.WriteClaim.ShouldBe(verb is { } by ? WriteBackMode.By(by) : WriteBackMode.Auto);
        ehr.WriteChargeItem.ShouldBe(WriteBackMode.Off);
        ehr.TestPatient.ShouldBe("Patient/zz-1");
    }

    [Fact]
    public void The_bill_codes_of_an_EHR_are_read()
    {
        var codes = TenantFiles.Good(TenantFiles.Whole.Replace(
            "writeBack: { claim: off, chargeItem: off }",
            "writeBack: { claim: off, chargeItem: auto, billCodes: { source: https://fhir.cerner.com/s1/, type: CDM_SCHED, schedule: \"667687\", codes: { \"99490\": \"1001\" }, attribute: \"77\" } }",
            StringComparison.Ordinal)).Ehr.BillCodes.ShouldNotBeNull();

        (codes.Source, codes.Type, codes.Schedule, codes.Attribute, codes.Of("99490"), codes.Of("99439")).ShouldBe(("https://fhir.cerner.com/s1", "CDM_SCHED", "667687", "77", "1001", null));
        TenantFiles.Good(TenantFiles.Whole).Ehr.BillCodes.ShouldBeNull();
    }

    [Fact]
    public void The_billing_settings_are_read()
    {
        var billing = TenantFiles.Good(TenantFiles.Whole).Billing;

        billing.Organization.ShouldBe(new BillingOrganization("Lakeside Family Practice PLLC", "1234567893", "123456789", "207Q00000X",
            new PostalAddress("1 Lake Road", "Lakeside", "IL", "60601")));
        billing.DefaultPractitioner.ShouldBe("Practitioner/dr-a");
        billing.Setting.ShouldBe(PracticeSetting.Fqhc);
        billing.PlaceOfService.ShouldBe("22");
        billing.Locality.ShouldBe("10112-00");
        billing.Charges.ShouldBe([new("99439", 95.5m), new("99490", 125m)]);
        billing.FiledThrough.ShouldBe(FiledThrough.BillingSystem);
        billing.DateOfService.ShouldBe(DateOfServiceChoice.MonthEnd);
        billing.FirstMonth.ShouldBe(new ServiceMonth(2026, 5));
        billing.CloseOn.ShouldBe(7);
        billing.Release.ShouldBe(ReleaseMode.Auto);
    }

    [Fact]
    public void The_policy_is_read()
    {
        var policy = TenantFiles.Good(TenantFiles.Whole).Policy;

        policy.Coverage.ShouldBe(CoveragePolicy.AssumeMedicarePartB);
        policy.Attestation.ShouldBe(AttestationPolicy.CarePlan);
        policy.InitiatingVisit.ShouldBe(InitiatingVisitPolicy.Assumed);
        policy.Pathway.ShouldBe(PathwayPolicy.Staff);
        policy.PoolPractitionerTime.ShouldBeFalse();
        policy.CountContactAttempts.ShouldBeTrue();
        policy.LongestEntryMinutes.ShouldBe(120);
        policy.StrictSameDayVisit.ShouldBeTrue();
        policy.StrictComplexPlanRevision.ShouldBeTrue();
        policy.ParallelStaff.ShouldBe(ParallelStaffPolicy.Flag);
        policy.CountEncounterDiagnoses.ShouldBeTrue();
        policy.Conflicts["tcm"].ShouldBe(ConflictHandling.Warn);
        policy.Conflicts["rpm"].ShouldBe(ConflictHandling.Block);
        policy.Conflicts["99091"].ShouldBe(ConflictHandling.Hold);
        policy.Conflicts["home-health"].ShouldBe(ConflictHandling.Allow);
    }

    [Fact]
    public void What_is_left_out_has_the_default_of_the_domain()
    {
        var tenant = TenantFiles.Good(TenantFiles.Smallest);

        tenant.Policy.ShouldBe(new TenantPolicy());
        tenant.Ehr.ShouldBe(new EhrSettings { BaseUrl = new Uri("https://ehr.lakeside.example/fhir"), Profile = EmbeddedVendors.Of("generic") });
        tenant.Billing.ShouldBe(new BillingSettings { Organization = new("Lakeside", "1234567893", "123456789", null, null) });
        tenant.Billing.FirstMonth.ShouldBeNull();
    }

    [Fact]
    public void The_revision_is_the_hash_of_the_bytes()
    {
        var first = TenantFiles.Good(TenantFiles.Smallest).Revision;

        TenantFiles.Good(TenantFiles.Smallest).Revision.ShouldBe(first);
        TenantFiles.Good(TenantFiles.Smallest + "\n# a comment").Revision.ShouldNotBe(first);
    }

    [Fact]
    public void All_problems_of_a_file_are_told_together_with_their_lines()
    {
        var yaml = TenantFiles.Smallest
            .Replace("timeZone: America/New_York", "timezone: America/New_York", StringComparison.Ordinal)
            .Replace("npi: \"1234567893\"", "npi: \"1234567890\"", StringComparison.Ordinal);

        var problems = TenantFiles.Check(yaml).Problems;

        problems.Select(problem => (problem.Line, problem.Code)).ShouldBe([
            (1, "yaml.missing-key"), (3, "yaml.unknown-key"), (7, "yaml.value"),
        ]);
        problems[1].ToString().ShouldBe("lakeside.yaml:3: unknown key 'timezone'. Did you mean 'timeZone'?");
    }

    [Fact]
    public void Loading_a_bad_file_throws_one_exception_with_all_problems()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("lakeside.yaml", "tenant: lakeside\nnmae: Lakeside\n");

        var thrown = Should.Throw<ConfigurationException>(() => TenantFile.Load(path, resolveSecrets: false));

        thrown.Problems.Length.ShouldBe(5);
        thrown.Message.ShouldContain("lakeside.yaml:2: unknown key 'nmae'. Did you mean 'name'?");
    }

    [Fact]
    public void A_missing_file_is_told_in_words()
    {
        var problem = TenantFile.Check("/no/such/lakeside.yaml").Problems.ShouldHaveSingleItem();

        problem.Code.ShouldBe("file.unreadable");
        problem.Message.ShouldBe("there is no file /no/such/lakeside.yaml. Check the path, or create it with 'ccm-bridge tenant new'.");
    }
}
