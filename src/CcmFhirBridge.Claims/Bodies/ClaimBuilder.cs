using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Claims.Bodies;

/// <summary>Makes the professional Claim of one patient-month. What is unknown is left out; the conformance gate then refuses it.</summary>
public static class ClaimBuilder
{
    private const int MostPointers = 4;

    public static Claim Build(ClaimRequest request)
    {
        var plan = request.Plan;
        var claim = new Claim
        {
            Meta = new Meta { Profile = [Canonicals.ClaimProfile] },
            Identifier =
            [
                FhirElements.PlacerIdentifier(Canonicals.ClaimIdentifier, request.Identifier),
                new Identifier(Canonicals.ClaimRevisionIdentifier, request.RevisionIdentifier),
            ],
            Status = request.Tenant.Billing.FiledThrough == FiledThrough.EhrClaim
                ? FinancialResourceStatusCodes.Active
                : FinancialResourceStatusCodes.Draft,
            Type = FhirElements.Concept(Canonicals.ClaimType, "professional"),
            Use = ClaimUseCode.Claim,
            Patient = FhirElements.Literal(plan.Patient),
            BillablePeriod = FhirElements.Days(plan.Month.FirstDay, plan.Month.LastDay),
            CreatedElement = FhirElements.Instant(request.Tenant, request.Created),
            Provider = FhirElements.Practice(request.Tenant.Billing.Organization),
            Priority = FhirElements.Concept(Canonicals.ProcessPriority, "normal"),
            CareTeam = plan.BillingPractitioner is { } who ? [Biller(who)] : [],
            SupportingInfo = SupportingInformation.Of(plan),
            Diagnosis = [.. plan.Diagnoses.Select((diagnosis, at) => Diagnosis(diagnosis.Code, at + 1))],
            Insurance = [Insurance(plan.Coverage)],
        };
        foreach (var line in plan.Lines)
            claim.Item.Add(Item(line, claim, plan));
        claim.Total = FhirElements.Dollars(Total(plan));
        // After the items, which point at what they rest on.
        request.Replaces?.WriteTo(claim);
        return claim;
    }

    /// <summary>The claim that voids another one: the same bill, said to be withdrawn.</summary>
    /// <param name="standing">The claim that is voided.</param>
    /// <param name="revisionIdentifier">Identifier of the void itself.</param>
    /// <param name="created">When the void is made.</param>
    /// <param name="voids">What it voids.</param>
    public static Claim Void(Claim standing, string revisionIdentifier, FhirDateTime created, ClaimReplacement voids)
    {
        var claim = (Claim)standing.DeepCopy();
        claim.Identifier.Single(identifier => identifier.System == Canonicals.ClaimRevisionIdentifier).Value = revisionIdentifier;
        claim.CreatedElement = created;
        voids.WriteTo(claim);
        return claim;
    }

    // A sum that leaves out an unknown charge would look complete, so there is none then.
    private static decimal? Total(BillingPlan plan) =>
        plan.Lines.Any(line => line.Charge is null) ? null : plan.Lines.Sum(line => line.Charge);

    private static Claim.CareTeamComponent Biller(PractitionerIdentity who) => new()
    {
        Sequence = 1,
        Provider = FhirElements.Practitioner(who),
        Responsible = true,
        Role = FhirElements.Concept(Canonicals.ClaimCareTeamRole, "primary"),
    };

    private static Claim.DiagnosisComponent Diagnosis(string code, int sequence) => new()
    {
        Sequence = sequence,
        Diagnosis = FhirElements.Diagnosis(code),
        Type = sequence == 1 ? [FhirElements.Concept(Canonicals.DiagnosisType, "principal")] : [],
    };

    private static Claim.InsuranceComponent Insurance(SourceReference? coverage)
    {
        var reference = coverage is { } known
            ? FhirElements.Literal(known)
            : FhirElements.Logical("Coverage", Canonicals.AssumedCoverageIdentifier, "medicare-part-b", "Medicare Part B, assumed by policy of the practice");
        reference.Type = "Coverage";
        return new Claim.InsuranceComponent { Sequence = 1, Focal = true, Coverage = reference };
    }

    private static Claim.ItemComponent Item(ServiceLine line, Claim claim, BillingPlan plan) => new()
    {
        Sequence = claim.Item.Count + 1,
        CareTeamSequence = claim.CareTeam.Select(member => member.Sequence),
        DiagnosisSequence = claim.Diagnosis.Take(MostPointers).Select(diagnosis => diagnosis.Sequence),
        InformationSequence = claim.SupportingInfo.Select(information => information.Sequence),
        ProductOrService = FhirElements.Procedure(line.Code),
        Serviced = new Date(FhirElements.Day(line.DateOfService)),
        Location = FhirElements.Concept(Canonicals.PlaceOfService, plan.PlaceOfService),
        Quantity = new Quantity { Value = line.Units },
        UnitPrice = FhirElements.Dollars(line.UnitCharge),
        Net = FhirElements.Dollars(line.Charge),
        Encounter = line.Visit is { } visit ? [FhirElements.Literal(visit)] : [.. plan.TimeEntries.Select(FhirElements.Literal)],
    };
}
