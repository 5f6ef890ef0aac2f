using System.Text;
using System.Text.Json;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

/// <summary>A care plan that is a DocumentReference: which documents are plans, which of them stand, and from when.</summary>
public sealed class PlanDocumentTests
{
    private const string Ours = "https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-plan";
    private const string Shared = """{"url":"https://ccmfhirbridge.dev/fhir/StructureDefinition/ccm-plan-shared","valueDateTime":"2026-01-12"}""";
    private const string Revised = """{"url":"https://ccmfhirbridge.dev/fhir/StructureDefinition/ccm-plan-revised","valueDateTime":"2026-03-01"}""";

    private const string Attested = """
        {"url":"https://ccmfhirbridge.dev/fhir/StructureDefinition/ccm-attestation","extension":[{"url":"attester","valueReference":{"reference":"Practitioner/dr-a"}},
         {"url":"date","valueDateTime":"2026-01-10"},{"url":"expectedDuration","valueBoolean":true},{"url":"significantRisk","valueBoolean":false}]}
        """;

    private static readonly MappedCode Row = new("urn:doc-types", "CCM PLAN", Ours, "ccm");

    private static readonly Tenant Tenant = Practice.Tenant with { MappedCodes = [Row], Ehr = Practice.Tenant.Ehr with { AlsoRead = [EhrTypes.Documents] } };

    [Theory]
    [InlineData(""" "type":{"coding":[{"system":"urn:doc-types","code":"CCM PLAN"}]} """, true, "by its type")]
    [InlineData(""" "type":{"coding":[{"system":"http://loinc.org","code":"11506-3"}]},"category":[{"text":"x"},{"coding":[{"code":"y"},{"system":"urn:doc-types","code":"CCM PLAN"}]}] """, true, "by any category")]
    [InlineData($$""" "type":{"coding":[{"system":"{{Ours}}","code":"ccm"}]} """, true, "by our own code")]
    [InlineData(""" "type":{"coding":[{"system":"urn:doc-types","code":"CCM LETTER"}]} """, false, "another type")]
    [InlineData(""" "type":{"coding":[{"code":"CCM PLAN"}]} """, false, "no system")]
    [InlineData(""" "type":{"text":"CCM PLAN"} """, false, "words")]
    [InlineData(""" "type":{"coding":[{"system":"http://hl7.org/fhir/us/core/CodeSystem/careplan-category","code":"assess-plan"}]} """, false, "a category of care plans")]
    [InlineData(""" "content":[{"attachment":{"title":"CCM PLAN"}}] """, false, "no type at all")]
    public void A_document_is_the_plan_where_its_type_or_category_says_so(string kind, bool isPlan, string why)
    {
        var record = Record($$$"""{"resourceType":"DocumentReference","id":"d1","meta":{"versionId":"3"},"status":"current",{{{kind}}},"subject":{"reference":"Patient/p1"}}""");

        record.CarePlans.Select(plan => plan.Source.ToString()).ShouldBe(isPlan ? ["DocumentReference/d1/_history/3"] : [], why);
        (record.CarePlans is [{ IsCcmCategory: true }]).ShouldBe(isPlan);
    }

    [Theory]
    //          status              docStatus           stands
    [InlineData("current", null, true)]
    [InlineData("current", "\"final\"", true)]
    [InlineData("current", "\"amended\"", true)]
    [InlineData("current", "\"preliminary\"", false)]
    [InlineData("current", "\"entered-in-error\"", false)]
    [InlineData("current", "\"\"", false)]
    [InlineData("current", "7", false)]
    [InlineData("superseded", null, false)]
    [InlineData("superseded", "\"final\"", false)]
    [InlineData("entered-in-error", "\"final\"", false)]
    [InlineData("active", null, false)]
    [InlineData(null, "\"final\"", false)]
    public void Only_the_current_and_final_document_stands(string? status, string? docStatus, bool stands)
    {
        var plan = Record(Document((status is null ? "" : $"\"status\":\"{status}\",") + (docStatus is null ? "" : $"\"docStatus\":{docStatus},"))).CarePlans.ShouldHaveSingleItem();

        (plan.Status, plan.Intent).ShouldBe((stands ? "active" : "inactive", "plan"));
    }

