using System.Text;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Mapping;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

public class EncounterMappingTests
{
    private const string Subject = "\"subject\":{\"reference\":\"Patient/p1\"}";
    private const string Cpt = "http://www.ama-assn.org/go/cpt";

    [Fact]
    public void A_finished_encounter_with_a_ccm_activity_is_a_time_entry()
    {
        var entry = Practice.Record(Practice.Entry()).TimeEntries.ShouldHaveSingleItem();

        entry.Source.ShouldBe(new SourceReference("Encounter", "e1"));
        entry.Activity.ShouldBe("care-coordination");
        entry.Program.ShouldBe("ccm");
        entry.Span.Interval!.Value.Duration.ShouldBe(TimeSpan.FromMinutes(20));
        entry.Performers.ShouldHaveSingleItem().Who.ShouldBe(new PractitionerIdentity("Practitioner/rn-s", null, PerformerRole.ClinicalStaff));
    }

    [Theory]
    //          activities of one entry             the one that stands
    [InlineData("documentation scheduling", "scheduling")]
    [InlineData("documentation contact-attempt", "contact-attempt")]
    [InlineData("documentation gardening", "gardening")]
    [InlineData("gardening scheduling", "scheduling")]
    [InlineData("record-review documentation", "documentation")]
    [InlineData("documentation documentation", "documentation")]
    [InlineData("documentation gardening insurance-administration", "insurance-administration")]
    public void Of_several_activities_the_one_that_does_not_count_is_taken_in_whatever_order(string activities, string activity)
    {
        string Of(IEnumerable<string> written) => Practice.Record(Practice.Entry().Replace(
            $$"""[{"coding":[{"system":"{{Practice.Activity}}","code":"care-coordination"}]}]""",
            "[" + string.Join(',', written.Select(code => $$"""{"coding":[{"system":"{{Practice.Activity}}","code":"{{code}}"}]}""")) + "]")).TimeEntries.ShouldHaveSingleItem().Activity;

        Of(activities.Split(' ')).ShouldBe(activity);
        Of(activities.Split(' ').Reverse()).ShouldBe(activity);
    }

    [Fact]
    public void A_contact_attempt_gives_way_where_the_practice_counts_it()
    {
        var counted = new DefaultResourceMapping(Practice.Tenant with { Policy = new TenantPolicy { CountContactAttempts = true } });
        var facts = counted.Project(Encoding.UTF8.GetBytes(Practice.Entry().Replace(
            "\"code\":\"care-coordination\"}", $$"""
            "code":"contact-attempt"},{"system":"{{Practice.Activity}}","code":"scheduling"}
            """)));
        counted.CreateBuilder([]).Build("Patient/p1", [facts.Facts], []).TimeEntries.ShouldHaveSingleItem().Activity.ShouldBe("scheduling");
    }

    [Theory]
    [InlineData("finished", 1)]
    [InlineData("planned", 0)]
    [InlineData("cancelled", 0)]
    [InlineData("entered-in-error", 0)]
    [InlineData("in-progress", 0)]
    [InlineData("unknown", 0)]
    public void Only_a_finished_encounter_is_a_time_entry(string status, int entries) =>
        Practice.Record(Practice.Entry(status: status)).TimeEntries.Length.ShouldBe(entries);

    [Theory]
    [InlineData("""{"start":"2026-04-10T10:00:00-04:00","end":"2026-04-10T10:19:59-04:00"}""", "", 1199, SpanProblem.None, false)]
    [InlineData("""{"start":"2026-04-10T10:00:00-04:00"}""", ""","length":{"value":25,"code":"min","system":"http://unitsofmeasure.org"}""", 1500, SpanProblem.None, false)]
    [InlineData("""{"start":"2026-04-10T10:00:00-04:00"}""", ""","length":{"value":0.5,"code":"h","system":"http://unitsofmeasure.org"}""", 1800, SpanProblem.None, false)]
    [InlineData("""{"start":"2026-04-10T10:00:00-04:00"}""", ""","length":{"value":1500,"code":"s","system":"http://unitsofmeasure.org"}""", 1500, SpanProblem.None, false)]
    [InlineData("""{"start":"2026-04-10T10:00:00-04:00","end":"2026-04-10T10:20:00-04:00"}""", ""","length":{"value":15,"code":"min","system":"http://unitsofmeasure.org"}""", 900, SpanProblem.None, true)]
    [InlineData("""{"start":"2026-04-10T10:00:00-04:00","end":"2026-04-10T10:20:00-04:00"}""", ""","length":{"value":30,"code":"min","system":"http://unitsofmeasure.org"}""", 1200, SpanProblem.None, true)]
    [InlineData("""{"start":"2026-04-10T10:00:00-04:00"}""", "", null, SpanProblem.NoEnd, false)]
    [InlineData("""{"start":"2026-04-10"}""", "", null, SpanProblem.DateOnly, false)]
    [InlineData("""{"start":"2026-04-10T10:00:00-04:00","end":"2026-04-10"}""", "", null, SpanProblem.DateOnly, false)]
    [InlineData("""{"start":"2026-04-10T10:00:00-04:00","end":"2026-04-10T09:00:00-04:00"}""", "", null, SpanProblem.EndBeforeStart, false)]
    [InlineData("""{"start":"10 April","end":"2026-04-10T09:00:00-04:00"}""", "", null, SpanProblem.Unreadable, false)]
    [InlineData("""{}""", "", null, SpanProblem.Missing, false)]
    public void The_span_follows_period_and_length(string period, string length, int? seconds, SpanProblem problem, bool disagrees)
    {
        var span = Practice.Record(Practice.Entry(period, length)).TimeEntries.ShouldHaveSingleItem().Span;

        span.Problem.ShouldBe(problem);
        span.LengthDisagrees.ShouldBe(disagrees);
        (span.Interval?.Duration.TotalSeconds).ShouldBe(seconds);
    }

