using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tests.Tenants;

/// <summary>The rows of <c>mapping.codes</c>: what a practice's own codes are read as.</summary>
public sealed class MappedCodesTests
{
    private const string Rows = """

        mapping:
          codes:
            - { from: "https://ehr.example/visit-types|CCM-CALL", to: ccm-activity|patient-communication }
            - { from: "urn:oid:1.2.3|RPM", to: ccm-program|rpm }
            - { from: "|MCARE B", to: sopt|121 }
            - { from: "local words| on hold ", to: condition-clinical|inactive }

        """;

    public static TheoryData<string, string, string, string> Mistakes => new()
    {
        { "ccm-activity|patient-communication", "ccm-actvity|patient-communication", "yaml.value", "'mapping.codes[0].to' is wrong: 'ccm-actvity' is no system that a code can be read as; did you mean 'ccm-activity'?" },
        { "ccm-activity|patient-communication", "ccm-activity|patient-comunication", "yaml.value", "did you mean 'ccm-activity|patient-communication'?" },
        { "ccm-activity|patient-communication", "ccm-activity|gardening-in-the-yard", "yaml.value", "use one of: care-plan-development, medication-management" },
        { "ccm-activity|patient-communication", "http://www.ama-assn.org/go/cpt|99490", "yaml.value", "no code can be read as one of 'http://www.ama-assn.org/go/cpt': services" },
        { "ccm-activity|patient-communication", "CPT|99490", "yaml.value", "no code can be read as one of 'CPT': services" },
        { "ccm-activity|patient-communication", "local|patient-communication", "yaml.value", "'local' is no system that a code can be read as; use one of: ccm-activity, ccm-program" },
        { "ccm-activity|patient-communication", "https://nahdo.org/sopt|121", "yaml.value", "'https://nahdo.org/sopt' is called sopt here; write sopt|121" },
        { "ccm-activity|patient-communication", "patient-communication", "yaml.value", "'mapping.codes[0].to' is wrong: expected SYSTEM|CODE such as" },
        { "ccm-activity|patient-communication", "\"|patient-communication\"", "yaml.value", "there is no system before the '|'; write one such as ccm-activity|patient-communication" },
        { "ccm-activity|patient-communication", "\"ccm-activity|\"", "yaml.value", "there is no code after the last '|'" },
        { "ccm-activity|patient-communication", "icd-10-cm|diabetes", "yaml.value", "'diabetes' is no code of icd-10-cm; write one such as icd-10-cm|E11.9" },
        { "to: ccm-activity|patient-communication }", "to: ccm-activity|patient-communication, use: always }", "yaml.unknown-key", "unknown key 'mapping.codes[0].use'. Known here: from, to." },
        { ", to: ccm-activity|patient-communication", "", "yaml.missing-key", "'mapping.codes[0].to' is missing" },
        { "sopt|121", "sopt|12l", "yaml.value", "'12l' is no code of sopt by which anything is decided; did you mean 'sopt|12'?" },
        { "urn:oid:1.2.3|RPM", "RPM", "yaml.value", "'mapping.codes[1].from' is wrong: expected SYSTEM|CODE, or |CODE for a coding without a system." },
        { "urn:oid:1.2.3|RPM", "urn:oid:1.2.3|", "yaml.value", "there is no code after the last '|'" },
        { "urn:oid:1.2.3|RPM", "urn:oid:1.2.3|  ", "yaml.value", "there is no code after the last '|'" },
        { "urn:oid:1.2.3|RPM", "urn:oid:1.2.3 |RPM", "yaml.value", "there is a blank before or after the system" },
        { "urn:oid:1.2.3|RPM", "urn:oid:1.2.3|R\\tPM", "yaml.value", "there is a control character in it" },
        { "urn:oid:1.2.3|RPM", "urn:oid:1.2.3|RPM\\0", "yaml.value", "there is a control character in it" },
        { "urn:oid:1.2.3|RPM", "|MCARE B ", "tenant.duplicate-code", "already has a row on line 11, and a code is read as one other. Keep one of the two." },
        { "urn:oid:1.2.3|RPM", "https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-activity|phone-call", "yaml.value", "is the bridge's own, and its codes mean what the bridge says" },
        { "urn:oid:1.2.3|RPM", "http://www.ama-assn.org/go/cpt|99457", "yaml.value", "a CPT or HCPCS code is a service, whatever the practice calls it" },
        { "urn:oid:1.2.3|RPM", "urn:oid:2.16.840.1.113883.6.285|G0506", "yaml.value", "a CPT or HCPCS code is a service, whatever the practice calls it" },
        { "urn:oid:1.2.3|RPM", "https://nahdo.org/sopt|5", "yaml.value", "its codes say already what they mean" },
        { "urn:oid:1.2.3|RPM", "http://hl7.org/fhir/sid/icd-10-cm|E11.9", "yaml.value", "its codes say already what they mean" },
        { "urn:oid:1.2.3|RPM", "http://terminology.hl7.org/CodeSystem/v3-ActCode|IMP", "yaml.value", "'IMP' of 'http://terminology.hl7.org/CodeSystem/v3-ActCode' is already understood" },
        { "urn:oid:1.2.3|RPM", "http://terminology.hl7.org/CodeSystem/v2-0360|2.7|r.n.", "yaml.value", "is already understood" },
        { "urn:oid:1.2.3|RPM", "http://snomed.info/sct|224535009", "yaml.value", "is already understood" },
        { "urn:oid:1.2.3|RPM", "|ATND", "yaml.value", "'ATND' without a system is already understood as v3-ParticipationType|ATND" },
        { "urn:oid:1.2.3|RPM", "|ma", "yaml.value", "already understood as v2-0360|MA" },
        { "urn:oid:1.2.3|RPM", "|assess-plan", "yaml.value", "already understood as careplan-category|assess-plan" },
        { "local words| on hold ", "local words|resolved", "tenant.code-taken", "'resolved' is understood as condition-clinical|resolved under any system, and this row would turn it into 'inactive'" },
        { "urn:oid:1.2.3|RPM\", to: ccm-program|rpm", "http://snomed.info/sct|44054006\", to: icd-10-cm|I10", "tenant.code-taken", "'44054006' of SNOMED CT is already understood as E11.9, and 'I10' is another condition." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_one_clear_line(string piece, string replacement, string code, string words)
    {
        Rows.ShouldContain(piece);
        var yaml = TenantFiles.Smallest + Rows.Replace(piece, replacement, StringComparison.Ordinal);

        var result = TenantFiles.Check(yaml);

        result.Tenant.ShouldBeNull();
        var problem = result.Problems.ShouldHaveSingleItem();
        (problem.File, problem.Code).ShouldBe(("lakeside.yaml", code), problem.Message);
        problem.Message.ShouldContain(words);
        problem.Message.ShouldNotContain('\n');
        var wrong = yaml.Split('\n').ToList().FindIndex(line => line.Contains(replacement.Length > 0 ? replacement : "CCM-CALL", StringComparison.Ordinal)) + 1;
        problem.Line.ShouldBe(code == "tenant.duplicate-code" ? 12 : wrong);
    }

    [Fact]
    public void Every_row_arrives_with_its_system_as_written_and_its_code_without_blanks_at_the_ends()
    {
        var codes = TenantFiles.Good(TenantFiles.Smallest + Rows).MappedCodes;

        codes.ShouldBe([
            new MappedCode("https://ehr.example/visit-types", "CCM-CALL", "https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-activity", "patient-communication"),
            new MappedCode("urn:oid:1.2.3", "RPM", "https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-program", "rpm"),
            new MappedCode(null, "MCARE B", "https://nahdo.org/sopt", "121"),
            new MappedCode("local words", "on hold", "http://terminology.hl7.org/CodeSystem/condition-clinical", "inactive"),
        ]);
        codes.Select(code => $"{code.From} → {code.To}").ShouldBe([
            "https://ehr.example/visit-types|CCM-CALL → ccm-activity|patient-communication", "urn:oid:1.2.3|RPM → ccm-program|rpm", "|MCARE B → sopt|121", "local words|on hold → condition-clinical|inactive",
        ]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\nmapping: {}")]
    [InlineData("\nmapping: { codes: [] }")]
    public void Whoever_maps_nothing_has_no_rows(string mapping) => TenantFiles.Good(TenantFiles.Smallest + mapping).MappedCodes.ShouldBeEmpty();

    [Theory]
    [InlineData("urn:oid:1.2.3|CALL", "urn:oid:1.2.3|call", "case matters")]
    [InlineData("urn:oid:1.2.3|CALL", "|CALL", "with and without a system")]
    [InlineData("http://terminology.hl7.org/CodeSystem/v2-0360|MA", "http://snomed.info/sct|185317003", "codes by which nothing is decided")]
    [InlineData("http://terminology.hl7.org/CodeSystem/v3-ActCode|VR", "http://ehr.example/v|1.0|CALL", "a class that decides nothing, and a system with its version")]
    public void These_are_rows_of_their_own(string one, string other, string why) =>
        TenantFiles.Good($"{TenantFiles.Smallest}\nmapping: {{ codes: [{{ from: \"{one}\", to: ccm-activity|documentation }}, {{ from: \"{other}\", to: ccm-program|ccm }}] }}")
            .MappedCodes.Length.ShouldBe(2, why);

    [Theory]
    [InlineData("44054006", "E11.65", "the same condition, more exactly")]
    [InlineData("999999999", "I50.9", "a concept that nothing is known of")]
    public void A_concept_may_be_told_as_its_own_condition(string concept, string diagnosis, string why) =>
        TenantFiles.Good($"{TenantFiles.Smallest}\nmapping: {{ codes: [{{ from: \"http://snomed.info/sct|{concept}\", to: icd-10-cm|{diagnosis} }}] }}").MappedCodes.ShouldHaveSingleItem(why);

    [Theory]
    [InlineData(500, true)]
    [InlineData(501, false)]
    public void A_table_has_at_most_five_hundred_rows(int rows, bool isGood)
    {
        var yaml = TenantFiles.Smallest + "\nmapping:\n  codes:\n" + string.Concat(Enumerable.Range(0, rows)
            .Select(row => string.Create(CultureInfo.InvariantCulture, $"    - {{ from: \"urn:x|{row}\", to: ccm-activity|documentation }}\n")));

        var result = TenantFiles.Check(yaml);

        (result.Tenant is not null).ShouldBe(isGood);
        if (!isGood)
            result.Problems.ShouldHaveSingleItem().Message.ShouldBe("'mapping.codes' has 501 entries: use at most 500.");
    }

    [Fact]
    public void A_code_can_be_read_as_every_code_that_is_listed_and_as_no_service()
    {
        foreach (var target in ProfileSystems.Targets)
        {
            foreach (var code in target.Codes)
                ProfileSystems.TargetProblem(target.Name, code).ShouldBeNull();
        }

        ProfileSystems.Targets.Select(target => target.Name).ShouldBeUnique();
        ProfileSystems.Targets.ShouldAllBe(target => !target.Address.Contains("cpt", StringComparison.Ordinal) && !target.Address.Contains("HCPCS", StringComparison.Ordinal));
        ProfileSystems.TargetProblem("icd-10-cm", "E1165").ShouldBeNull();
        ProfileSystems.TargetProblem("icd-10-cm", "99490").ShouldNotBeNull();
    }

    [Fact]
    public void The_revision_tells_of_a_changed_row() =>
        TenantFiles.Good(TenantFiles.Smallest + Rows.Replace("sopt|121", "sopt|111", StringComparison.Ordinal)).Revision.ShouldNotBe(TenantFiles.Good(TenantFiles.Smallest + Rows).Revision);

    [Fact]
    public void The_schema_bounds_the_table_and_names_the_systems()
    {
        using var schema = JsonDocument.Parse(TenantSchema.Json);
        var codes = schema.RootElement.GetProperty("properties").GetProperty("mapping").GetProperty("properties").GetProperty("codes");

        codes.GetProperty("maxItems").GetInt32().ShouldBe(500);
        var row = codes.GetProperty("items");
        row.GetProperty("required").EnumerateArray().Select(key => key.GetString()).ShouldBe(["from", "to"]);
        row.GetProperty("properties").GetProperty("to").GetProperty("description").GetString()!.ShouldContain("ccm-activity, ccm-program");
    }
}