    [Theory]
    //          what is written of when                                                        from          until
    [InlineData("""  "context":{"period":{"start":"2026-01-10","end":"2026-06-30"}},  """, "2026-01-10", "2026-06-30")]
    [InlineData("""  "date":"2026-02-03T09:00:00Z","context":{"period":{"start":"2026-01-10"}},  """, "2026-01-10", null)]
    [InlineData("""  "date":"2026-02-03T02:00:00Z",  """, "2026-02-02", null)]
    [InlineData("""  "date":"2026-02-03T12:00:00Z","context":{"period":{"end":"2026-06-30"}},  """, "2026-02-03", "2026-06-30")]
    [InlineData("""  "context":{"period":{"end":"2026-06-30"}},  """, null, "2026-06-30")]
    [InlineData("", null, null)]
    public void It_stands_by_the_period_of_its_context_and_without_one_from_its_date(string when, string? from, string? until)
    {
        var plan = Record(Document("\"status\":\"current\"," + when.Trim())).CarePlans.ShouldHaveSingleItem();

        (plan.Start?.FirstDay(Tenant.TimeZone).ToString("yyyy-MM-dd"), plan.End?.LastDay(Tenant.TimeZone).ToString("yyyy-MM-dd"), plan.Created).ShouldBe((from, until, null));
    }

    [Theory]
    [InlineData("""[{"reference":"Practitioner/dr-a"}]""", "Practitioner/dr-a", "")]
    [InlineData("""[{"reference":"Practitioner/rn-s"},{"reference":"https://ehr.lakeside.example/fhir/Practitioner/dr-a"}]""", "Practitioner/dr-a", "Practitioner/rn-s")]
    [InlineData("""[{"reference":"Practitioner/rn-s"},{"reference":"Practitioner/desk"}]""", "Practitioner/rn-s", "Practitioner/desk")]
    [InlineData("""[{"reference":"Organization/o"},{"reference":"Device/x"},{"reference":"Patient/p1"},{"reference":"RelatedPerson/r"}]""", null, "")]
    [InlineData("""[{"reference":"PractitionerRole/role-a"},{"reference":"Practitioner/dr-a"}]""", "Practitioner/dr-a", "")]
    [InlineData("""[{"reference":"#contained"}]""", null, "")]
    [InlineData("[]", null, "")]
    public void Its_author_is_the_person_among_them_who_can_bill(string authors, string? author, string others)
    {
        var record = Record(Document($"\"status\":\"current\",\"author\":{authors},"), """{"resourceType":"PractitionerRole","id":"role-a","practitioner":{"reference":"Practitioner/dr-a"}}""");

        var plan = record.CarePlans.ShouldHaveSingleItem();
        (plan.Author?.Reference, string.Join(' ', plan.OtherAuthors.Select(other => other.Reference))).ShouldBe((author, others));
        record.Gaps.Count(gap => gap is { Code: "gap.reference-unresolved", Path: "$.author[0]" }).ShouldBe(authors.Contains('#') ? 1 : 0);
    }

    [Fact]
    public void What_we_say_on_a_CarePlan_counts_on_it_too()
    {
        var plan = Record(Document($"\"status\":\"current\",\"extension\":[{Shared},{Attested},{Revised}],")).CarePlans.ShouldHaveSingleItem();

        (plan.SharedAt?.FirstDay(Tenant.TimeZone), plan.RevisedAt?.FirstDay(Tenant.TimeZone)).ShouldBe((new DateOnly(2026, 1, 12), new DateOnly(2026, 3, 1)));
        var attestation = plan.Attestation.ShouldNotBeNull();
        (attestation.Attester?.Reference, attestation.ExpectedDuration, attestation.SignificantRisk, attestation.Source.Key).ShouldBe(("Practitioner/dr-a", true, false, "DocumentReference/d1"));
        plan.Addresses.ShouldBeEmpty();
    }

    [Fact]
    public void Everything_in_it_reads_as_on_a_CarePlan_that_says_the_same()
    {
        var said = $"\"extension\":[{Shared},{Attested},{Revised}],";
        var care = Record($$$"""
            {"resourceType":"CarePlan","id":"d1","status":"active","intent":"plan","category":[{"coding":[{"system":"{{{Ours}}}","code":"ccm"}]}],{{{said}}}"subject":{"reference":"Patient/p1"},
             "period":{"start":"2026-01-10","end":"2026-12-31"},"author":{"reference":"Practitioner/dr-a"}}
            """).CarePlans.ShouldHaveSingleItem();
        var document = Record(Document($"\"status\":\"current\",{said}\"context\":{{\"period\":{{\"start\":\"2026-01-10\",\"end\":\"2026-12-31\"}}}},\"author\":[{{\"reference\":\"Practitioner/dr-a\"}}],")).CarePlans.ShouldHaveSingleItem();

        JsonSerializer.Serialize(document with { Source = care.Source, Attestation = document.Attestation! with { Source = care.Source } }).ShouldBe(JsonSerializer.Serialize(care));
    }

