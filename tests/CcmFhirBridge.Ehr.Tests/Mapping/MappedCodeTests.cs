using System.Text;
using System.Text.Json;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

/// <summary>A practice's own codes, read by its table as the codes of the profile as well: each kind of element.</summary>
public sealed class MappedCodeTests
{
    private const string Ours = "https://ccmfhirbridge.dev/fhir/CodeSystem/";
    private const string Terminology = "http://terminology.hl7.org/CodeSystem/";
    private const string Local = "https://ehr.lakeside.example/codes";
    private const string Call = $$"""{"system":"{{Local}}","code":"CCM-CALL"}""";

    private static readonly MappedCode CallRow = new(Local, "CCM-CALL", Ours + "ccm-activity", "patient-communication");

    [Theory]
    [InlineData($$"""{"system":"{{Local}}","code":"CCM-CALL","display":"CCM call"}""", true, "as it stands in the table")]
    [InlineData($$"""{"system":"{{Local}}","code":"  CCM-CALL "}""", true, "blanks at its ends")]
    [InlineData("""{"code":"CCM-CALL","system":"https:\/\/ehr.lakeside.example\/codes"}""", true, "in another order, and escaped")]
    [InlineData($$"""{"system":"{{Local}}","code":"ccm-call"}""", false, "case matters")]
    [InlineData($$"""{"system":"{{Local}}/","code":"CCM-CALL"}""", false, "another system")]
    [InlineData("""{"code":"CCM-CALL"}""", false, "no system")]
    [InlineData("""{"system":"","code":"CCM-CALL"}""", false, "an empty system")]
    [InlineData($$"""{"system":"{{Local}}"}""", false, "no code")]
    [InlineData($$"""{"system":"{{Local}}","code":"X"}""", false, "another code")]
    public void A_type_of_the_practices_own_is_a_time_entry_where_it_is_exactly_that_one(string coding, bool isEntry, string why)
    {
        var record = Record([CallRow], Encounter(coding));

        record.TimeEntries.Select(entry => entry.Activity).ShouldBe(isEntry ? ["patient-communication"] : [], why);
        record.Gaps.Where(gap => gap.Code == "gap.code-mapped").Select(gap => gap.Path).ShouldBe(isEntry ? ["$.type[0].coding[0]"] : []);
    }

    [Theory]
    [InlineData("""{"code":"CCM-CALL"}""", true)]
    [InlineData("""{"system":"","code":"CCM-CALL"}""", true)]
    [InlineData(Call, false)]
    public void A_row_without_a_system_is_of_codings_without_one(string coding, bool isEntry) =>
        Record([CallRow with { System = null }], Encounter(coding)).TimeEntries.Length.ShouldBe(isEntry ? 1 : 0);

    [Fact]
    public void Words_alone_are_no_code() =>
        Record([CallRow, CallRow with { System = null }], """{"resourceType":"Encounter","id":"e1","status":"finished","type":[{"text":"CCM-CALL"}],"subject":{"reference":"Patient/p1"}}""")
            .TimeEntries.ShouldBeEmpty();

    [Theory]
    [InlineData($$"""{{Call}}""")]
    [InlineData($$"""{"coding":[{{Call}}]}""")]
    [InlineData($$"""[{"coding":[{"system":"{{Terminology}}v3-ActCode","code":"VR"},{{Call}}]}]""")]
    public void A_local_class_or_type_decides_as_the_practice_says(string written)
    {
        var record = Record([CallRow], Encounter("""{"system":"urn:other","code":"VISIT"}""", $",\"class\":{written}"));

        record.TimeEntries.ShouldHaveSingleItem().Activity.ShouldBe("patient-communication");
    }

    [Theory]
    [InlineData("class", "v3-ActCode", Terminology, "IMP", StayKind.Inpatient)]
    [InlineData("class", "v3-ActCode", Terminology, "NONAC", StayKind.Inpatient)]
    [InlineData("type", "v3-ActCode", Terminology, "ACUTE", StayKind.Inpatient)]
    [InlineData("type", "ccm-stay", Ours, "snf-part-a", StayKind.SkilledNursingPartA)]
    [InlineData("class", "ccm-stay", Ours, "hospice", StayKind.Hospice)]
    public void A_class_or_type_of_the_practices_own_is_a_stay(string element, string target, string at, string code, StayKind kind)
    {
        const string inside = """{"system":"urn:oid:1.2.3","code":"13"}""";
        var json = element == "class" ? Encounter("""{"code":"VISIT"}""", $",\"class\":{inside}") : Encounter(inside);

        Record([new MappedCode("urn:oid:1.2.3", "13", at + target, code)], json).Stays.ShouldHaveSingleItem().Kind.ShouldBe(kind);
        Record([], json).Stays.ShouldBeEmpty();
    }

