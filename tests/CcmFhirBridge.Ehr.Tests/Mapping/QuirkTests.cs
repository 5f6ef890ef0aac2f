using System.Text;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

/// <summary>What EHRs really send: each quirk is read or becomes a gap with its path, and never stops a run.</summary>
public class QuirkTests
{
    [Theory]
    [InlineData("2026-04-10T10:00:00+0200", "2026-04-10T08:00:00Z", "gap.date-odd")]
    [InlineData("2026-04-10T10:00:00.711718Z", "2026-04-10T10:00:00.711718Z", null)]
    [InlineData("2026-04-10T10:00:00", "2026-04-10T14:00:00Z", "gap.date-without-offset")]
    [InlineData("2026-04-10T10:00Z", "2026-04-10T10:00:00Z", "gap.date-odd")]
    [InlineData("2026-04-10 10:00:00Z", "2026-04-10T10:00:00Z", "gap.date-odd")]
    [InlineData("2026-04-10T10:00:60Z", "2026-04-10T10:00:59Z", "gap.date-odd")]
    [InlineData("2026-04-31T10:00:00Z", null, "gap.date-unreadable")]
    [InlineData("2026-4-1", null, "gap.date-unreadable")]
    [InlineData("1938-05-", null, "gap.date-unreadable")]
    [InlineData("2026-04-10T25:00:00Z", null, "gap.date-unreadable")]
    public void Odd_times_are_understood_or_reported(string written, string? instant, string? gap)
    {
        var record = Practice.Record(Practice.Entry($$$$"""{"start":"{{{{written}}}}","end":"2026-04-10T23:00:00Z"}"""));

        (record.TimeEntries[0].Span.Interval?.Start).ShouldBe(instant is null ? null : DateTimeOffset.Parse(instant));
        record.Gaps.Where(found => found.Path == "$.period.start").Select(found => found.Code).FirstOrDefault().ShouldBe(gap);
    }

    [Theory]
    [InlineData("""[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]""", true)]
    [InlineData("""[{"code":"N"},{"code":" V "}]""", true)]
    [InlineData("""[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"42CFRPart2"}]""", true)]
    [InlineData("""[{"code":"HTEST"}]""", false)]
    [InlineData("""[{"code":"N"}]""", false)]
    [InlineData("[]", false)]
    [InlineData("""[7,{"display":"restricted"}]""", false)]
    public void A_label_that_restricts_is_a_gap_and_others_are_not(string security, bool isGap)
    {
        var projected = Practice.Project(Practice.Entry(more: $$""","meta":{"security":{{security}}}"""));

        projected.Disposition.ShouldBe(Disposition.Patient);
        projected.Gaps.Any(gap => gap is { Code: "gap.security-label", Path: "$.meta.security" }).ShouldBe(isGap);
    }

    [Theory]
    [InlineData("Patient/p1", true)]
    [InlineData("Patient/p1/_history/3", true)]
    [InlineData(Practice.Base + "/Patient/p1", true)]
    [InlineData("HTTPS://EHR.Lakeside.example/fhir/Patient/p1/_history/2", true)]
    [InlineData("urn:uuid:p1", true)]
    [InlineData("https://other.example/fhir/Patient/p1", false)]
    [InlineData("#p1", false)]
    [InlineData("patient/p1", false)]
    [InlineData("Patient?identifier=x|1", false)]
    [InlineData("Group/g1", false)]
    public void A_reference_to_the_patient_is_resolved_or_the_resource_is_a_gap(string reference, bool resolved)
    {
        var projected = Practice.Project(Practice.Entry().Replace("Patient/p1", reference));

        projected.Patient.ShouldBe(resolved ? "Patient/p1" : null);
        projected.Disposition.ShouldBe(resolved ? Disposition.Patient : Disposition.Unreadable);
        if (!resolved)
            projected.Gaps[^1].Path.ShouldBe("$.subject");
    }

    [Theory]
    [InlineData("""[{"other":{"reference":"Patient/p2"},"type":"replaced-by"}]""", "Patient/p2")]
    [InlineData("""[{"type":"seealso","other":{"reference":"Patient/p3"}},{"type":"replaced-by","other":{"reference":"https://ehr.lakeside.example/fhir/Patient/p2/_history/3"}}]""", "Patient/p2")]
    [InlineData("""[{"type":"replaces","other":{"reference":"Patient/p2"}}]""", null)]
    [InlineData("""[{"type":"replaced-by","other":{"reference":"RelatedPerson/p2"}}]""", null)]
    [InlineData("""[{"type":"replaced-by","other":{"reference":"https://other.example/fhir/Patient/p2"}}]""", null)]
    [InlineData("""[7,{"type":"replaced-by"},{}]""", null)]
    public void A_merged_patient_says_into_whom(string link, string? into) =>
        Practice.Project($$"""{"resourceType":"Patient","id":"p1","link":{{link}}}""").ReplacedBy.ShouldBe(into);

