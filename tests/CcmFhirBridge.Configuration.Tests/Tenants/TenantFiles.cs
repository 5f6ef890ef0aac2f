using System.Text;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tests.Tenants;

/// <summary>Tenant files for tests: the whole file of the contract, and changes to it.</summary>
internal static class TenantFiles
{
    /// <summary>Every key with a value that is not its default where there is a choice.</summary>
    public const string Whole = """
        tenant: lakeside
        name: Lakeside Family Practice
        timeZone: America/Chicago
        ehr:
          baseUrl: https://ehr.lakeside.example/fhir/
          vendor: medplum
          population: { by: search }
          history: 24
          allowedOrigins: [https://files.lakeside.example]
          limits: { perMinute: 60, inFlight: 2, timeout: 45s }
          auth: { kind: bearer, token: env:CCM_TEST_TOKEN_THAT_IS_NOT_SET }
          sync: { mode: last-updated, every: 10m }
          writeBack: { claim: off, chargeItem: off }
        billing:
          organization:
            name: Lakeside Family Practice PLLC
            npi: "1234567893"
            tin: "123456789"
            taxonomy: 207Q00000X
            address: { line: 1 Lake Road, city: Lakeside, state: IL, postalCode: "60601" }
          defaultPractitioner: Practitioner/dr-a
          setting: fqhc
          placeOfService: "22"
          locality: 10112-00
          charges: { "99490": 125.00, "99439": 95.5 }
          filedThrough: billing-system
          dateOfService: month-end
          firstMonth: 2026-05
          closeOn: 7
          release: auto
        practitioners:
          - { reference: Practitioner/dr-a, npi: "1234567893", credential: MD, qp: true }
          - { reference: Practitioner/rn-s, credential: RN, role: clinical-staff }
          - { reference: Practitioner/desk, role: non-clinical }
          - { reference: Practitioner/np-b, role: practitioner }
        policy:
          coverage: assume-medicare-part-b
          attestation: care-plan
          initiatingVisit: assumed
          pathway: staff
          poolPractitionerTime: false
          countContactAttempts: true
          longestEntryMinutes: 120
          strictSameDayVisit: true
          strictComplexPlanRevision: true
          parallelStaff: flag
          countEncounterDiagnoses: true
          conflicts: { tcm: warn, rpm: block, ccm-elsewhere: block, pcm: hold, 99091: hold, home-health: allow }
        mapping: {}
        """;

    /// <summary>Only what is required.</summary>
    public const string Smallest = """
        tenant: lakeside
        name: Lakeside Family Practice
        timeZone: America/New_York
        ehr:
          baseUrl: https://ehr.lakeside.example/fhir
        billing:
          organization: { name: Lakeside, npi: "1234567893", tin: "123456789" }
        """;

    public static TenantFileResult Check(string yaml, string fileName = "lakeside.yaml")
        => TenantFile.Read(Encoding.UTF8.GetBytes(yaml), fileName, "/", resolveSecrets: false, new ProblemLog(fileName));

    public static Tenant Good(string yaml)
    {
        var result = Check(yaml);
        result.Problems.ShouldBeEmpty();
        return result.Tenant.ShouldNotBeNull();
    }

    /// <summary>The whole file with one piece replaced; the piece must be there.</summary>
    public static string With(string piece, string replacement)
    {
        Whole.ShouldContain(piece);
        return Whole.Replace(piece, replacement, StringComparison.Ordinal);
    }
}
