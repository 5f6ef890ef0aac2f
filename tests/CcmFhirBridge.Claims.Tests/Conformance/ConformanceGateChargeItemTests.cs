using CcmFhirBridge.Claims.Conformance;
using CcmFhirBridge.Claims.Tests.Testing;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Claims.Tests.Conformance;

public sealed class ConformanceGateChargeItemTests
{
    private static readonly byte[] AddOn = Requests.Charge(Requests.Usual(), 1);

    [Fact]
    public void A_charge_of_an_add_on_conforms() => ConformanceGate.Default.Check(AddOn).ShouldBeEmpty();

    // place | new JSON, or - to remove it | start of the problem
    [Theory]
    [InlineData("meta.profile[0]", "\"http://other.example/profile\"", "ChargeItem: ccm-profile")]
    [InlineData("text", "{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">x</div>\"}", "ChargeItem.text: is not allowed")]
    [InlineData("identifier[0]", "-", "ChargeItem.identifier: is missing of kind charge")]
    [InlineData("identifier[1]", "-", "ChargeItem.identifier: is missing of kind chargeRevision")]
    [InlineData("identifier[0].type", "-", "ChargeItem.identifier[0].type: is missing")]
    [InlineData("identifier[0].value", "\"p1-99439\"", "ChargeItem.identifier[0].value: ccm-charge-id")]
    [InlineData("code.coding[0].code", "\"99489\"", "ChargeItem: ccm-identifiers")]
    [InlineData("status", "-", "ChargeItem.status: is missing")]
    [InlineData("status", "\"done\"", "ChargeItem.status: is not valid R4")]
    [InlineData("status", "\"billable\"", "ChargeItem: ccm-billable")]
    [InlineData("note", "-", "ChargeItem: ccm-not-billable")]
    [InlineData("partOf", "-", "ChargeItem: ccm-base")]
    [InlineData("partOf[0].identifier.value", "\"00000000000000000R1-99487\"", "ChargeItem: ccm-base")]
    [InlineData("code", "-", "ChargeItem.code: is missing")]
    [InlineData("code.coding[0].system", "-", "ChargeItem.code.coding[0].system: is missing")]
    [InlineData("code.coding[0].system", "\"http://local.example\"", "ChargeItem.code: ccm-code")]
    [InlineData("subject", "-", "ChargeItem.subject: is missing")]
    [InlineData("subject.reference", "\"Group/g\"", "ChargeItem.subject.reference: ccm-patient")]
    [InlineData("subject.display", "\"Somebody\"", "ChargeItem.subject.display: is not allowed")]
    [InlineData("occurrencePeriod", "-", "ChargeItem.occurrence: is missing")]
    [InlineData("occurrencePeriod.end", "-", "ChargeItem.occurrence.end: is missing")]
    [InlineData("occurrencePeriod.end", "\"2026-05-31\"", "ChargeItem.occurrence: ccm-month")]
    [InlineData("performer", "-", "ChargeItem.performer: is missing")]
    [InlineData("performer[0]", "-", "ChargeItem: ccm-biller")]
    [InlineData("performer[1].function", "-", "ChargeItem.performer[1].function: is missing")]
    [InlineData("performer[1].function.coding[0].code", "\"helper\"", "ChargeItem.performer[1].function: must be a code of the bound value set")]
    [InlineData("performer[1].actor", "-", "ChargeItem.performer[1].actor: is missing")]
    [InlineData("performingOrganization.identifier.value", "\"x\"", "ChargeItem.performingOrganization.identifier: ccm-npi")]
    [InlineData("quantity", "-", "ChargeItem.quantity: is missing")]
    [InlineData("quantity.value", "1.5", "ChargeItem.quantity: ccm-units")]
    [InlineData("factorOverride", "2", "ChargeItem.factorOverride: is not allowed")]
    [InlineData("priceOverride", "-", "ChargeItem.priceOverride: is missing")]
    [InlineData("priceOverride.currency", "-", "ChargeItem.priceOverride.currency: is missing")]
    [InlineData("priceOverride.value", "-1.00", "ChargeItem.priceOverride: ccm-cents")]
    [InlineData("overrideReason", "-", "ChargeItem: ccm-override")]
    [InlineData("enterer", "-", "ChargeItem.enterer: is missing")]
    [InlineData("enterer.type", "\"Practitioner\"", "ChargeItem.enterer: ccm-device")]
    [InlineData("enteredDate", "-", "ChargeItem.enteredDate: is missing")]
    [InlineData("reason", "-", "ChargeItem.reason: is missing")]
    [InlineData("reason[0].coding[0].system", "\"http://snomed.info/sct\"", "ChargeItem.reason[0].coding[0].system: must have the fixed value")]
    [InlineData("service", "[{\"reference\":\"Encounter/t1\"}]", "ChargeItem.service: is not allowed")]
    [InlineData("supportingInformation[4]", "-", "ChargeItem: ccm-claim-link")]
    public void A_broken_charge_is_refused_with_its_path(string place, string json, string problem)
    {
        var broken = JsonEdit.With(AddOn, place, json == "-" ? null : json);

        ConformanceGate.Default.Check(broken).ShouldContain(found => found.StartsWith(problem), string.Join("\n", ConformanceGate.Default.Check(broken)));
    }

    [Fact]
    public void A_charge_without_time_entries_is_refused()
    {
        var plan = Requests.Plan() with { TimeEntries = [] };

        ConformanceGate.Default.Check(Requests.Charge(Requests.Of(plan, FiledThrough.EhrCharge)))
            .ShouldContain(found => found.StartsWith("ChargeItem: ccm-time-link"));
    }
}
