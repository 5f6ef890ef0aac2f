using System.Text;

namespace CcmFhirBridge.Simulator.Practices;

/// <summary>Writes the tenant file of the practice.</summary>
internal static class TenantFile
{
    public static string Write(Staff staff, PracticeMonth month, string timeZone, string baseUrl)
    {
        var yaml = new StringBuilder($$"""
            # A synthetic practice. Its people, patients and numbers are invented.
            tenant: lakeside
            name: Lakeside Family Practice
            timeZone: {{timeZone}}
            ehr:
              baseUrl: {{baseUrl}}
              allowInsecureForTest: true   # the simulated EHR speaks plain HTTP on the loopback address
              vendor: generic
              population: { by: search }
              history: 13
              limits: { perMinute: 6000, inFlight: 4, timeout: 30s }
              auth: { kind: none }
              sync: { mode: auto, every: 5m }
              writeBack: { claim: auto, chargeItem: auto }
            billing:
              organization:
                name: Lakeside Family Practice
                npi: "{{PracticeWriter.Npi}}"
                tin: "{{PracticeWriter.Tin}}"
                taxonomy: 207Q00000X
                address: { line: 100 Example Way, city: Lakeside, state: NY, postalCode: "12345" }
              defaultPractitioner: {{staff.Billers[0].Reference}}
              setting: professional
              placeOfService: "11"
              locality: national
              charges: { "99490": 125.00, "99439": 95.00, "99491": 160.00, "99437": 110.00, "99487": 250.00, "99489": 140.00, "G0506": 120.00 }
              filedThrough: ehr-claim
              dateOfService: threshold
              firstMonth: {{month.Name}}
              closeOn: 5
              release: auto
            practitioners:

            """);
        foreach (var member in staff.Known)
            yaml.Append(Line(member)).Append('\n');
        yaml.Append("""
            policy:
              coverage: fhir
              attestation: explicit
              initiatingVisit: required
              pathway: ask
              poolPractitionerTime: true
              countContactAttempts: false
              longestEntryMinutes: 240
              strictSameDayVisit: false
              strictComplexPlanRevision: false
              parallelStaff: once
              conflicts: { tcm: allow, rpm: allow }
            mapping: {}

            """);
        return yaml.ToString();
    }

    private static string Line(StaffMember member) => member switch
    {
        { Npi: { } npi } => $"  - {{ reference: {member.Reference}, npi: \"{npi}\", credential: {member.Credential}, qp: false }}",
        { Credential: { } credential } => $"  - {{ reference: {member.Reference}, credential: {credential} }}",
        _ => $"  - {{ reference: {member.Reference}, role: non-clinical }}",
    };
}