    [Fact]
    public void A_programme_of_the_practices_own_goes_before_the_usual_one()
    {
        var row = new MappedCode("urn:oid:1.2.3", "RPM", Ours + "ccm-program", "rpm");

        Record([row], Practice.Entry().Replace("\"type\":[", "\"type\":[" + """{"coding":[{"system":"urn:oid:1.2.3","code":"RPM"}]},""")).TimeEntries.ShouldHaveSingleItem().Program.ShouldBe("rpm");
    }

    [Fact]
    public void An_entry_beside_a_billed_code_stays_a_visit()
    {
        var record = Record([CallRow], Encounter(Call + """,{"system":"http://www.ama-assn.org/go/cpt","code":"99213"}"""));

        record.TimeEntries.ShouldBeEmpty();
        record.OtherServices.ShouldHaveSingleItem().Code.ShouldBe("99213");
    }

    [Theory]
    [InlineData("scheduling", "scheduling", "what never counts goes first, whoever says it")]
    [InlineData("documentation", "documentation", "of two that count the lesser word")]
    [InlineData("patient-communication", "patient-communication", "twice the same")]
    public void A_mapped_activity_stands_beside_a_native_one(string native, string activity, string why)
    {
        var beside = $$"""{"system":"{{Ours}}ccm-activity","code":"{{native}}"}""";

        Record([CallRow], Encounter($"{Call},{beside}")).TimeEntries.ShouldHaveSingleItem().Activity.ShouldBe(activity, why);
        Record([CallRow], Encounter($"{beside},{Call},{Call}")).TimeEntries.ShouldHaveSingleItem().Activity.ShouldBe(activity, why);
    }

    [Theory]
    [InlineData("PPRF", 1)]
    [InlineData("ATND", 0)]
    [InlineData(null, 0)]
    public void A_part_of_the_practices_own_says_whether_somebody_worked(string? target, int performers)
    {
        var json = Practice.Entry().Replace("\"participant\":[", "\"participant\":[" + """{"type":[{"coding":[{"system":"urn:parts","code":"NURSE CALLER"}]}],""").Replace("],{\"individual", "],\"individual");

        var record = Record(target is null ? [] : [new MappedCode("urn:parts", "NURSE CALLER", Terminology + "v3-ParticipationType", target)], json);

        record.TimeEntries.ShouldHaveSingleItem().Performers.Length.ShouldBe(performers);
        record.Gaps.Any(gap => gap.Code == "gap.participant-type").ShouldBe(target is null);
    }

    [Theory]
    [InlineData("v2-0360", "RN", PerformerRole.ClinicalStaff)]
    [InlineData("v2-0360", "FPNP", PerformerRole.Practitioner)]
    [InlineData("practitioner-role", "ict", PerformerRole.NonClinicalStaff)]
    [InlineData(null, "", PerformerRole.Unknown)]
    public void A_role_or_qualification_of_the_practices_own_says_what_somebody_is(string? system, string code, PerformerRole role)
    {
        MappedCode[] rows = system is null ? [] : [new MappedCode("urn:roles", "7", Terminology + system, code)];
        const string coded = """{"coding":[{"system":"urn:roles","code":"7"}]}""";

        PerformerRole Of(string directory) => Record(rows, Practice.Entry().Replace("Practitioner/rn-s", "Practitioner/x"), directory).TimeEntries[0].Performers[0].Who.Role;

        Of($$"""{"resourceType":"Practitioner","id":"x","qualification":[{"code":{{coded}}}]}""").ShouldBe(role);
        Of($$"""{"resourceType":"PractitionerRole","id":"r","practitioner":{"reference":"Practitioner/x"},"code":[{{coded}}]}""").ShouldBe(role);
    }

    [Fact]
    public void A_plan_of_a_category_of_the_practices_own_is_the_plan()
    {
        const string plan = """{"resourceType":"CarePlan","id":"cp1","status":"active","intent":"plan","category":[{"coding":[{"system":"https://ehr.example/plans","code":"CHRONIC"}]}],"subject":{"reference":"Patient/p1"}}""";

        Record([], plan).CarePlans.ShouldBeEmpty();
        Record([new MappedCode("https://ehr.example/plans", "CHRONIC", Ours + "ccm-plan", "ccm")], plan).CarePlans.ShouldHaveSingleItem().IsCcmCategory.ShouldBeTrue();
        Record([new MappedCode("https://ehr.example/plans", "CHRONIC", "http://hl7.org/fhir/us/core/CodeSystem/careplan-category", "assess-plan")], plan)
            .CarePlans.ShouldHaveSingleItem().IsCcmCategory.ShouldBeFalse();
    }

