using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Claims.Bodies;

/// <summary>Makes the ChargeItem of one line. What is unknown is left out; the conformance gate then refuses it.</summary>
public static class ChargeItemBuilder
{
    public const string BillingPractitioner = "billing-practitioner";
    public const string ClinicalStaff = "clinical-staff";

    public static ChargeItem Build(ClaimRequest request, ServiceLine line)
    {
        var plan = request.Plan;
        var tenant = request.Tenant;
        var note = WhatIsFiled(request);
        return new ChargeItem
        {
            Meta = new Meta { Profile = [Canonicals.ChargeItemProfile] },
            Identifier =
            [
                FhirElements.PlacerIdentifier(Canonicals.ChargeIdentifier, ClaimIdentifiers.Charge(request.Identifier, line.Code)),
                new Identifier(Canonicals.ChargeRevisionIdentifier, RevisionOf(request, line)),
            ],
            Status = note is null ? ChargeItem.ChargeItemStatus.Billable : ChargeItem.ChargeItemStatus.NotBillable,
            PartOf = PartOf(request, line),
            Code = FhirElements.Procedure(line.Code),
            Subject = FhirElements.Literal(plan.Patient),
            Occurrence = line.Visit is null && tenant.Ehr.BillCodes is null
                ? FhirElements.Days(plan.Month.FirstDay, plan.Month.LastDay)
                // Oracle Health bills the charge itself, on one day: the month's last may lie behind a death or the end of a consent.
                : FhirElements.Days(line.DateOfService, line.DateOfService),
            Performer = Performers(plan),
            PerformingOrganization = FhirElements.Practice(tenant.Billing.Organization),
            Quantity = new Quantity { Value = line.Units },
            PriceOverride = FhirElements.Dollars(line.Charge),
            OverrideReason = line.Charge is null ? null : PriceReason(tenant, line),
            Enterer = FhirElements.Logical("Device", Canonicals.DeviceIdentifier, "ccm-fhir-bridge", "CcmFhirBridge"),
            EnteredDateElement = FhirElements.Instant(tenant, request.Created),
            Reason = [.. plan.Diagnoses.Select(diagnosis => FhirElements.Diagnosis(diagnosis.Code))],
            Note = note is null ? [] : [new Annotation { Text = note }],
            SupportingInformation = Evidence(request, line),
        };
    }

    private static string RevisionOf(ClaimRequest request, ServiceLine line) =>
        ClaimIdentifiers.ChargeRevision(request.Identifier, request.Revision, line.Code);

    // A plan holds its base code first; every later line adds to it, but one that adds to a visit.
    private static List<ResourceReference> PartOf(ClaimRequest request, ServiceLine line)
    {
        var first = request.Plan.Lines[0];
        return first.Code == line.Code || line.Visit is not null
            ? []
            : [FhirElements.Logical("ChargeItem", Canonicals.ChargeRevisionIdentifier, RevisionOf(request, first))];
    }

    private static List<ChargeItem.PerformerComponent> Performers(BillingPlan plan)
    {
        var biller = plan.BillingPractitioner;
        var others = plan.Performers
            .Where(who => who.Person != biller?.Person)
            .DistinctBy(who => who.Person, StringComparer.Ordinal)
            .OrderBy(who => who.Reference, StringComparer.Ordinal)
            .Select(who => Performer(who, ClinicalStaff));
        return biller is null ? [.. others] : [Performer(biller, BillingPractitioner), .. others];
    }

    private static ChargeItem.PerformerComponent Performer(PractitionerIdentity who, string function) => new()
    {
        Function = FhirElements.Concept(Canonicals.CcmPerformerFunction, function),
        Actor = FhirElements.Practitioner(who),
    };

    private static List<ResourceReference> Evidence(ClaimRequest request, ServiceLine line)
    {
        var plan = request.Plan;
        List<ResourceReference> evidence = line.Visit is { } visit ? [FhirElements.Literal(visit)] : [.. plan.TimeEntries.Select(FhirElements.Literal)];
        if (plan.Consent is { } consent)
            evidence.Add(FhirElements.Literal(consent));
        if (plan.CarePlan is { } carePlan)
            evidence.Add(FhirElements.Literal(carePlan));
        evidence.Add(FhirElements.Logical("Claim", Canonicals.ClaimRevisionIdentifier, request.RevisionIdentifier));
        return evidence;
    }

    private static string PriceReason(Tenant tenant, ServiceLine line) => tenant.Billing.Charges.ContainsKey(line.Code)
        ? "Charge of the practice for this code, times units"
        : "The practice has set no charge for this code: allowed amount, times units";

    private static string? WhatIsFiled(ClaimRequest request) => request.Tenant.Billing.FiledThrough switch
    {
        FiledThrough.EhrCharge => null,
        FiledThrough.EhrClaim => $"Evidence only. What is filed is the Claim {request.RevisionIdentifier} in this EHR.",
        FiledThrough.Bridge837 => $"Evidence only. What is filed is the 837P claim {request.RevisionIdentifier} exported by CcmFhirBridge.",
        _ => $"Evidence only. What is filed is claim {request.RevisionIdentifier} of the billing system that reads CcmFhirBridge.",
    };
}