    [Theory]
    [InlineData("""{"value":25,"unit":"Minutes"}""", 1500, "gap.unit-without-system")]
    [InlineData("""{"value":1,"code":"d","system":"http://unitsofmeasure.org"}""", null, "gap.length-unreadable")]
    [InlineData("""{"value":25,"code":"min","comparator":"<","system":"http://unitsofmeasure.org"}""", null, "gap.length-unreadable")]
    [InlineData("""{"value":-5,"code":"min","system":"http://unitsofmeasure.org"}""", null, "gap.length-unreadable")]
    [InlineData("""{"unit":"min"}""", null, "gap.length-unreadable")]
    [InlineData("""{"value":"25","code":"min","system":"http://unitsofmeasure.org"}""", null, "gap.length-unreadable")]
    public void An_odd_length_is_understood_or_reported_and_never_a_default(string length, int? seconds, string gap)
    {
        var record = Practice.Record(Practice.Entry("""{"start":"2026-04-10T10:00:00-04:00"}""", ",\"length\":" + length));

        (record.TimeEntries[0].Span.Interval?.Duration.TotalSeconds).ShouldBe(seconds);
        record.Gaps.ShouldContain(found => found.Code == gap && found.Path == "$.length");
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("PPRF", true)]
    [InlineData("SPRF", true)]
    [InlineData("ATND", false)]
    [InlineData("ADM", false)]
    [InlineData("REF", false)]
    [InlineData("CON", false)]
    [InlineData("DIS", false)]
    public void Only_performers_did_the_work(string? type, bool performer)
    {
        var typed = type is null ? "" : $$$$"""
            "type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"{{{{type}}}}"}]}],
            """;
        var json = Practice.Entry().Replace("\"participant\":[{", "\"participant\":[{" + typed);

        Practice.Record(json).TimeEntries[0].Performers.Length.ShouldBe(performer ? 1 : 0);
    }

    [Fact]
    public void A_participant_keeps_its_own_span_only_when_both_ends_carry_a_time()
    {
        const string own = "\"period\":{\"start\":\"2026-04-10T10:05:00-04:00\",\"end\":\"2026-04-10T10:10:00-04:00\"},\"individual\"";
        var entry = Practice.Record(Practice.Entry().Replace("\"individual\"", own)).TimeEntries[0];
        var dayOnly = Practice.Record(Practice.Entry().Replace("\"individual\"", "\"period\":{\"start\":\"2026-04-10\",\"end\":\"2026-04-10\"},\"individual\"")).TimeEntries[0];

        entry.Performers[0].OwnSpan!.Interval!.Value.Duration.ShouldBe(TimeSpan.FromMinutes(5));
        dayOnly.Performers[0].OwnSpan.ShouldBeNull();
    }

    [Theory]
    [InlineData(Cpt)]
    [InlineData("http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets")]
    [InlineData("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets")]
    [InlineData("urn:oid:2.16.840.1.113883.6.12")]
    [InlineData("urn:oid:2.16.840.1.113883.6.285")]
    public void A_separately_billed_code_makes_it_a_service_and_no_time_entry(string system)
    {
        var record = Practice.Record(Practice.Entry().Replace("\"type\":[{\"coding\":[", "\"type\":[{\"coding\":[{\"system\":\"" + system + "\",\"code\":\"99213\"},"));

        record.TimeEntries.ShouldBeEmpty();
        var service = record.OtherServices.ShouldHaveSingleItem();
        service.Code.ShouldBe("99213");
        service.Participants.ShouldHaveSingleItem().OwnSpan!.Interval!.Value.Duration.ShouldBe(TimeSpan.FromMinutes(20));
    }

