using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Claims.Conformance;
using CcmFhirBridge.Claims.Tests.Testing;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Claims.Tests.Conformance;

public sealed class ConformanceGateClaimTests
{
    private static readonly byte[] Usual = Requests.Claim(Requests.Usual());

    [Fact]
    public void A_claim_of_a_usual_month_conforms() => ConformanceGate.Default.Check(Usual).ShouldBeEmpty();

    private static readonly ServiceLine Planning = Requests.Line("G0506", 1, 66.47m) with { DateOfService = new DateOnly(2026, 4, 2), Visit = new SourceReference("Encounter", "v1", "1") };

    [Fact]
    public void A_claim_with_extended_planning_on_the_day_of_its_visit_conforms()
    {
        ConformanceGate.Default.Check(Requests.Claim(Requests.Of(Requests.Plan(Requests.Line("99490", 1, 125m), Planning)))).ShouldBeEmpty();
        ConformanceGate.Default.Check(Requests.Charge(Requests.Of(Requests.Plan(Requests.Line("99490", 1, 125m), Planning)), 1)).ShouldBeEmpty();
    }

    [Fact]
    public void Extended_planning_never_stands_without_its_visit_nor_on_the_day_of_the_complex_code()
    {
        Check(Requests.Line("99490", 1, 125m), Planning with { Visit = null }).ShouldContain(problem => problem.StartsWith("Claim: ccm-visit-add-on"));
        Check(Requests.Line("99487", 1, 144m), Planning with { DateOfService = Requests.ThresholdDay }).ShouldContain(problem => problem.StartsWith("Claim: ccm-visit-add-on"));
        Check(Requests.Line("99487", 1, 144m), Planning).ShouldBeEmpty();
        Check(Requests.Line("99490", 1, 125m), Requests.Line("99439", 1, 60m) with { DateOfService = new DateOnly(2026, 4, 2) }).ShouldContain(problem => problem.StartsWith("Claim: ccm-one-day"));
        Check(Requests.Line("G0511", 1, 54m)).ShouldContain(problem => problem.StartsWith("Claim: ccm-professional"));
        Check(Requests.Line("G2058", 1, 40m)).ShouldContain(problem => problem.StartsWith("Claim: ccm-add-on"));

        static IReadOnlyList<string> Check(params ServiceLine[] lines) => ConformanceGate.Default.Check(Requests.Claim(Requests.Of(Requests.Plan(lines))));
    }

    // Of a replacement: place | new JSON, or - to remove it | start of the problem
    [Theory]
    [InlineData("related", "-", "Claim: ccm-replaces")]
    [InlineData("related[0].claim", "-", "Claim.related[0].claim: is missing")]
    [InlineData("related[0].claim.identifier", "-", "Claim.related[0].claim.identifier: is missing")]
    [InlineData("related[0].claim.identifier.value", "\"00000000000000000R1\"", "Claim: ccm-replaces-earlier")]
    [InlineData("related[0].claim.reference", "\"Claim/1\"", "Claim.related[0].claim.reference: is not allowed")]
    [InlineData("related[0].relationship", "-", "Claim.related[0].relationship: is missing")]
    [InlineData("related[0].relationship.coding[0].code", "\"associated\"", "Claim.related[0].relationship: must match the pattern")]
    [InlineData("supportingInfo[6].code.coding[0].code", "\"1\"", "Claim.supportingInfo[6].code: ccm-frequency")]
    [InlineData("supportingInfo[6].code", "-", "Claim.supportingInfo[6].code: is missing")]
    [InlineData("supportingInfo[6].valueString", "\"x\"", "Claim.supportingInfo[6].value: is not allowed")]
    public void A_replacement_names_what_it_replaces_and_its_frequency(string place, string json, string problem)
    {
        var replacement = Requests.Claim(Requests.Usual() with { Revision = 2, Replaces = new ClaimReplacement(Requests.Usual().RevisionIdentifier, "77", IsVoid: false) });
        ConformanceGate.Default.Check(replacement).ShouldBeEmpty();
        ConformanceGate.Default.Check(JsonEdit.With(replacement, place, json == "-" ? null : json)).ShouldContain(found => found.StartsWith(problem));
    }

