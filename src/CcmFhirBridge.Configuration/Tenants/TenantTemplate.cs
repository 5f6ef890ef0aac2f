using System.Text.Json;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>The file that <c>tenant new</c> writes: commented, and good as soon as the empty values are filled.</summary>
public static class TenantTemplate
{
    /// <summary>Why a slug cannot be one, in words; null when it can.</summary>
    public static string? SlugProblem(string slug) => TenantShape.Slug.ProblemOf(slug);

    /// <summary>
    /// The file's text. An <paramref name="npi"/> or <paramref name="tin"/> that is not given stays empty, and the check
    /// names its line until somebody fills it.
    /// </summary>
    public static string Render(string slug, string baseUrl, string name, string timeZone = "America/New_York", string? npi = null, string? tin = null) =>
        $$"""
        # yaml-language-server: $schema={{TenantSchema.FileName}}
        # One practice. Check this file with: ccm-bridge tenant check {{slug}}
        tenant: {{slug}}                     # slug; the file is called {{slug}}.yaml. Never renamed nor reused
        name: {{Quoted(name)}}
        timeZone: {{timeZone}}               # IANA zone; it decides days and months
        ehr:
          baseUrl: {{Quoted(baseUrl)}}
          vendor: generic                    # generic | epic | oracle | athena | ecw | nextgen | canvas | medplum | hapi
          population: { by: search }         # search | group {group: ID} | file {file: PATH, one Patient/id a line}
          history: 13                        # months of Encounters and Claims before the first month that may be billed
          allowedOrigins: []                 # besides baseUrl, for links that the EHR gives
          limits: { perMinute: 240, inFlight: 4, timeout: 30s }   # reads: 2 leaves the rest of inFlight to what is written
          auth: { kind: none }               # none | bearer {token} | client-secret {clientId, clientSecret, tokenUrl} | smart-backend {clientId, key}
          # auth: { kind: smart-backend, clientId: our-client, key: file:PATH }   # secrets always as env:NAME or file:PATH
          sync: { mode: auto, every: 5m }    # auto | last-updated | closed-range | date-window | full, each also as patient-…; forms: { Encounter: date-window } names it for a type
          # overrides: { paging: { size: 50 }, codes: { … } }   # what holds for this EHR instead of its vendor's profile; 'tenant check' shows what is in force
          writeBack: { claim: auto, chargeItem: auto }   # auto | off | update-as-create | conditional-update | transaction | conditional-create | plain-create; testPatient: Patient/… lets 'doctor --probe' try them out
        billing:
          organization:
            name: {{Quoted(name)}}
            npi: {{Quoted(npi ?? "")}}       # fill in: the organization NPI, ten digits
            tin: {{Quoted(tin ?? "")}}       # fill in: the tax id, nine digits
            # taxonomy: 207Q00000X
            # address: { line: 1 Main Street, city: Springfield, state: NY, postalCode: "12345" }
          # defaultPractitioner: Practitioner/dr-a     # who bills when nothing in the record names somebody
          setting: professional              # professional | rhc | fqhc | hospital-outpatient
          placeOfService: "11"               # decides facility or non-facility
          locality: national
          charges: {}                        # what the practice charges for a unit: { "99490": 125.00, "99439": 95.00, … }
          filedThrough: ehr-claim            # ehr-claim | ehr-charge | bridge-837 | billing-system: the ONE output that is filed
          dateOfService: threshold           # threshold | month-end
          # firstMonth: YYYY-MM              # absent is shadow mode: everything runs, nothing leaves
          closeOn: 5                         # day of the next month from which a month may be released
          release: approval                  # approval (a person releases) | auto
        practitioners: []
          # - { reference: Practitioner/dr-a, npi: "1234567893", credential: MD }
          # - { reference: Practitioner/rn-s, credential: RN }
          # - { reference: Practitioner/desk, role: non-clinical }
        policy:                              # each default is the careful choice
          coverage: fhir                     # fhir | assume-medicare-part-b
          attestation: explicit              # explicit | care-plan | assumed
          initiatingVisit: required          # required | assumed
          pathway: ask                       # ask | practitioner | staff
          poolPractitionerTime: true
          countContactAttempts: false
          longestEntryMinutes: 240
          lateEntryDays: 7
          strictSameDayVisit: false
          strictComplexPlanRevision: false
          parallelStaff: once                # once | hold | flag
          countEncounterDiagnoses: false
          conflicts: {}                      # such as { tcm: warn }: allow | warn | hold | block
        payers: []                           # who else is billed, and by whose rules; whoever is not here and is not Medicare Part B is held
          # payer: medicare-advantage | commercial | medicare-part-b; payor: the one that Coverage.payor refers to, else all of that class;
          # rules: us-medicare-ccm where the payer says that it goes by Medicare's, else the overlay payers/ID.yaml beside this file
          # - { payer: medicare-advantage, payor: Organization/acme, rules: us-medicare-ccm, confirmedBy: billing desk, confirmedOn: YYYY-MM-DD, conflicts: { tcm: hold } }
        mapping: {}                          # what codes of the EHR's own mean: { codes: [{ from: "https://ehr.example/visit-types|CCM-CALL", to: ccm-activity|patient-communication }, { from: "|MCARE B", to: sopt|121 }] }

        """;

    // A JSON string is a YAML double-quoted scalar.
    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
