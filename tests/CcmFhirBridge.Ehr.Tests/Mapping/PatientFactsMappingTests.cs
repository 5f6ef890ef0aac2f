using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

/// <summary>The rows of the default input profile other than Encounter.</summary>
public class PatientFactsMappingTests
{
    private const string Ours = "https://ccmfhirbridge.dev/fhir";
    private static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2026-04-10T16:00:00Z");

    [Theory]
    [InlineData("\"deceasedDateTime\":\"2026-04-10\"", true, false)]
    [InlineData("\"deceasedBoolean\":true", false, true)]
    [InlineData("\"deceasedBoolean\":false", false, false)]
    [InlineData("\"deceasedDateTime\":\"spring\"", false, true)]
    public void Death_is_read_with_and_without_a_date(string deceased, bool dated, bool undated)
    {
        var record = Practice.Record($$$$"""{"resourceType":"Patient","id":"p1",{{{{deceased}}}},"generalPractitioner":[{"reference":"Practitioner/dr-a"},{"reference":"Organization/o"}]}""");

        record.DiedAt.HasValue.ShouldBe(dated);
        record.DiedWithoutDate.ShouldBe(undated);
        record.GeneralPractitioners.ShouldHaveSingleItem().CanBillWithNpi.ShouldBeTrue();
    }

    [Fact]
    public void A_condition_keeps_codes_statuses_category_and_dates()
    {
        var condition = Practice.Record("""
            {"resourceType":"Condition","id":"c1","meta":{"versionId":"7"},"subject":{"reference":"Patient/p1"},
             "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
             "verificationStatus":{"coding":[{"code":"confirmed"}]},
             "category":[{"coding":[{"code":"encounter-diagnosis"}]}],
             "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.9"},{"system":"http://snomed.info/sct","code":"44054006"},{"system":"http://local","code":"0042"}]},
             "onsetDateTime":"2019","abatementDateTime":"2026-05"}
            """).Conditions.ShouldHaveSingleItem();

        condition.Source.ShouldBe(new SourceReference("Condition", "c1", "7"));
        condition.Codings.ShouldBe([new(ConditionCodeSystem.Icd10Cm, "E11.9"), new(ConditionCodeSystem.SnomedCt, "44054006"), new(ConditionCodeSystem.Other, "0042")]);
        condition.ClinicalStatus.ShouldBe("active");
        condition.VerificationStatus.ShouldBe("confirmed");
        condition.Category.ShouldBe(ConditionCategory.EncounterDiagnosis);
        condition.Onset.ShouldBe(Moment.InYear(2019));
        condition.Abatement.ShouldBe(Moment.In(new ServiceMonth(2026, 5)));
    }

    [Fact]
    public void A_ccm_consent_keeps_what_was_agreed_with_whom_and_what_was_told()
    {
        var consent = Practice.Record($$$$"""
            {"resourceType":"Consent","id":"k1","status":"active","category":[{"coding":[{"system":"{{{{Ours}}}}/CodeSystem/ccm-consent","code":"ccm"}]}],
             "patient":{"reference":"Patient/p1"},"dateTime":"2026-04-10T12:00:00-04:00",
             "provision":{"type":"permit","period":{"start":"2026-01-02","end":"2026-12-31"},"actor":[{"reference":{"reference":"Practitioner/dr-a"}}]},
             "extension":[{"url":"{{{{Ours}}}}/StructureDefinition/ccm-disclosures","extension":[{"url":"availability","valueBoolean":true},{"url":"rightToStop","valueBoolean":false}]}]}
            """).Consents.ShouldHaveSingleItem();

        consent.RecordedAt.ShouldBe(Moment.At(Noon));
        consent.PeriodStart.ShouldBe(Moment.On(new DateOnly(2026, 1, 2)));
        consent.PeriodEnd.ShouldBe(Moment.On(new DateOnly(2026, 12, 31)));
        consent.Denies.ShouldBeFalse();
        consent.BillingPractitioner!.Reference.ShouldBe("Practitioner/dr-a");
        consent.Disclosures.ShouldBe(new ConsentDisclosures(true, null, null, false));
    }