    // place | new JSON, or - to remove it | start of the problem
    [Theory]
    [InlineData("meta", "-", "Claim.meta: is missing")]
    [InlineData("meta.profile[0]", "\"http://other.example/profile\"", "Claim: ccm-profile")]
    [InlineData("text", "{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">x</div>\"}", "Claim.text: is not allowed")]
    [InlineData("contained", "[{\"resourceType\":\"Patient\",\"id\":\"x\"}]", "Claim.contained: is not allowed")]
    [InlineData("identifier[0]", "-", "Claim.identifier: is missing of kind claim")]
    [InlineData("identifier[1]", "-", "Claim.identifier: is missing of kind claimRevision")]
    [InlineData("identifier[0].type", "-", "Claim.identifier[0].type: is missing")]
    [InlineData("identifier[0].type.coding[0].code", "\"FILL\"", "Claim.identifier[0].type: must match the pattern")]
    [InlineData("identifier[0].value", "\"lakeside-p1\"", "Claim.identifier[0].value: ccm-claim-id")]
    [InlineData("identifier[1].value", "\"00000000000000000R1\"", "Claim: ccm-identifiers")]
    [InlineData("status", "-", "Claim.status: is missing")]
    [InlineData("status", "\"final\"", "Claim.status: is not valid R4")]
    [InlineData("type", "-", "Claim.type: is missing")]
    [InlineData("type.coding[0].code", "\"institutional\"", "Claim.type: must match the pattern")]
    [InlineData("type.coding[0].system", "-", "Claim.type: must match the pattern")]
    [InlineData("subType", "{\"text\":\"ccm\"}", "Claim.subType: is not allowed")]
    [InlineData("use", "\"predetermination\"", "Claim.use: must have the fixed value")]
    [InlineData("patient", "-", "Claim.patient: is missing")]
    [InlineData("patient.reference", "\"Practitioner/p1\"", "Claim.patient.reference: ccm-patient")]
    [InlineData("patient.display", "\"Somebody\"", "Claim.patient.display: is not allowed")]
    [InlineData("billablePeriod", "-", "Claim.billablePeriod: is missing")]
    [InlineData("billablePeriod.end", "-", "Claim.billablePeriod.end: is missing")]
    [InlineData("billablePeriod.start", "\"2026-04-02\"", "Claim.billablePeriod.start: ccm-day")]
    [InlineData("billablePeriod.end", "\"2026-05-31\"", "Claim.billablePeriod: ccm-month")]
    [InlineData("created", "-", "Claim.created: is missing")]
    [InlineData("created", "\"yesterday\"", "Claim.created: is not valid R4")]
    [InlineData("provider", "-", "Claim.provider: is missing")]
    [InlineData("provider.type", "\"Practitioner\"", "Claim.provider: ccm-practice")]
    [InlineData("provider.identifier.system", "\"urn:oid:2.16.840.1.113883.4.4\"", "Claim.provider.identifier.system: must have the fixed value")]
    [InlineData("provider.identifier.value", "\"12345\"", "Claim.provider.identifier: ccm-npi")]
    [InlineData("priority", "-", "Claim.priority: is missing")]
    [InlineData("priority.coding[0].code", "\"stat\"", "Claim.priority: must match the pattern")]
    [InlineData("careTeam", "-", "Claim.careTeam: is missing")]
    [InlineData("careTeam[0].provider.identifier", "-", "Claim.careTeam[0].provider.identifier: is missing")]
    [InlineData("careTeam[0].responsible", "false", "Claim.careTeam[0].responsible: must have the fixed value")]
    [InlineData("careTeam[0].role.coding[0].code", "\"assist\"", "Claim.careTeam[0].role: must match the pattern")]
    [InlineData("careTeam[0].sequence", "7", "Claim: ccm-care-team-pointer")]
    [InlineData("supportingInfo[0]", "-", "Claim.supportingInfo: is missing of kind countedTime")]
    [InlineData("supportingInfo[0].valueQuantity.code", "\"min\"", "Claim.supportingInfo[0].value.code: must have the fixed value")]
    [InlineData("supportingInfo[0].valueQuantity.value", "0.5", "Claim.supportingInfo[0].value: ccm-seconds")]
    [InlineData("supportingInfo[0].category.text", "-", "Claim.supportingInfo[0].category.text: is missing")]
    [InlineData("supportingInfo[1].category.coding[0].code", "\"minutes\"", "Claim.supportingInfo[1].category: must be a code of the bound value set")]
    [InlineData("supportingInfo[1].category.coding[0].code", "\"minutes\"", "Claim.supportingInfo[1]: is none of the kinds")]
    [InlineData("supportingInfo[1].valueReference.reference", "\"Patient/p2\"", "Claim.supportingInfo[1].value: ccm-time-entry")]
    [InlineData("supportingInfo[1].valueReference", "{\"type\":\"Encounter\"}", "Claim.supportingInfo[1].value: ccm-time-entry")]
    [InlineData("supportingInfo[1].valueReference", "{\"type\":\"Encounter\",\"identifier\":{\"system\":\"urn:x\",\"value\":\"a\"}}", "Claim.supportingInfo[1].value: ccm-time-entry")]
    [InlineData("supportingInfo[2].sequence", "2", "Claim: ccm-sequence")]
    [InlineData("supportingInfo[5]", "-", "Claim.supportingInfo: is missing of kind rulePack")]
    [InlineData("diagnosis", "-", "Claim.diagnosis: is missing")]
    [InlineData("diagnosis[0].type", "-", "Claim: ccm-principal")]
    [InlineData("diagnosis[0].diagnosisCodeableConcept.coding[0].system", "\"http://snomed.info/sct\"", "Claim.diagnosis[0].diagnosis.coding[0].system: must have the fixed value")]
    [InlineData("diagnosis[0].diagnosisCodeableConcept.coding[0].code", "\"E119\"", "Claim.diagnosis[0].diagnosis: ccm-icd")]
    [InlineData("insurance", "-", "Claim.insurance: is missing")]
    [InlineData("insurance[0].focal", "false", "Claim: ccm-focal")]
    [InlineData("insurance[0].coverage", "-", "Claim.insurance[0].coverage: is missing")]
    [InlineData("item", "-", "Claim.item: is missing")]
    [InlineData("item[0]", "-", "Claim: ccm-add-on")]
    [InlineData("item[0].sequence", "3", "Claim: ccm-add-on")]
    [InlineData("item[0].diagnosisSequence[1]", "9", "Claim: ccm-diagnosis-pointer")]
    [InlineData("item[0].diagnosisSequence", "-", "Claim.item[0].diagnosisSequence: is missing")]
    [InlineData("item[0].diagnosisSequence", "[1,2,1,2,1]", "Claim.item[0].diagnosisSequence: may occur 4 times at most")]
    [InlineData("item[0].informationSequence[0]", "99", "Claim: ccm-information-pointer")]
    [InlineData("item[0].productOrService", "-", "Claim.item[0].productOrService: is missing")]
    [InlineData("item[0].productOrService.coding[0].system", "\"http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets\"", "Claim.item[0].productOrService: ccm-code")]
    [InlineData("item[1].productOrService.coding[0].code", "\"99490\"", "Claim: ccm-one-code")]
    [InlineData("item[0].servicedDate", "-", "Claim.item[0].serviced: is missing")]
    [InlineData("item[0].servicedDate", "\"2026-05-01\"", "Claim.item[0]: ccm-serviced")]
    [InlineData("item[0].servicedDate", "\"2026-04-20\"", "Claim: ccm-one-day")]
    [InlineData("item[0].locationCodeableConcept", "-", "Claim.item[0].location: is missing")]
    [InlineData("item[0].locationCodeableConcept.coding[0].code", "\"00\"", "Claim.item[0].location: must be a code of the bound value set")]
    [InlineData("item[0].quantity.value", "0", "Claim.item[0]: ccm-units")]
    [InlineData("item[1].quantity.value", "3", "Claim.item[1]: ccm-net")]
    [InlineData("item[0].unitPrice", "-", "Claim.item[0].unitPrice: is missing")]
    [InlineData("item[0].net.currency", "-", "Claim.item[0].net.currency: is missing")]
    [InlineData("item[0].net.currency", "\"EUR\"", "Claim.item[0].net.currency: must have the fixed value")]
    [InlineData("item[0].net.value", "125.005", "Claim.item[0].net: ccm-cents")]
    [InlineData("item[0].encounter", "-", "Claim.item[0].encounter: is missing")]
    [InlineData("item[0].encounter[0].reference", "\"Encounter/other\"", "Claim: ccm-evidence")]
    [InlineData("item[0].encounter[0]", "{\"type\":\"Encounter\",\"identifier\":{\"system\":\"https://ccmfhirbridge.dev/fhir/identifier/time-entry\",\"value\":\"other\"}}", "Claim: ccm-evidence")]
    [InlineData("item[0].detail", "[{\"sequence\":1,\"productOrService\":{\"text\":\"x\"}}]", "Claim.item[0].detail: is not allowed")]
    [InlineData("total", "-", "Claim.total: is missing")]
    [InlineData("total.value", "257.61", "Claim: ccm-total")]
    [InlineData("colour", "\"blue\"", "Claim.colour: is not valid R4")]
    public void A_broken_claim_is_refused_with_its_path(string place, string json, string problem)
    {
        var broken = JsonEdit.With(Usual, place, json == "-" ? null : json);

        ConformanceGate.Default.Check(broken).ShouldContain(found => found.StartsWith(problem), string.Join("\n", ConformanceGate.Default.Check(broken)));
    }