    [Theory]
    [InlineData("""  "modifierExtension":[{"url":"urn:x","valueBoolean":true}],  """, "$.modifierExtension")]
    [InlineData("""  "context":{"modifierExtension":[{"url":"urn:x","valueBoolean":true}]},  """, "$.context.modifierExtension")]
    public void A_modifier_that_nobody_knows_takes_it_out(string modifier, string path)
    {
        var record = Record(Document("\"status\":\"current\"," + modifier.Trim()));

        record.CarePlans.ShouldBeEmpty();
        record.Gaps.Where(gap => gap.Code == "gap.modifier-extension").ShouldHaveSingleItem().Path.ShouldBe(path);
    }

    [Theory]
    [InlineData("""{"period":{"start":"soon"}}""", "gap.date-unreadable", "$.context.period.start")]
    [InlineData("""{"period":"2026"}""", "gap.value-type", "$.context.period")]
    [InlineData("""[{"period":{"end":"2026-03-31"}}]""", "gap.value-type", "$.context")]
    public void A_period_that_cannot_be_read_is_told(string context, string code, string path)
    {
        var record = Record(Document($"\"status\":\"current\",\"date\":\"2026-02-03\",\"context\":{context},"));

        record.Gaps.Where(gap => gap.Code == code).ShouldHaveSingleItem().Path.ShouldBe(path);
    }

    [Fact]
    public void Any_other_document_says_nothing_whatever_is_odd_about_it()
    {
        var letter = Project(Tenant, Document("""  "status":7,"date":"soon","meta":{"security":[{"code":"R"}]},"author":[{"reference":"#x"}],"modifierExtension":[{}],  """.Trim()).Replace("CCM PLAN", "LETTER", StringComparison.Ordinal));

        (letter.Disposition, letter.Patient, letter.Facts.Length, letter.Gaps.Length).ShouldBe((Disposition.Patient, "Patient/p1", 0, 0));
    }

    [Fact]
    public void Without_the_word_of_the_tenant_file_no_document_is_read()
    {
        var codesOnly = Tenant with { Ehr = Practice.Tenant.Ehr };

        Project(codesOnly, Document("\"status\":\"current\",")).Disposition.ShouldBe(Disposition.Ignored);
        Record(codesOnly, Document("\"status\":\"current\",")).CarePlans.ShouldBeEmpty();
        new DefaultResourceMapping(codesOnly).Version.ShouldNotContain("documents");
        new DefaultResourceMapping(Tenant).Version.ShouldBe(new DefaultResourceMapping(codesOnly).Version + ";documents=plan");
    }

    [Fact]
    public void Its_content_is_never_looked_at()
    {
        var broken = Document("\"status\":\"current\",\"content\":[{\"attachment\":{\"data\":\"Q0NN\",\"data\":\"\"}}],\"description\":\"\",\"securityLabel\":null,");

        Record(broken).Gaps.ShouldAllBe(gap => gap.Code == "gap.code-mapped");
        Record(broken).CarePlans.Length.ShouldBe(1);
    }

    private static string Document(string more) =>
        $$$$"""{"resourceType":"DocumentReference","id":"d1",{{{{more}}}}"type":{"coding":[{"system":"urn:doc-types","code":"CCM PLAN"}]},"subject":{"reference":"Patient/p1"}}""";

    private static ProjectedResource Project(Tenant tenant, string json) => new DefaultResourceMapping(tenant).Project(Encoding.UTF8.GetBytes(json));

    private static PatientRecord Record(params string[] resources) => Record(Tenant, resources);

    private static PatientRecord Record(Tenant tenant, params string[] resources)
    {
        var mapping = new DefaultResourceMapping(tenant);
        var projected = resources.Select(json => mapping.Project(Encoding.UTF8.GetBytes(json))).ToArray();
        var builder = mapping.CreateBuilder(projected.Where(one => one.Disposition == Disposition.Directory).Select(one => one.Facts));
        return builder.Build("Patient/p1", projected.Where(one => one.Disposition == Disposition.Patient).Select(one => one.Facts), []);
    }
}