    [Fact]
    public void The_practitioner_extension_comes_before_an_actor_and_deny_is_refusal()
    {
        var consent = Practice.Record($$$$"""
            {"resourceType":"Consent","id":"k1","status":"rejected","category":[{"coding":[{"system":"{{{{Ours}}}}/CodeSystem/ccm-consent","code":"ccm"}]}],
             "patient":{"reference":"Patient/p1"},"provision":{"type":"deny","actor":[{"reference":{"reference":"Practitioner/dr-a"}}]},
             "extension":[{"url":"{{{{Ours}}}}/StructureDefinition/ccm-billing-practitioner","valueReference":{"reference":"Practitioner/dr-b"}}]}
            """).Consents.ShouldHaveSingleItem();

        consent.Denies.ShouldBeTrue();
        consent.Status.ShouldBe("rejected");
        consent.BillingPractitioner!.Reference.ShouldBe("Practitioner/dr-b");
    }

    [Fact]
    public void A_consent_to_something_else_says_nothing() =>
        Practice.Project("""{"resourceType":"Consent","id":"k1","status":"active","patient":{"reference":"Patient/p1"},"category":[{"coding":[{"code":"ccm"}]}]}""")
            .Facts.IsEmpty.ShouldBeTrue();

    [Fact]
    public void A_care_plan_keeps_author_dates_extensions_and_what_it_addresses()
    {
        var plan = Practice.Record($$$$"""
            {"resourceType":"CarePlan","id":"cp1","status":"active","intent":"plan","category":[{"coding":[{"system":"{{{{Ours}}}}/CodeSystem/ccm-plan","code":"ccm"}]}],
             "subject":{"reference":"Patient/p1"},"author":{"reference":"Practitioner/dr-a"},"period":{"start":"2026-01-02"},"created":"2026-01-01",
             "addresses":[{"reference":"Condition/c1"},{"reference":"Condition/c2"}],
             "extension":[{"url":"{{{{Ours}}}}/StructureDefinition/ccm-plan-shared","valueDateTime":"2026-01-03"},
              {"url":"{{{{Ours}}}}/StructureDefinition/ccm-plan-revised","valueDateTime":"2026-04-10T12:00:00-04:00"},
              {"url":"{{{{Ours}}}}/StructureDefinition/ccm-attestation","extension":[{"url":"attester","valueReference":{"reference":"Practitioner/dr-a"}},
               {"url":"date","valueDate":"2026-01-04"},{"url":"expectedDuration","valueBoolean":true},{"url":"significantRisk","valueBoolean":true}]}]}
            """).CarePlans.ShouldHaveSingleItem();

        (plan.IsCcmCategory, plan.Status, plan.Intent).ShouldBe((true, "active", "plan"));
        plan.Author!.Role.ShouldBe(PerformerRole.Practitioner);
        (plan.Start, plan.Created).ShouldBe((Moment.On(new DateOnly(2026, 1, 2)), Moment.On(new DateOnly(2026, 1, 1))));
        (plan.SharedAt, plan.RevisedAt).ShouldBe((Moment.On(new DateOnly(2026, 1, 3)), Moment.At(Noon)));
        plan.Addresses.ShouldBe(["Condition/c1", "Condition/c2"]);
        plan.Attestation!.Attester!.Reference.ShouldBe("Practitioner/dr-a");
        (plan.Attestation.Date, plan.Attestation.ExpectedDuration, plan.Attestation.SignificantRisk).ShouldBe((Moment.On(new DateOnly(2026, 1, 4)), true, true));
    }

    [Fact]
    public void An_assess_plan_is_a_care_plan_of_another_category() =>
        Practice.Record("""{"resourceType":"CarePlan","id":"cp1","status":"active","intent":"plan","category":[{"coding":[{"system":"http://hl7.org/fhir/us/core/CodeSystem/careplan-category","code":"assess-plan"}]}],"subject":{"reference":"Patient/p1"}}""")
            .CarePlans.ShouldHaveSingleItem().IsCcmCategory.ShouldBeFalse();