    [Fact]
    public void A_consent_of_a_category_of_the_practices_own_is_the_consent()
    {
        const string consent = """{"resourceType":"Consent","id":"k1","status":"active","patient":{"reference":"Patient/p1"},"category":[{"coding":[{"code":"59284-0"},{"code":"CCM CONSENT"}]}]}""";

        Record([], consent).Consents.ShouldBeEmpty();
        Record([new MappedCode(null, "CCM CONSENT", Ours + "ccm-consent", "ccm")], consent).Consents.ShouldHaveSingleItem().Status.ShouldBe("active");
    }

    [Theory]
    [InlineData("""{"code":"MCARE B"}""", "121")]
    [InlineData("""{"code":"MCARE B"},{"system":"https://nahdo.org/sopt","code":"121"}""", "121")]
    [InlineData("""{"code":"MCARE B"},{"system":"https://nahdo.org/sopt","code":"111"}""", "111")]
    [InlineData("""{"code":"MCARE B"},{"system":"https://nahdo.org/sopt","code":"5"}""", null)]
    [InlineData("""{"code":"MCARE A"}""", null)]
    public void A_payer_of_the_practices_own_is_the_payer_as_far_as_nothing_contradicts(string codings, string? payer) => Record(
        [new MappedCode(null, "MCARE B", "https://nahdo.org/sopt", "121")],
        $$$$"""{"resourceType":"Coverage","id":"v1","status":"active","beneficiary":{"reference":"Patient/p1"},"type":{"coding":[{{{{codings}}}}],"text":"MCARE B"}}""")
        .Coverages.ShouldHaveSingleItem().PayerTypeCode.ShouldBe(payer);

    [Fact]
    public void A_condition_keeps_its_own_code_and_has_the_mapped_one_with_it()
    {
        var condition = Record(
            [
                new MappedCode("urn:problems", "DM2", "http://hl7.org/fhir/sid/icd-10-cm", "E11.9"), new MappedCode("urn:words", "A", Terminology + "condition-clinical", "active"),
                new MappedCode("urn:words", "C", Terminology + "condition-ver-status", "confirmed"), new MappedCode("urn:words", "PL", Terminology + "condition-category", "problem-list-item"),
            ],
            """
            {"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/p1"},"clinicalStatus":{"coding":[{"system":"urn:words","code":"A"}]},
             "verificationStatus":{"coding":[{"code":"?"},{"system":"urn:words","code":"C"}]},"category":[{"coding":[{"system":"urn:words","code":"PL"}]}],
             "code":{"coding":[{"system":"urn:problems","code":"DM2"},{"system":"http://snomed.info/sct","code":"44054006"}]}}
            """).Conditions.ShouldHaveSingleItem();

        condition.Codings.ShouldBe([new(ConditionCodeSystem.Other, "DM2"), new(ConditionCodeSystem.Icd10Cm, "E11.9"), new(ConditionCodeSystem.SnomedCt, "44054006")]);
        (condition.ClinicalStatus, condition.VerificationStatus, condition.Category).ShouldBe(("active", "confirmed", ConditionCategory.ProblemList));
    }

    [Theory]
    //          what is written of the status, in order                   the status
    [InlineData("condition-clinical|resolved urn:words|A", "resolved", "what is published and stands first")]
    [InlineData("urn:words|A condition-clinical|resolved", "active", "what the practice says of the first")]
    [InlineData("urn:words|Z condition-clinical|resolved", "Z", "the first, of which nobody says anything")]
    [InlineData("urn:words|C", "C", "what the practice says of it as another kind of word")]
    public void A_status_is_the_first_word_or_what_the_practice_says_of_it(string written, string status, string why)
    {
        var codings = written.Split(' ').Select(coding => coding.Split('|')).Select(coding =>
            $$"""{"system":"{{(coding[0].StartsWith("urn:", StringComparison.Ordinal) ? "" : Terminology)}}{{coding[0]}}","code":"{{coding[1]}}"}""");

        Record(
            [new MappedCode("urn:words", "A", Terminology + "condition-clinical", "active"), new MappedCode("urn:words", "C", Terminology + "condition-ver-status", "confirmed")],
            $$$$"""{"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/p1"},"clinicalStatus":{"coding":[{{{{string.Join(',', codings)}}}}]},"code":{"coding":[{"code":"x"}]}}""")
            .Conditions.ShouldHaveSingleItem().ClinicalStatus.ShouldBe(status, why);
    }

