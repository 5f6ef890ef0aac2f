using System.Text;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Pipeline.Mapping;
using CsCheck;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

public class FuzzTests
{
    private static readonly string[] Resources =
    [
        Practice.Entry(more: ",\"length\":{\"value\":20,\"code\":\"min\"}"),
        """{"resourceType":"Patient","id":"p1","deceasedDateTime":"2026-04-10","generalPractitioner":[{"reference":"Practitioner/dr-a"}]}""",
        """{"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/p1"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"44054006"}]},"onsetPeriod":{"start":"2019-02"}}""",
        """{"resourceType":"Claim","id":"k","status":"active","patient":{"reference":"Patient/p1"},"careTeam":[{"sequence":1,"provider":{"reference":"Practitioner/a"}}],"item":[{"careTeamSequence":[1],"encounter":[{"reference":"Encounter/e1"}],"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99214"}]}}]}""",
        """{"resourceType":"CarePlan","id":"cp","status":"active","intent":"plan","subject":{"reference":"Patient/p1"},"category":[{"coding":[{"system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-plan","code":"ccm"}]}],"extension":[{"url":"https://ccmfhirbridge.dev/fhir/StructureDefinition/ccm-attestation","extension":[{"url":"date","valueDate":"2026-01-04"}]}]}""",
        """{"resourceType":"DocumentReference","id":"d","status":"current","docStatus":"final","subject":{"reference":"Patient/p1"},"type":{"coding":[{"code":"ccm"}]},"author":[{"reference":"Practitioner/a"}],"context":{"period":{"start":"2026-01-04"}}}""",
        """{"resourceType":"QuestionnaireResponse","id":"q","questionnaire":"http://x/q|2","status":"completed","subject":{"reference":"Patient/p1"},"encounter":{"reference":"Encounter/e1"},"item":[{"linkId":"a","item":[{"linkId":"minutes","answer":[{"valueString":"0:19:59"}]}]}]}""",
        """{"resourceType":"Coverage","id":"v","status":"active","beneficiary":{"reference":"Patient/p1"},"order":1,"type":{"coding":[{"system":"https://nahdo.org/sopt","code":"121"}]}}""",
    ];

    private static readonly byte[] Shards = Encoding.UTF8.GetBytes("{}[]\",:\\u0e-+.9nulltrue \n\0\u00e9");

    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Gen.Int[0, Resources.Length - 1], Gen.Select(Gen.Int[0, 600], Gen.Int[0, Shards.Length - 1], Gen.Int[0, 2]).Array[1, 6],
        (which, changes) =>
        {
            var bytes = Encoding.UTF8.GetBytes(Resources[which]).ToList();
            foreach (var (place, shard, kind) in changes)
            {
                var at = place % bytes.Count;
                if (kind == 0)
                    bytes[at] = Shards[shard];
                else if (kind == 1)
                    bytes.Insert(at, Shards[shard]);
                else if (bytes.Count > 1)
                    bytes.RemoveAt(at);
            }

            return bytes.ToArray();
        });

    private static readonly DefaultResourceMapping WithTable = new(Practice.Tenant with
    {
        Ehr = Practice.Tenant.Ehr with { AlsoRead = [EhrTypes.Documents] },
        MappedCodes =
        [
            new MappedCode("http://snomed.info/sct", "44054006", "http://hl7.org/fhir/sid/icd-10-cm", "E11.9"), new MappedCode(null, "121", "https://nahdo.org/sopt", "121"),
            new MappedCode(null, "ccm", "https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-plan", "ccm"), new MappedCode(null, "care-coordination", Practice.Activity, "scheduling"),
        ],
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Damaged_resources_never_throw_and_their_facts_can_be_read(bool hasTable) => Mutated.Sample(
        json =>
        {
            var projected = (hasTable ? WithTable : Practice.Mapping).Project(json);
            if (projected.Disposition == Disposition.Unreadable && projected.Gaps.IsEmpty)
                return false;
            if (projected.Disposition == Disposition.Directory)
                return Practice.Mapping.CreateBuilder([projected.Facts]).AliasesOf("Practitioner/x").Count > 0;
            if (projected.Disposition != Disposition.Patient)
                return projected.Facts.IsEmpty;
            var record = Practice.Mapping.CreateBuilder([]).Build(projected.Patient!, [projected.Facts], []);
            return record.Gaps.Length == projected.Gaps.Length;
        },
        iter: 20_000);
}