    [Theory]
    [InlineData("https://nahdo.org/sopt", "121", "121")]
    [InlineData("urn:oid:2.16.840.1.113883.3.221.5", "111", "111")]
    [InlineData("http://local", "MCARE B", null)]
    public void A_coverage_keeps_the_payer_type_it_can_tell(string system, string code, string? payer)
    {
        var coverage = Practice.Record($$$$"""
            {"resourceType":"Coverage","id":"v1","status":"active","beneficiary":{"reference":"Patient/p1"},"order":2,
             "type":{"coding":[{"system":"{{{{system}}}}","code":"{{{{code}}}}"}]},"period":{"start":"2020-01-01","end":"2026-06-30"}}
            """).Coverages.ShouldHaveSingleItem();

        coverage.PayerTypeCode.ShouldBe(payer);
        (coverage.Status, coverage.Order).ShouldBe(("active", 2));
        (coverage.Start, coverage.End).ShouldBe((Moment.On(new DateOnly(2020, 1, 1)), Moment.On(new DateOnly(2026, 6, 30))));
    }

    [Theory]
    //          payer types of one Coverage     the one that stands; none where they contradict each other
    [InlineData("121 111", "111")]
    [InlineData("11 121", "11")]
    [InlineData("111 112", "111")]
    [InlineData("111 5", "111")]
    [InlineData("1 121", "121")]
    [InlineData("1 12 121", "121")]
    [InlineData("1 11", "11")]
    [InlineData("129 121", null)]
    [InlineData("121 5", null)]
    [InlineData("2 1 121", null)]
    [InlineData("121 5 111", "111")]
    [InlineData("121 121", "121")]
    public void The_order_of_the_payer_types_of_a_coverage_decides_nothing(string codes, string? payer)
    {
        string? Of(IEnumerable<string> written) => Practice.Record($$$$"""
            {"resourceType":"Coverage","id":"v1","status":"active","beneficiary":{"reference":"Patient/p1"},
             "type":{"coding":[{"system":"http://local","code":"X"},{{{{string.Join(',', written.Select(code => $$"""{"system":"https://nahdo.org/sopt","code":"{{code}}"}"""))}}}}]}}
            """).Coverages.ShouldHaveSingleItem().PayerTypeCode;

        Of(codes.Split(' ')).ShouldBe(payer);
        Of(codes.Split(' ').Reverse()).ShouldBe(payer);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\"payor\":[{\"reference\":\"Organization/acme\"}],", "Organization/acme")]
    [InlineData("\"payor\":[{\"reference\":\"Organization/acme\"},{\"reference\":\"Organization/acme-west\"}],", "Organization/acme Organization/acme-west")]
    [InlineData("\"payor\":[{\"reference\":\"Patient/p1\"}],", "")]
    [InlineData("\"payor\":[{\"display\":\"ACME\"}, 7, null],", "")]
    [InlineData("\"payor\":{\"reference\":\"Organization/acme\"},", "")]
    public void A_coverage_keeps_the_organizations_that_pay(string payor, string expected)
    {
        var record = Practice.Record($$$$"""{"resourceType":"Coverage","id":"v1","status":"active",{{{{payor}}}}"subscriberId":"1EG4-TE5-MK73","beneficiary":{"reference":"Patient/p1"}}""");

        var coverage = record.Coverages.ShouldHaveSingleItem();
        coverage.Payors.ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        coverage.MemberKey.ShouldNotBeNull();
        record.Gaps.ShouldBeEmpty();
    }

    private static string Claim(string status = "active", string use = "claim", string identifier = "http://theirs") => $$$$"""
        {"resourceType":"Claim","id":"cl1","identifier":[{"system":"{{{{identifier}}}}","value":"1"}],"status":"{{{{status}}}}","use":"{{{{use}}}}","patient":{"reference":"Patient/p1"},
         "item":[{"sequence":1,"careTeamSequence":[2],"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99214"}]},"servicedDate":"2026-04-09"},
                 {"sequence":2,"productOrService":{"coding":[{"system":"http://snomed.info/sct","code":"1"}]}},
                 {"sequence":3,"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99457"}]}}],
         "careTeam":[{"sequence":1,"provider":{"reference":"Practitioner/rn-s"}},{"sequence":2,"provider":{"reference":"Practitioner/dr-a"}}],
         "provider":{"reference":"Organization/o1"},"billablePeriod":{"start":"2026-04-01","end":"2026-04-30"}}
        """;

    [Theory]
    [InlineData("""[{"reference":"Encounter/e1"},{"reference":"https://ehr.lakeside.example/fhir/Encounter/e2/_history/3"}]""", "e1 e2")]
    [InlineData("""[{"reference":"urn:uuid:0b8f1c3a-0000-4000-8000-000000000001"}]""", "0b8f1c3a-0000-4000-8000-000000000001")]
    [InlineData("""[{"reference":"EpisodeOfCare/e1"},{"reference":"https://elsewhere.example/fhir/Encounter/e1"},{"display":"a visit"},17]""", "")]
    [InlineData("""{"reference":"Encounter/e1"}""", "")]
    public void A_claim_names_the_encounters_that_it_bills_item_by_item(string encounters, string ids)
    {
        var services = Practice.Record(Claim().Replace("{\"sequence\":3,", "{\"sequence\":3,\"encounter\":" + encounters + ",")).OtherServices;

        services.Select(service => string.Join(' ', service.Encounters)).ShouldBe(["", ids]);
    }

    [Fact]
    public void Another_claim_gives_its_coded_items_with_dates_and_people()
    {
        var services = Practice.Record(Claim()).OtherServices;

        services.Select(service => service.Code).ShouldBe(["99214", "99457"]);
        services[0].Start.ShouldBe(Moment.On(new DateOnly(2026, 4, 9)));
        services[0].Performers.ShouldHaveSingleItem().Reference.ShouldBe("Practitioner/dr-a");
        services[1].End.ShouldBe(Moment.On(new DateOnly(2026, 4, 30)));
        services[1].Performers.Length.ShouldBe(2);
        services[1].Organization.ShouldBe("Organization/o1");
    }

    [Theory]
    [InlineData("cancelled", "claim", "http://theirs")]
    [InlineData("active", "preauthorization", "http://theirs")]
    [InlineData("active", "claim", Ours + "/identifier/claim")]
    public void A_claim_that_does_not_stand_or_is_ours_is_no_other_service(string status, string use, string identifier) =>
        Practice.Record(Claim(status, use, identifier)).OtherServices.ShouldBeEmpty();

    [Theory]
    [InlineData("ChargeItem", "billable", "occurrenceDateTime", 1)]
    [InlineData("ChargeItem", "not-billable", "occurrenceDateTime", 0)]
    [InlineData("ChargeItem", "entered-in-error", "occurrenceDateTime", 0)]
    [InlineData("Procedure", "completed", "performedDateTime", 1)]
    [InlineData("Procedure", "not-done", "performedDateTime", 0)]
    public void Charges_and_procedures_are_services_while_they_stand(string type, string status, string date, int services)
    {
        var found = Practice.Record($$$$"""
            {"resourceType":"{{{{type}}}}","id":"s1","status":"{{{{status}}}}","subject":{"reference":"Patient/p1"},"code":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99495"}]},
             "{{{{date}}}}":"2026-04-09","performer":[{"actor":{"reference":"Practitioner/dr-a"}}]}
            """).OtherServices;

        found.Length.ShouldBe(services);
        if (services > 0)
            found[0].Performers.ShouldHaveSingleItem().Npi.ShouldBe("1234567893");
    }

    [Theory]
    [InlineData("ChargeItem", "billable", "context", "Encounter/e1", "e1")]
    [InlineData("ChargeItem", "billable", "context", "https://ehr.lakeside.example/fhir/Encounter/e2/_history/3", "e2")]
    [InlineData("ChargeItem", "billable", "context", "EpisodeOfCare/e1", "")]
    [InlineData("ChargeItem", "billable", "encounter", "Encounter/e1", "")]
    [InlineData("Procedure", "completed", "encounter", "Encounter/e1", "e1")]
    [InlineData("Procedure", "completed", "encounter", "https://elsewhere.example/fhir/Encounter/e1", "")]
    public void Each_code_of_a_charge_or_procedure_is_of_its_encounter(string type, string status, string element, string reference, string id)
    {
        var found = Practice.Record($$$$"""
            {"resourceType":"{{{{type}}}}","id":"s1","status":"{{{{status}}}}","subject":{"reference":"Patient/p1"},"{{{{element}}}}":{"reference":"{{{{reference}}}}"},
             "code":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99213"},{"system":"http://www.ama-assn.org/go/cpt","code":"99214"}]}}
            """).OtherServices;

        found.Select(service => string.Join(' ', service.Encounters)).ShouldBe([id, id]);
    }
}
