using System.Collections.Immutable;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Claims.Tests.Testing;

/// <summary>One patient-month as it is usual: forty minutes of two nurses for Dr A, 99490 and one unit of 99439.</summary>
public static class Requests
{
    public static readonly ServiceMonth April = new(2026, 4);
    public static readonly DateOnly ThresholdDay = new(2026, 4, 21);
    public static readonly DateTimeOffset Created = new(2026, 5, 5, 12, 30, 0, TimeSpan.Zero);
    public static readonly PractitionerIdentity DrA = new("Practitioner/dr-a", "1234567893", PerformerRole.Practitioner);
    public static readonly PractitionerIdentity NurseS = new("Practitioner/rn-s", null, PerformerRole.ClinicalStaff);
    public static readonly PractitionerIdentity NurseB = new("Practitioner/rn-b", null, PerformerRole.ClinicalStaff);

    public static Tenant Tenant(FiledThrough filedThrough = FiledThrough.EhrClaim) => new()
    {
        Slug = "lakeside",
        Name = "Lakeside Family Practice",
        TimeZone = PracticeTimeZone.Find("America/New_York"),
        Revision = "sha256:7e57",
        Ehr = new EhrSettings { BaseUrl = new Uri("https://ehr.lakeside.example/fhir") },
        Billing = new BillingSettings
        {
            Organization = new BillingOrganization("Lakeside Family Practice", "1982746509", "123456789", "207Q00000X", null),
            Charges = ImmutableSortedDictionary<string, decimal>.Empty.Add("99490", 125m),
            FiledThrough = filedThrough,
        },
        Policy = new TenantPolicy(),
    };

    public static ServiceLine Line(string code, int units, decimal unitCharge) =>
        new(code, units, ThresholdDay, unitCharge, units * unitCharge, units * unitCharge);

    public static BillingPlan Plan(params ServiceLine[] lines) => new()
    {
        Patient = "Patient/p1",
        Month = April,
        Outcome = Outcome.Bill,
        Lines = lines.Length > 0 ? [.. lines] : [Line("99490", 1, 125m), Line("99439", 2, 66.30m)],
        BillingPractitioner = DrA,
        PlaceOfService = "11",
        Diagnoses =
        [
            new Diagnosis("E11.9", "diabetes", new SourceReference("Condition", "c1", "1")),
            new Diagnosis("I10", "hypertension", new SourceReference("Condition", "c2", "4")),
        ],
        Coverage = new SourceReference("Coverage", "cov1", "2"),
        CountedSeconds = 3725,
        TimeEntries = [new SourceReference("Encounter", "t1", "3"), new SourceReference("Encounter", "t2", "1")],
        Performers = [NurseS, DrA, NurseB],
        Consent = new SourceReference("Consent", "k1", "1"),
        CarePlan = new SourceReference("CarePlan", "cp1", "5"),
        RulePack = "us-medicare-ccm@1.0.0+sha256:abc",
        TenantRevision = "sha256:7e57",
    };

    public static ClaimRequest Usual(FiledThrough filedThrough = FiledThrough.EhrClaim) => Of(Plan(), filedThrough);

    public static ClaimRequest Of(BillingPlan plan, FiledThrough filedThrough = FiledThrough.EhrClaim, int revision = 1) =>
        new(Tenant(filedThrough), plan, ClaimIdentifiers.Claim("lakeside", plan.Patient["Patient/".Length..], plan.Month), revision, Created);

    public static byte[] Claim(ClaimRequest request) => CanonicalJson.Write(ClaimBuilder.Build(request));

    public static byte[] Charge(ClaimRequest request, int line = 0) =>
        CanonicalJson.Write(ChargeItemBuilder.Build(request, request.Plan.Lines[line]));
}
