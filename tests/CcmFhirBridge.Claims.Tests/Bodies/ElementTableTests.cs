using CcmFhirBridge.Claims.Tests.Testing;

namespace CcmFhirBridge.Claims.Tests.Bodies;

/// <summary>Every element that leaves, where its value comes from, and every element that is left out on purpose with the reason.</summary>
public sealed class ElementTableTests
{
    private const string Dash = "-";

    // element (no indexes) | where its value comes from | values in the usual month; a dash: not written, the second column says why
    private static readonly (string Element, string Source, string Values)[] Claim =
    [
        ("resourceType", "FHIR R4", "Claim"),
        ("meta.profile", "our profile", "https://ccmfhirbridge.dev/fhir/StructureDefinition/ccm-claim"),
        ("meta.tag", "the state of a body lives in the ledger; a tag would have to be edited in place", Dash),
        ("identifier.type.coding.system", "PCT: typed", "http://terminology.hl7.org/CodeSystem/v2-0203"),
        ("identifier.type.coding.code", "PCT: placer", "PLAC"),
        ("identifier.system", "DESIGN 6: claim, claim-revision", "https://ccmfhirbridge.dev/fhir/identifier/claim https://ccmfhirbridge.dev/fhir/identifier/claim-revision"),
        ("identifier.value", "order.Identifier, and with R and order.Revision; no payer control number exists before the payer gave one", "0VR4XZ560J25N9Y0T 0VR4XZ560J25N9Y0TR1"),
        ("status", "tenant billing.filedThrough: active when it is ehr-claim", "active"),
        ("type.coding.system", "always", "http://terminology.hl7.org/CodeSystem/claim-type"),
        ("type.coding.code", "always", "professional"),
        ("use", "always", "claim"),
        ("patient.reference", "plan.Patient, in the id space of the EHR", "Patient/p1"),
        ("billablePeriod.start", "plan.Month, first day", "2026-04-01"),
        ("billablePeriod.end", "plan.Month, last day", "2026-04-30"),
        ("created", "order.Created in the practice's zone", "2026-05-05T08:30:00-04:00"),
        ("insurer", "the plan knows a Coverage, not its payer's Organization", Dash),
        ("provider.type", "always: the practice", "Organization"),
        ("provider.identifier.system", "NPI", "http://hl7.org/fhir/sid/us-npi"),
        ("provider.identifier.value", "tenant billing.organization.npi", "1982746509"),
        ("provider.display", "tenant billing.organization.name", "Lakeside Family Practice"),
        ("priority.coding.system", "always", "http://terminology.hl7.org/CodeSystem/processpriority"),
        ("priority.coding.code", "always", "normal"),
        ("related", "a first claim corrects nothing", Dash),
        ("facility", "the service facility is the practice", Dash),
        ("careTeam.sequence", "position", "1"),
        ("careTeam.provider.reference", "plan.BillingPractitioner", "Practitioner/dr-a"),
        ("careTeam.provider.identifier.system", "NPI", "http://hl7.org/fhir/sid/us-npi"),
        ("careTeam.provider.identifier.value", "plan.BillingPractitioner", "1234567893"),
        ("careTeam.responsible", "always: the one who bills", "true"),
        ("careTeam.role.coding.system", "always", "http://terminology.hl7.org/CodeSystem/claimcareteamrole"),
        ("careTeam.role.coding.code", "always", "primary"),
        ("careTeam.qualification", "the tenant file has the practice's taxonomy, not the practitioner's", Dash),
        ("supportingInfo.sequence", "position", "1 2 3 4 5 6"),
        ("supportingInfo.category.coding.system", "our code system", string.Join(' ', Enumerable.Repeat("https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-supporting-info", 6))),
        ("supportingInfo.category.coding.code", "what follows; no frequency code (a first claim is an original), no account number (the identifier is it)", "counted-time time-entry time-entry consent care-plan rule-pack"),
        ("supportingInfo.category.text", "what follows, for people", "Counted time of the service month Time entry Time entry Consent Care plan Rule pack and version"),
        ("supportingInfo.timingPeriod.start", "plan.Month", "2026-04-01"),
        ("supportingInfo.timingPeriod.end", "plan.Month", "2026-04-30"),
        ("supportingInfo.valueQuantity.value", "plan.CountedSeconds", "3725"),
        ("supportingInfo.valueQuantity.unit", "UCUM second", "s"),
        ("supportingInfo.valueQuantity.system", "UCUM", "http://unitsofmeasure.org"),
        ("supportingInfo.valueQuantity.code", "UCUM second", "s"),
        ("supportingInfo.valueReference.reference", "plan.TimeEntries, plan.Consent, plan.CarePlan", "Encounter/t1 Encounter/t2 Consent/k1 CarePlan/cp1"),
        ("supportingInfo.valueString", "plan.RulePack", "us-medicare-ccm@1.0.0+sha256:abc"),
        ("diagnosis.sequence", "position", "1 2"),
        ("diagnosis.diagnosisCodeableConcept.coding.system", "always ICD-10-CM", "http://hl7.org/fhir/sid/icd-10-cm http://hl7.org/fhir/sid/icd-10-cm"),
        ("diagnosis.diagnosisCodeableConcept.coding.code", "plan.Diagnoses", "E11.9 I10"),
        ("diagnosis.type.coding.system", "first only", "http://terminology.hl7.org/CodeSystem/ex-diagnosistype"),
        ("diagnosis.type.coding.code", "first only", "principal"),
        ("insurance.sequence", "one insurance", "1"),
        ("insurance.focal", "one insurance", "true"),
        ("insurance.coverage.reference", "plan.Coverage", "Coverage/cov1"),
        ("insurance.coverage.type", "always", "Coverage"),
        ("item.sequence", "order of plan.Lines, base code first", "1 2"),
        ("item.careTeamSequence", "the one who bills", "1 1"),
        ("item.diagnosisSequence", "first four diagnoses", "1 2 1 2"),
        ("item.informationSequence", "all supporting information", "1 2 3 4 5 6 1 2 3 4 5 6"),
        ("item.productOrService.coding.system", "form of the code: five digits are CPT", "http://www.ama-assn.org/go/cpt http://www.ama-assn.org/go/cpt"),
        ("item.productOrService.coding.code", "plan.Lines", "99490 99439"),
        ("item.modifier", "no line of the plan has one", Dash),
        ("item.servicedDate", "plan.Lines, one day", "2026-04-21 2026-04-21"),
        ("item.servicedPeriod", "Medicare takes a single day", Dash),
        ("item.locationCodeableConcept.coding.system", "CMS place of service", "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"),
        ("item.locationCodeableConcept.coding.code", "plan.PlaceOfService", "11 11"),
        ("item.quantity.value", "plan.Lines, units of service", "1 2"),
        ("item.unitPrice.value", "plan.Lines, charge of a unit", "125.00 66.30"),
        ("item.unitPrice.currency", "always", "USD USD"),
        ("item.factor", "no factor: net is units times unit price", Dash),
        ("item.net.value", "plan.Lines, charge", "125.00 132.60"),
        ("item.net.currency", "always", "USD USD"),
        ("item.encounter.reference", "plan.TimeEntries", "Encounter/t1 Encounter/t2 Encounter/t1 Encounter/t2"),
        ("item.detail", "unused for CCM", Dash),
        ("total.value", "sum of the nets", "257.60"),
        ("total.currency", "always", "USD"),
    ];