    [Fact]
    public void A_ccm_code_on_a_time_entry_is_a_label_and_elsewhere_a_bill()
    {
        var labelled = Practice.Record(Practice.Entry().Replace("\"type\":[{\"coding\":[", "\"type\":[{\"coding\":[{\"system\":\"" + Cpt + "\",\"code\":\"99490\"},"));
        var billed = Practice.Record($$$$"""{"resourceType":"Encounter","id":"e1","status":"finished","type":[{"coding":[{"system":"{{{{Cpt}}}}","code":"99490"}]}],{{{{Subject}}}}}""");

        labelled.TimeEntries.Length.ShouldBe(1);
        labelled.OtherServices.ShouldBeEmpty();
        billed.OtherServices.ShouldHaveSingleItem().Code.ShouldBe("99490");
    }

    [Theory]
    [InlineData("""{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"}""", "finished", StayKind.Inpatient)]
    [InlineData("""{"code":"ACUTE"}""", "in-progress", StayKind.Inpatient)]
    [InlineData("""[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"NONAC"}]}]""", "onleave", StayKind.Inpatient)]
    [InlineData("""{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"}""", "finished", null)]
    [InlineData("""{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"}""", "planned", null)]
    [InlineData("""{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode"}""", "finished", null)]
    public void An_inpatient_class_is_a_stay(string @class, string status, StayKind? kind)
    {
        var record = Practice.Record($$$$"""{"resourceType":"Encounter","id":"e1","status":"{{{{status}}}}","class":{{{{@class}}}},{{{{Subject}}}},"period":{"start":"2026-04-02"}}""");

        record.Stays.Select(stay => (StayKind?)stay.Kind).FirstOrDefault().ShouldBe(kind);
        if (kind is not null)
            record.Stays[0].ShouldBe(new Stay(new SourceReference("Encounter", "e1"), kind.Value, Moment.On(new DateOnly(2026, 4, 2)), null));
    }

    [Theory]
    [InlineData("snf-part-a", StayKind.SkilledNursingPartA)]
    [InlineData("hospice", StayKind.Hospice)]
    public void A_stay_type_is_a_stay(string code, StayKind kind) =>
        Practice.Record($$$$"""{"resourceType":"Encounter","id":"e1","status":"finished","type":[{"coding":[{"system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-stay","code":"{{{{code}}}}"}]}],{{{{Subject}}}}}""")
            .Stays.ShouldHaveSingleItem().Kind.ShouldBe(kind);

    [Fact]
    public void Extensions_tell_decision_making_discussion_and_extended_planning()
    {
        var record = Practice.Record($$$$"""
            {"resourceType":"Encounter","id":"v1","status":"finished","type":[{"coding":[{"system":"{{{{Cpt}}}}","code":"99214"}]}],{{{{Subject}}}},
             "participant":[{"individual":{"reference":"Practitioner/dr-a"}}],"period":{"start":"2026-04-02T09:00:00-04:00"},
             "serviceProvider":{"reference":"Organization/o1"},
             "extension":[{"url":"https://else.example/x","valueString":"x"},
              {"valueCode":"high","url":"https://ccmfhirbridge.dev/fhir/StructureDefinition/ccm-mdm"},
              {"url":"https://ccmfhirbridge.dev/fhir/StructureDefinition/ccm-discussed","valueBoolean":true},
              {"url":"https://ccmfhirbridge.dev/fhir/StructureDefinition/ccm-extended-planning","valueBoolean":false}]}
            """,
            """{"resourceType":"Organization","id":"o1","identifier":[{"system":"urn:oid:2.16.840.1.113883.4.4","value":"12-3456789"}]}""");

        var decision = record.DecisionMakings.ShouldHaveSingleItem();
        decision.Level.ShouldBe("high");
        decision.Performers.ShouldHaveSingleItem().Reference.ShouldBe("Practitioner/dr-a");
        var service = record.OtherServices.ShouldHaveSingleItem();
        service.CcmDiscussed.ShouldBe(true);
        service.ExtendedPlanning.ShouldBe(false);
        service.Organization.ShouldBe("tin:123456789");
    }

    [Theory]
    [InlineData("care-coordination", "", 1)]
    [InlineData("scheduling", "", 0)]
    [InlineData("insurance-administration", "", 0)]
    [InlineData("contact-attempt", "", 0)]
    [InlineData("something-new", "", 1)]
    [InlineData("care-coordination", """,{"system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-program","code":"rpm"}""", 1)]
    [InlineData("scheduling", """,{"system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-program","code":"rpm"}""", 0)]
    public void Staff_time_is_what_could_be_billed_by_any_programme(string activity, string program, int intervals)
    {
        var json = Practice.Entry().Replace("\"code\":\"care-coordination\"}", "\"code\":\"" + activity + "\"}" + program);

        Practice.Project(json).StaffIntervals.Length.ShouldBe(intervals);
    }
}