    [Theory]
    [InlineData("""{"resourceType":"Encounter","id":"e1","status":"finished"}""", "gap.subject-missing", "$.subject")]
    [InlineData("""{"resourceType":"Encounter","subject":{"reference":"Patient/p1"}}""", "gap.id-missing", "$.id")]
    [InlineData("""{"id":"e1"}""", "gap.type-missing", "$.resourceType")]
    [InlineData("""{"resourceType":"Encounter","id":"e1",""", "gap.json-unreadable", "$")]
    [InlineData("[]", "gap.json-unreadable", "$")]
    [InlineData("", "gap.json-unreadable", "$")]
    public void What_cannot_be_read_says_why(string json, string code, string path)
    {
        var projected = Practice.Project(json);

        projected.Disposition.ShouldBe(Disposition.Unreadable);
        (projected.Gaps[^1].Code, projected.Gaps[^1].Path).ShouldBe((code, path));
        projected.Facts.IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData(",\"modifierExtension\":[{\"url\":\"http://x\",\"valueBoolean\":true}]", "gap.modifier-extension", "$.modifierExtension", 0)]
    [InlineData(",\"status\":\"cancelled\"", "gap.duplicate-key", "$.status", 1)]
    [InlineData(",\"length\":null", "gap.value-type", "$.length", 1)]
    [InlineData(",\"serviceProvider\":[3]", "gap.value-type", "$.serviceProvider", 1)]
    [InlineData(",\"class\":7", "gap.value-type", "$.class", 1)]
    public void What_is_odd_becomes_a_gap_with_its_path(string more, string code, string path, int entries)
    {
        var record = Practice.Record(Practice.Entry(more: more));

        record.TimeEntries.Length.ShouldBe(entries);
        record.Gaps.ShouldContain(gap => gap.Code == code && gap.Path == path);
    }

    [Theory]
    [InlineData("""{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode"}""")]
    [InlineData("""{"code":"VR"}""")]
    [InlineData("""{"system":"urn:local","code":"PHONE"}""")]
    [InlineData("""[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"VR"}]}]""")]
    [InlineData("""{"coding":[{"code":"AMB"}],"text":"clinic"}""")]
    public void A_class_of_any_form_leaves_the_entry_what_its_type_says(string written)
    {
        var record = Practice.Record(Practice.Entry(more: $",\"class\":{written}"));

        record.TimeEntries.ShouldHaveSingleItem();
        record.Stays.ShouldBeEmpty();
    }

    [Fact]
    public void A_path_names_the_place_inside_arrays()
    {
        var json = Practice.Entry().Replace("\"participant\":[", "\"participant\":[{\"individual\":{\"reference\":\"Practitioner/dr-a\"}},{\"period\":{\"start\":\"soon\"}},");

        Practice.Record(json).Gaps.Select(gap => gap.Path).ShouldContain("$.participant[1].period.start");
    }

    [Fact]
    public void Byte_order_mark_bad_utf8_and_depth_do_not_stop_anything()
    {
        byte[] marked = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Practice.Entry())];
        byte[] broken = [.. Encoding.UTF8.GetBytes("{\"resourceType\":\"Encounter\",\"id\":\"e"), 0xC3, (byte)'"', (byte)'}'];
        var deep = "{\"resourceType\":\"Encounter\",\"id\":\"e1\",\"x\":" + new string('[', 70) + new string(']', 70) + "}";

        Practice.Mapping.Project(marked).Gaps.ShouldContain(gap => gap.Code == "gap.byte-order-mark");
        Practice.Mapping.Project(broken).Gaps.ShouldHaveSingleItem().Code.ShouldBe("gap.utf8-invalid");
        Practice.Project(deep).Gaps.ShouldHaveSingleItem().Code.ShouldBe("gap.json-unreadable");
    }

    [Fact]
    public void Order_white_space_escapes_and_brackets_in_strings_change_nothing()
    {
        const string hostile = """
            { "period" : { "end":"2026-04-10T10:20:00-04:00", "start" :"2026-04-10T10:00:00-04:00" }, "note":"{[}]\"Größe ☃",
              "participant":[ { "individual":{ "display":"{[}]\"", "reference":"Practitioner\/rn-s"}} ],
              "subject":{"reference":"\u0050atient/p1"}, "typ\u0065":[{"coding":[{"code":"care-coordination","system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-activity"}]}],
              "st\u0061tus":"finished", "id":"e1", "resourceType":"Encounter" }
            """;

        Practice.Project(hostile).Facts.ToArray().ShouldBe(Practice.Project(Practice.Entry()).Facts.ToArray());
    }

    [Fact]
    public void No_gap_repeats_what_the_resource_says()
    {
        var projected = Practice.Project(Practice.Entry("""{"start":"SECRET-1","end":{"SECRET-2":1}}""", ",\"length\":{\"value\":\"SECRET-3\"}"));

        projected.Gaps.Length.ShouldBeGreaterThan(2);
        projected.Gaps.ShouldAllBe(gap => !gap.Message.Contains("SECRET") && !gap.Path.Contains("SECRET"));
    }

    [Fact]
    public void The_content_hash_ignores_version_stamps_and_nothing_else()
    {
        const string content = """{"resourceType":"Patient","id":"p1","meta":{STAMP"profile":["x"]},"active":true}""";
        var plain = Practice.Project(content.Replace("STAMP", "")).ContentHash;

        Practice.Project(content.Replace("STAMP", "\"versionId\":\"2\",\"lastUpdated\":\"2026-04-10T10:00:00Z\",")).ContentHash.ShouldBe(plain);
        Practice.Project("""{"resourceType":"Patient","id":"p1","meta":{"profile":["x"],"versionId":"3"},"active":true}""").ContentHash.ShouldBe(plain);
        Practice.Project(content.Replace("STAMP", "").Replace("true", "false")).ContentHash.ShouldNotBe(plain);
        plain.Length.ShouldBe(64);
    }

    [Fact]
    public void Ids_longer_than_the_standard_allows_are_kept()
    {
        var id = new string('x', 300);

        Practice.Project(Practice.Entry(id: id)).Source.ShouldBe(new SourceReference("Encounter", id));
    }

    [Fact]
    public void Other_types_are_ignored() =>
        Practice.Project("""{"resourceType":"Observation","id":"o1"}""").Disposition.ShouldBe(Disposition.Ignored);
}