    private static readonly (string Element, string Source, string Values)[] ChargeItem =
    [
        ("resourceType", "FHIR R4", "ChargeItem"),
        ("meta.profile", "our profile", "https://ccmfhirbridge.dev/fhir/StructureDefinition/ccm-charge-item"),
        ("identifier.type.coding.system", "as on the claim", "http://terminology.hl7.org/CodeSystem/v2-0203"),
        ("identifier.type.coding.code", "as on the claim", "PLAC"),
        ("identifier.system", "DESIGN 6: charge, charge-revision", "https://ccmfhirbridge.dev/fhir/identifier/charge https://ccmfhirbridge.dev/fhir/identifier/charge-revision"),
        ("identifier.value", "stem of the claim and the code", "0VR4XZ560J25N9Y0T-99439 0VR4XZ560J25N9Y0TR1-99439"),
        ("status", "tenant billing.filedThrough: billable when it is ehr-charge", "not-billable"),
        ("partOf.type", "add-ons only", "ChargeItem"),
        ("partOf.identifier.system", "add-ons only", "https://ccmfhirbridge.dev/fhir/identifier/charge-revision"),
        ("partOf.identifier.value", "charge of the base code, same revision", "0VR4XZ560J25N9Y0TR1-99490"),
        ("code.coding.system", "form of the code: five digits are CPT", "http://www.ama-assn.org/go/cpt"),
        ("code.coding.code", "the line", "99439"),
        ("subject.reference", "plan.Patient", "Patient/p1"),
        ("context", "a month has no single encounter", Dash),
        ("occurrencePeriod.start", "plan.Month", "2026-04-01"),
        ("occurrencePeriod.end", "plan.Month", "2026-04-30"),
        ("performer.function.coding.system", "our code system", string.Join(' ', Enumerable.Repeat("https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-performer-function", 3))),
        ("performer.function.coding.code", "who bills first; everybody else whose time was counted", "billing-practitioner clinical-staff clinical-staff"),
        ("performer.actor.reference", "plan.BillingPractitioner, then plan.Performers by reference", "Practitioner/dr-a Practitioner/rn-b Practitioner/rn-s"),
        ("performer.actor.identifier.system", "NPI where known", "http://hl7.org/fhir/sid/us-npi"),
        ("performer.actor.identifier.value", "NPI where known", "1234567893"),
        ("performingOrganization.type", "always: the practice", "Organization"),
        ("performingOrganization.identifier.system", "NPI", "http://hl7.org/fhir/sid/us-npi"),
        ("performingOrganization.identifier.value", "tenant billing.organization.npi", "1982746509"),
        ("performingOrganization.display", "tenant billing.organization.name", "Lakeside Family Practice"),
        ("quantity.value", "the line, units", "2"),
        ("factorOverride", "no factor", Dash),
        ("priceOverride.value", "the line, charge", "132.60"),
        ("priceOverride.currency", "always", "USD"),
        ("overrideReason", "whether tenant billing.charges has the code", "The practice has set no charge for this code: allowed amount, times units"),
        ("enterer.type", "always: the bridge", "Device"),
        ("enterer.identifier.system", "always: the bridge", "https://ccmfhirbridge.dev/fhir/identifier/device"),
        ("enterer.identifier.value", "always: the bridge", "ccm-fhir-bridge"),
        ("enterer.display", "always: the bridge", "CcmFhirBridge"),
        ("enteredDate", "order.Created in the practice's zone", "2026-05-05T08:30:00-04:00"),
        ("reason.coding.system", "always ICD-10-CM", "http://hl7.org/fhir/sid/icd-10-cm http://hl7.org/fhir/sid/icd-10-cm"),
        ("reason.coding.code", "plan.Diagnoses", "E11.9 I10"),
        ("service", "may not refer to an Encounter", Dash),
        ("account", "not known to the plan", Dash),
        ("note.text", "tenant billing.filedThrough: what is filed instead", "Evidence only. What is filed is the Claim 0VR4XZ560J25N9Y0TR1 in this EHR."),
        ("supportingInformation.reference", "plan.TimeEntries, plan.Consent, plan.CarePlan", "Encounter/t1 Encounter/t2 Consent/k1 CarePlan/cp1"),
        ("supportingInformation.type", "link to the claim", "Claim"),
        ("supportingInformation.identifier.system", "link to the claim", "https://ccmfhirbridge.dev/fhir/identifier/claim-revision"),
        ("supportingInformation.identifier.value", "link to the claim", "0VR4XZ560J25N9Y0TR1"),
    ];

    [Fact]
    public void Every_element_of_the_claim_has_its_row_and_its_value() => ShouldFollow(Claim, Requests.Claim(Requests.Usual()));

    [Fact]
    public void Every_element_of_the_charge_has_its_row_and_its_value() => ShouldFollow(ChargeItem, Requests.Charge(Requests.Usual(), 1));

    private static void ShouldFollow((string Element, string Source, string Values)[] table, byte[] body)
    {
        var written = JsonEdit.Leaves(body)
            .GroupBy(leaf => leaf.Path)
            .ToDictionary(leaves => leaves.Key, leaves => string.Join(' ', leaves.Select(leaf => leaf.Value)));

        written.Keys.Except(table.Select(row => row.Element)).ShouldBeEmpty("an element is written that the table does not list");
        table.ShouldAllBe(row => row.Source.Length > 0);
        foreach (var (element, source, values) in table)
        {
            if (values == Dash)
                written.Keys.ShouldNotContain(path => path == element || path.StartsWith(element + "."), $"{element} is left out: {source}");
            else
                written.GetValueOrDefault(element).ShouldBe(values, $"{element} comes from: {source}");
        }
    }
}