    [Fact]
    public void A_place_of_service_as_an_address_is_refused()
    {
        var broken = JsonEdit.With(JsonEdit.With(Usual, "item[0].locationCodeableConcept", null), "item[0].locationAddress", "{\"state\":\"NY\"}");

        ConformanceGate.Default.Check(broken).ShouldContain(found => found.StartsWith("Claim.item[0].location: must be of type CodeableConcept"));
    }

    [Theory]
    [InlineData("patient.display", "\"Marigold Example\"", "Marigold")]
    [InlineData("identifier[0].value", "\"Marigold-1941\"", "Marigold")]
    [InlineData("status", "\"Marigold\"", "Marigold")]
    [InlineData("created", "\"Marigold\"", "Marigold")]
    [InlineData("item[0].net.value", "\"Marigold\"", "Marigold")]
    public void A_problem_never_tells_a_value(string place, string json, string marked)
    {
        var problems = ConformanceGate.Default.Check(JsonEdit.With(Usual, place, json));

        problems.ShouldNotBeEmpty();
        problems.ShouldAllBe(problem => !problem.Contains(marked));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"resourceType\":\"Claimm\"}")]
    public void What_is_not_a_resource_is_refused(string body) =>
        ConformanceGate.Default.Check(System.Text.Encoding.UTF8.GetBytes(body)).ShouldBe(["$: is not a readable FHIR R4 resource"]);

    [Fact]
    public void A_type_without_a_profile_of_ours_is_refused() =>
        ConformanceGate.Default.Check("{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"}}"u8.ToArray())
            .ShouldBe(["Basic: no profile of ours is for this type"]);

    [Fact]
    public void The_rules_that_are_left_out_are_few_and_known() =>
        ConformanceGate.SkippedInvariants.ShouldBe(["ele-1", "txt-1", "txt-2", "dom-3"]);
}
