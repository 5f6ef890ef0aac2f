using System.Globalization;
using System.Text;

namespace CcmFhirBridge.Benchmarks;

/// <summary>
/// A seeded population as NDJSON with resources of realistic size (Patient 3.3 KB, Encounter 1.6 KB, CarePlan 1.25 KB, Consent 1.2 KB,
/// Condition 1 KB), about fifty a patient; one patient in four is in CCM.
/// </summary>
internal static class Population
{
    private const int Encounters = 34;
    private const int CcmEncounters = 8;
    private const int Conditions = 12;

    private static readonly DateTime Start = DateTime.UnixEpoch.AddDays(20_544);

    public static void Write(Stream output, int patients, int seed)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
        for (var number = 0; number < patients; number++)
            WritePatient(writer, new Dice((ulong)seed * 1_000_003UL + (ulong)number), number % 4 == 0);
    }

    private static void WritePatient(StreamWriter writer, Dice dice, bool inCcm)
    {
        var patient = dice.Uuid();
        var doctor = $"Practitioner/{dice.Next(20):D4}";
        writer.Write($$$$$$"""{"resourceType":"Patient","id":"{{{{{{patient}}}}}}","meta":{{{{{{Meta}}}}}},"text":{"status":"generated","div":"<div>{{{{{{Filler(1500)}}}}}}</div>"},"extension":[{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race","extension":[{"url":"ombCategory","valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","code":"2106-3"}},{"url":"text","valueString":"{{{{{{Filler(200)}}}}}}"}]}],"identifier":[{"system":"https://ehr.benchmark.example/mrn","value":"{{{{{{dice.Next(1_000_000)}}}}}}"}],"name":[{"use":"official","family":"{{{{{{Filler(40)}}}}}}","given":["{{{{{{Filler(20)}}}}}}"]}],"telecom":[{"system":"phone","value":"555-01{{{{{{dice.Next(90) + 10}}}}}}"}],"gender":"female","birthDate":"1948-03-12","address":[{"line":["{{{{{{Filler(300)}}}}}}"],"city":"{{{{{{Filler(100)}}}}}}","state":"MA","postalCode":"01970"}],"communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":"en-US"}],"text":"{{{{{{Filler(200)}}}}}}"}}],"generalPractitioner":[{"reference":"{{{{{{doctor}}}}}}"}]}""");
        writer.Write('\n');
        for (var i = 0; i < Conditions; i++)
            WriteCondition(writer, dice, patient);
        for (var i = 0; i < Encounters; i++)
            WriteEncounter(writer, dice, patient, ccm: false);
        for (var i = 0; i < (inCcm ? CcmEncounters : 0); i++)
            WriteEncounter(writer, dice, patient, ccm: true);
        WriteCarePlan(writer, dice, patient, doctor, inCcm);
        if (inCcm)
            WriteConsent(writer, dice, patient);
    }

    private static void WriteCondition(StreamWriter writer, Dice dice, string patient)
    {
        writer.Write($$$$$$"""{"resourceType":"Condition","id":"{{{{{{dice.Uuid()}}}}}}","meta":{{{{{{Meta}}}}}},"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"problem-list-item"}]}],"code":{"coding":[{"system":"http://snomed.info/sct","code":"{{{{{{44_054_006 + dice.Next(900)}}}}}}","display":"{{{{{{Filler(60)}}}}}}"}],"text":"{{{{{{Filler(60)}}}}}}"},"subject":{"reference":"Patient/{{{{{{patient}}}}}}"},"encounter":{"reference":"Encounter/{{{{{{dice.Uuid()}}}}}}"},"onsetDateTime":"{{{{{{dice.Instant()}}}}}}","recordedDate":"{{{{{{dice.Instant()}}}}}}","note":[{"text":"{{{{{{Filler(60)}}}}}}"}]}""");
        writer.Write('\n');
    }

    private static void WriteEncounter(StreamWriter writer, Dice dice, string patient, bool ccm)
    {
        var start = Start.AddMinutes(dice.Next(40_000));
        var type = ccm
            ? """{"coding":[{"system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-activity","code":"care-coordination"}]}"""
            : """{"coding":[{"system":"http://snomed.info/sct","code":"185349003","display":"Encounter for check up (procedure)"}],"text":"Encounter for check up (procedure)"}""";
        writer.Write($$$$$$"""{"resourceType":"Encounter","id":"{{{{{{dice.Uuid()}}}}}}","meta":{{{{{{Meta}}}}}},"identifier":[{"use":"official","system":"https://ehr.benchmark.example/visit","value":"{{{{{{dice.Uuid()}}}}}}"}],"status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"type":[{{{{{{type}}}}}}],"subject":{"reference":"Patient/{{{{{{patient}}}}}}","display":"{{{{{{Filler(40)}}}}}}"},"participant":[{"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"PPRF","display":"primary performer"}],"text":"primary performer"}],"period":{"start":"{{{{{{Stamp(start)}}}}}}","end":"{{{{{{Stamp(start.AddMinutes(12))}}}}}}"},"individual":{"reference":"Practitioner/{{{{{{dice.Next(20):D4}}}}}}","display":"{{{{{{Filler(40)}}}}}}"}}],"period":{"start":"{{{{{{Stamp(start)}}}}}}","end":"{{{{{{Stamp(start.AddMinutes(12))}}}}}}"},"reasonCode":[{"coding":[{"system":"http://snomed.info/sct","code":"72892002","display":"{{{{{{Filler(60)}}}}}}"}]}],"location":[{"location":{"reference":"Location/{{{{{{dice.Uuid()}}}}}}","display":"{{{{{{Filler(60)}}}}}}"}}],"serviceProvider":{"reference":"Organization/{{{{{{dice.Next(4):D4}}}}}}","display":"{{{{{{Filler(60)}}}}}}"},"text":{"status":"generated","div":"<div>{{{{{{Filler(150)}}}}}}</div>"}}""");
        writer.Write('\n');
    }

    private static void WriteCarePlan(StreamWriter writer, Dice dice, string patient, string author, bool ccm)
    {
        var category = ccm
            ? """{"coding":[{"system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-plan","code":"ccm"}]}"""
            : """{"coding":[{"system":"http://snomed.info/sct","code":"698360004"}]}""";
        writer.Write($$$$$$"""{"resourceType":"CarePlan","id":"{{{{{{dice.Uuid()}}}}}}","meta":{{{{{{Meta}}}}}},"text":{"status":"generated","div":"<div>{{{{{{Filler(500)}}}}}}</div>"},"status":"active","intent":"plan","category":[{{{{{{category}}}}}}],"subject":{"reference":"Patient/{{{{{{patient}}}}}}"},"period":{"start":"{{{{{{dice.Instant()}}}}}}"},"author":{"reference":"{{{{{{author}}}}}}"},"activity":[{"detail":{"status":"in-progress","code":{"text":"{{{{{{Filler(300)}}}}}}"}}}]}""");
        writer.Write('\n');
    }

    private static void WriteConsent(StreamWriter writer, Dice dice, string patient)
    {
        writer.Write($$$$$$"""{"resourceType":"Consent","id":"{{{{{{dice.Uuid()}}}}}}","meta":{{{{{{Meta}}}}}},"text":{"status":"generated","div":"<div>{{{{{{Filler(400)}}}}}}</div>"},"status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"treatment"}]},"category":[{"coding":[{"system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-consent","code":"ccm"}]}],"patient":{"reference":"Patient/{{{{{{patient}}}}}}"},"dateTime":"{{{{{{dice.Instant()}}}}}}","provision":{"type":"permit","period":{"start":"{{{{{{dice.Instant()}}}}}}"}}}""");
        writer.Write('\n');
    }

    private const string Meta = """{"versionId":"1","lastUpdated":"2026-04-30T10:00:00.000+00:00","profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-encounter"]}""";

    private static readonly string Words = string.Concat(Enumerable.Repeat("the quick brown fox jumps over the lazy dog and rests a while ", 30));

    private static string Filler(int length) => Words[..length];

    private static string Stamp(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture);

    /// <summary>SplitMix64: the same numbers on every machine.</summary>
    private sealed class Dice(ulong state)
    {
        private ulong _state = state;

        public int Next(int below) => (int)(Roll() % (ulong)below);

        public string Instant() => Stamp(Start.AddMinutes(-Next(2_000_000)));

        public string Uuid()
        {
            Span<byte> bytes = stackalloc byte[16];
            BitConverter.TryWriteBytes(bytes, Roll());
            BitConverter.TryWriteBytes(bytes[8..], Roll());
            return new Guid(bytes).ToString("D");
        }

        private ulong Roll()
        {
            unchecked
            {
                _state += 0x9E3779B97F4A7C15UL;
                var mixed = _state;
                mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
                mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
                return mixed ^ (mixed >> 31);
            }
        }
    }
}
