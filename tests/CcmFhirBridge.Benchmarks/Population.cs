using System.Text;

namespace CcmFhirBridge.Benchmarks;

/// <summary>
/// A seeded population as NDJSON, about 75 KB a patient, in the shape of what Synthea and certified EHRs write: eighty to a hundred JSON
/// tokens a kilobyte, codings with displays, references with displays, a profile and a stamp in <c>meta</c>. Every fourth patient is in CCM.
/// </summary>
internal static class Population
{
    private const int Conditions = 10;
    private const int Encounters = 27;
    private const int CcmEncounters = 8;
    private const int Claims = 13;
    private const int Procedures = 8;

    /// <summary>Writes the patients; the same numbers give the same bytes on every machine.</summary>
    public static void Write(Stream output, int patients, int seed, bool withCcm)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        for (var number = 0; number < patients; number++)
        {
            var dice = new Dice(((ulong)seed * 1_000_003UL) + (ulong)number);
            WritePatient(writer, new Person(dice.Uuid(), $"Practitioner/{dice.Next(20):D4}"), dice, inCcm: withCcm && number % 4 == 0);
        }
    }

    /// <summary>Visits of one patient, one resource each; the same numbers give the same bytes on every machine.</summary>
    public static IEnumerable<string> Visits(string patient, int count)
    {
        var dice = new Dice(1);
        for (var number = 0; number < count; number++)
            yield return Encounter(new Person(patient, "Practitioner/0001"), dice, VisitType(number));
    }

    private readonly record struct Person(string Id, string Doctor);

    private static void WritePatient(StreamWriter writer, Person patient, Dice dice, bool inCcm)
    {
        writer.WriteLine(PatientResource.Of(patient.Id, patient.Doctor, dice));
        for (var i = 0; i < Conditions; i++)
            writer.WriteLine(Condition(patient, dice));
        for (var i = 0; i < Encounters; i++)
            writer.WriteLine(Encounter(patient, dice, VisitType(i)));
        for (var i = 0; i < (inCcm ? CcmEncounters : 0); i++)
            writer.WriteLine(Encounter(patient, dice, """{"coding":[{"system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-activity","code":"care-coordination"}]}"""));
        for (var i = 0; i < Claims; i++)
            writer.WriteLine(Claim(patient, dice));
        for (var i = 0; i < Procedures; i++)
            writer.WriteLine(Procedure(patient, dice));
        writer.WriteLine(CarePlan(patient, dice, ccm: false));
        if (!inCcm)
            return;
        writer.WriteLine(CarePlan(patient, dice, ccm: true));
        writer.WriteLine(Consent(patient, dice));
    }

    // One visit a year or so carries its code; the rest are what charts are full of.
    private static string VisitType(int number) => number == 0
        ? """{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99214"},{"system":"http://snomed.info/sct","code":"185349003"}],"text":"Office visit"}"""
        : """{"coding":[{"system":"http://snomed.info/sct","code":"185349003","display":"Encounter for check up (procedure)"}],"text":"Encounter for check up (procedure)"}""";

    private static string Condition(Person patient, Dice dice) =>
        $$$$$$"""{"resourceType":"Condition","id":"{{{{{{dice.Uuid()}}}}}}","meta":{{{{{{dice.Meta("us-core-condition-problems-health-concerns")}}}}}},"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"problem-list-item"}]}],"code":{"coding":[{"system":"http://snomed.info/sct","code":"{{{{{{44_054_006 + dice.Next(900)}}}}}}","display":"Chronic disorder of the body"}],"text":"Chronic disorder of the body"},"subject":{"reference":"Patient/{{{{{{patient.Id}}}}}}"},"encounter":{"reference":"Encounter/{{{{{{dice.Uuid()}}}}}}"},"onsetDateTime":"{{{{{{dice.Instant()}}}}}}","recordedDate":"{{{{{{dice.Instant()}}}}}}"}""";

    private static string Encounter(Person patient, Dice dice, string type)
    {
        var period = dice.Period(40_000, 12);
        return $$$$$$"""{"resourceType":"Encounter","id":"{{{{{{dice.Uuid()}}}}}}","meta":{{{{{{dice.Meta("us-core-encounter")}}}}}},"identifier":[{"use":"official","system":"https://ehr.benchmark.example/visit","value":"{{{{{{dice.Next(100_000_000)}}}}}}"}],"status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"type":[{{{{{{type}}}}}}],"subject":{"reference":"Patient/{{{{{{patient.Id}}}}}}","display":"Ms. Ada Example"},"participant":[{"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"PPRF","display":"primary performer"}],"text":"primary performer"}],"period":{{{{{{period}}}}}},"individual":{"reference":"Practitioner/{{{{{{dice.Next(20):D4}}}}}}","display":"Dr. Grace Example"}}],"period":{{{{{{period}}}}}},"reasonCode":[{"coding":[{"system":"http://snomed.info/sct","code":"72892002","display":"Reason of the visit"}]}],"location":[{"location":{"reference":"Location/{{{{{{dice.Next(9)}}}}}}","display":"Main Street Clinic"}}],"serviceProvider":{"reference":"Organization/{{{{{{dice.Next(4):D4}}}}}}","display":"Main Street Clinic"}}""";
    }

    private static string Claim(Person patient, Dice dice)
    {
        var period = dice.Period(2_000_000, 45);
        return $$$$$$"""{"resourceType":"Claim","id":"{{{{{{dice.Uuid()}}}}}}","meta":{{{{{{dice.Meta("claim")}}}}}},"status":"active","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"institutional"}]},"use":"claim","patient":{"reference":"Patient/{{{{{{patient.Id}}}}}}"},"billablePeriod":{{{{{{period}}}}}},"created":"{{{{{{dice.Instant()}}}}}}","provider":{"reference":"Organization/{{{{{{dice.Next(4):D4}}}}}}"},"priority":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/processpriority","code":"normal"}]},"diagnosis":[{"sequence":1,"diagnosisReference":{"reference":"Condition/{{{{{{dice.Uuid()}}}}}}"}}],"insurance":[{"sequence":1,"focal":true,"coverage":{"display":"Medicare"}}],"item":[{"sequence":1,"productOrService":{"coding":[{"system":"http://snomed.info/sct","code":"424619006","display":"Visit"}],"text":"Visit"},"encounter":[{"reference":"Encounter/{{{{{{dice.Uuid()}}}}}}"}]},{"sequence":2,"diagnosisSequence":[1],"productOrService":{"coding":[{"system":"http://snomed.info/sct","code":"15777000","display":"Finding"}],"text":"Finding"}}],"total":{"value":{{{{{{dice.Next(900)}}}}}}.25,"currency":"USD"}}""";
    }

    private static string Procedure(Person patient, Dice dice)
    {
        var period = dice.Period(2_000_000, 15);
        return $$$$$$"""{"resourceType":"Procedure","id":"{{{{{{dice.Uuid()}}}}}}","meta":{{{{{{dice.Meta("us-core-procedure")}}}}}},"status":"completed","code":{"coding":[{"system":"http://snomed.info/sct","code":"428191000124101","display":"Documentation of what is taken"}],"text":"Documentation of what is taken"},"subject":{"reference":"Patient/{{{{{{patient.Id}}}}}}"},"encounter":{"reference":"Encounter/{{{{{{dice.Uuid()}}}}}}"},"performedPeriod":{{{{{{period}}}}}}}""";
    }

    private static string CarePlan(Person patient, Dice dice, bool ccm)
    {
        var category = ccm
            ? """{"coding":[{"system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-plan","code":"ccm"}]}"""
            : """{"coding":[{"system":"http://snomed.info/sct","code":"698360004","display":"Self management plan"}],"text":"Self management plan"}""";
        return $$$$$$"""{"resourceType":"CarePlan","id":"{{{{{{dice.Uuid()}}}}}}","meta":{{{{{{dice.Meta("us-core-careplan")}}}}}},"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Care plan.<br/>Activities: <ul><li>Self management</li><li>Self management</li></ul></div>"},"status":"active","intent":"plan","category":[{{{{{{category}}}}}}],"subject":{"reference":"Patient/{{{{{{patient.Id}}}}}}"},"encounter":{"reference":"Encounter/{{{{{{dice.Uuid()}}}}}}"},"period":{"start":"{{{{{{dice.Instant()}}}}}}"},"author":{"reference":"{{{{{{patient.Doctor}}}}}}"},"addresses":[{"reference":"Condition/{{{{{{dice.Uuid()}}}}}}"}],"goal":[{"reference":"Goal/{{{{{{dice.Uuid()}}}}}}"},{"reference":"Goal/{{{{{{dice.Uuid()}}}}}}"}],"activity":[{"detail":{"code":{"coding":[{"system":"http://snomed.info/sct","code":"160670007","display":"Diet"}],"text":"Diet"},"status":"in-progress"}},{"detail":{"code":{"coding":[{"system":"http://snomed.info/sct","code":"229065009","display":"Exercise"}],"text":"Exercise"},"status":"in-progress"}}]}""";
    }

    private static string Consent(Person patient, Dice dice) =>
        $$$$$$"""{"resourceType":"Consent","id":"{{{{{{dice.Uuid()}}}}}}","meta":{{{{{{dice.Meta("consent")}}}}}},"status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"treatment"}]},"category":[{"coding":[{"system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-consent","code":"ccm"}]}],"patient":{"reference":"Patient/{{{{{{patient.Id}}}}}}"},"dateTime":"{{{{{{dice.Instant()}}}}}}","policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},"provision":{"type":"permit","period":{"start":"{{{{{{dice.Instant()}}}}}}"}}}""";
}