    [Fact]
    public void Every_code_that_one_may_be_read_as_does_what_it_does_natively()
    {
        foreach (var target in ProfileSystems.Targets.Where(target => target.Name != ProfileSystems.Icd10Cm.Name))
        {
            foreach (var code in target.Codes)
            {
                var local = ResourcesWith(target.Name, """{"system":"urn:local","code":"L"}""");
                var native = Text(Record([], ResourcesWith(target.Name, $$"""{"system":"{{target.Address}}","code":"{{code}}"}""")));

                Text(Record([new MappedCode("urn:local", "L", target.Address, code)], local)).ShouldBe(native, $"{target.Name}|{code}");
                Text(Record([], local)).ShouldNotBe(native, $"{target.Name}|{code} decides something");
            }
        }
    }

    [Fact]
    public void A_code_of_a_claim_stays_what_it_is()
    {
        const string claim = """{"resourceType":"Claim","id":"k","status":"active","use":"claim","patient":{"reference":"Patient/p1"},"item":[{"servicedDate":"2026-04-10","productOrService":{"coding":[{"system":"https://ehr.lakeside.example/codes","code":"CCM-CALL"},{"system":"http://www.ama-assn.org/go/cpt","code":"99214"}]}}]}""";

        Record([CallRow], claim).OtherServices.ShouldHaveSingleItem().Code.ShouldBe("99214");
    }

    // Each with the coding where codes of the system are looked for.
    private static string[] ResourcesWith(string system, string coding) => system switch
    {
        "ccm-activity" or "ccm-stay" => [Encounter(coding)],
        "ccm-program" => [Encounter(coding), Practice.Entry(id: "e2").Replace("\"type\":[", "\"type\":[" + $$"""{"coding":[{{coding}}]},""")],
        "v3-ActCode" => [Practice.Entry(more: $",\"class\":{coding}")],
        "v3-ParticipationType" => [Practice.Entry().Replace("\"individual\"", $$"""
            "type":[{"coding":[{{coding}}]}],"individual"
            """)],
        "v2-0360" or "practitioner-role" =>
            [Practice.Entry().Replace("Practitioner/rn-s", "Practitioner/x"), $$$$"""{"resourceType":"Practitioner","id":"x","qualification":[{"code":{"coding":[{{{{coding}}}}]}}]}"""],
        "ccm-plan" or "careplan-category" => [$$$$"""{"resourceType":"CarePlan","id":"cp1","status":"active","intent":"plan","category":[{"coding":[{{{{coding}}}}]}],"subject":{"reference":"Patient/p1"}}"""],
        "ccm-consent" => [$$$$"""{"resourceType":"Consent","id":"k1","status":"active","patient":{"reference":"Patient/p1"},"category":[{"coding":[{{{{coding}}}}]}]}"""],
        "sopt" => [$$$$"""{"resourceType":"Coverage","id":"v1","status":"active","beneficiary":{"reference":"Patient/p1"},"type":{"coding":[{{{{coding}}}}]}}"""],
        "condition-clinical" => [Condition($"\"clinicalStatus\":{{\"coding\":[{coding}]}}")],
        "condition-ver-status" => [Condition($"\"verificationStatus\":{{\"coding\":[{coding}]}}")],
        "condition-category" => [Condition($"\"category\":[{{\"coding\":[{coding}]}}]")],
        _ => throw new ArgumentOutOfRangeException(nameof(system), system, "Where is it read?"),
    };

    private static string Text(PatientRecord record) => JsonSerializer.Serialize(record with { Gaps = [.. record.Gaps.Where(gap => gap.Code != "gap.code-mapped")] });

    private static string Condition(string more) =>
        """{"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/p1"},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I10"}]},""" + more + "}";

    private static PatientRecord Record(MappedCode[] rows, params string[] resources)
    {
        var mapping = new DefaultResourceMapping(Practice.Tenant with { MappedCodes = [.. rows] });
        var projected = resources.Select(json => mapping.Project(Encoding.UTF8.GetBytes(json))).ToArray();
        var builder = mapping.CreateBuilder(projected.Where(one => one.Disposition == Disposition.Directory).Select(one => one.Facts));
        return builder.Build("Patient/p1", projected.Where(one => one.Disposition == Disposition.Patient).Select(one => one.Facts), []);
    }

    private static string Encounter(string codings, string more = "") => Practice.Entry(more: more).Replace(
        $$"""{"system":"{{Practice.Activity}}","code":"care-coordination"}""", codings, StringComparison.Ordinal);
}
