using System.Text;
using System.Text.Json.Nodes;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

/// <summary>How long a session was, where an answer of a questionnaire says it: which answers count, and what they make of the Encounter.</summary>
public sealed class SessionAnswerTests
{
    private const string Open = """{"start":"2026-04-10T10:00:00-04:00"}""";
    private const string Twenty = """{"start":"2026-04-10T10:00:00-04:00","end":"2026-04-10T10:20:00-04:00"}""";

    private static readonly Tenant Tenant = With(new MappedAnswer("minutes", LengthForm.HoursMinutesSeconds));

    [Theory]
    //          period of the Encounter, its length, the answers       what is counted, and whether they disagree
    [InlineData("open", "", "0:19:59", "1199")]
    [InlineData("open", "", "0:20:00", "1200")]
    [InlineData("20 min", "", "0:20:00", "1200")]
    [InlineData("20 min", "", "0:19:59", "1199 disagrees")]
    [InlineData("20 min", "", "0:25:00", "1200 disagrees")]
    [InlineData("20 min", "15", "0:20:00", "900 disagrees")]           // the shortest of all that is said
    [InlineData("open", "15", "0:20:00", "900 disagrees")]
    [InlineData("open", "15", "0:10:00", "600 disagrees")]
    [InlineData("open", "15", "0:15:00", "900")]
    [InlineData("20 min", "20", "0:20:00", "1200")]
    [InlineData("20 min", "15", "", "900 disagrees")]
    [InlineData("nine hours", "", "0:20:00", "1200 disagrees")]        // a note that was open all day
    [InlineData("open", "", "", "NoEnd")]
    [InlineData("open", "", "0:20:00 0:20:00", "1200")]
    [InlineData("open", "", "0:20:00 0:18:00", "1080 disagrees")]
    [InlineData("20 min", "", "0:18:00 0:20:00 0:19:00", "1080 disagrees")]
    [InlineData("open", "", "20", "Answer")]
    [InlineData("20 min", "", "20", "Answer")]                         // not counted by its period either
    [InlineData("open", "15", "0:19:61", "Answer")]
    [InlineData("open", "", "0:20:00 20", "Answer")]
    [InlineData("open", "", "0:00:00", "0")]
    [InlineData("none", "", "0:20:00", "Missing")]
    [InlineData("day", "", "0:20:00", "DateOnly")]
    [InlineData("backwards", "", "0:20:00", "EndBeforeStart")]
    [InlineData("last", "", "99:00:00", "Unreadable")]
    public void The_answer_is_the_length_of_the_session(string period, string length, string answers, string counted)
    {
        var encounter = Practice.Entry(period switch
        {
            "open" => Open,
            "20 min" => Twenty,
            "nine hours" => """{"start":"2026-04-10T08:00:00-04:00","end":"2026-04-10T17:00:00-04:00"}""",
            "last" => """{"start":"9999-12-31T23:59:59Z"}""",
            "day" => """{"start":"2026-04-10"}""",
            "backwards" => """{"start":"2026-04-10T10:00:00-04:00","end":"2026-04-10T09:00:00-04:00"}""",
            _ => "{}",
        }, LengthOf(length));
        string[] responses = [.. answers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((answer, at) => Response(answer, $"q{at}"))];

        var entry = Record(Tenant, [encounter, .. responses]).TimeEntries.ShouldHaveSingleItem();

        Said(entry.Span).ShouldBe(counted);
        entry.Answers.Select(answer => answer.ToString()).ShouldBe(responses.Select((_, at) => $"QuestionnaireResponse/q{at}/_history/2"));
        Said(Record(Tenant, [.. responses.Reverse(), encounter]).TimeEntries.ShouldHaveSingleItem().Span).ShouldBe(counted, "the order of arrival does not matter");
    }

    [Theory]
    [InlineData("completed", true)]
    [InlineData("amended", true)]
    [InlineData("in-progress", false)]
    [InlineData("stopped", false)]
    [InlineData("entered-in-error", false)]
    public void Only_a_finished_response_says_anything(string status, bool says)
    {
        var record = Record(Tenant, Practice.Entry(Open), Response("0:20:00").Replace("completed", status, StringComparison.Ordinal));

        Said(record.TimeEntries.ShouldHaveSingleItem().Span).ShouldBe(says ? "1200" : "NoEnd");
        record.Gaps.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""[{"linkId":"a","item":[{"linkId":"b","item":[{"linkId":"minutes","answer":[{"valueString":"0:20:00"}]}]}]}]""", "1200", "below other items")]
    [InlineData("""[{"linkId":"a","answer":[{"valueBoolean":true,"item":[{"linkId":"minutes","answer":[{"valueString":"0:20:00"}]}]}]}]""", "1200", "below an answer")]
    [InlineData("""[{"answer":[{"valueString":"0:20:00"}],"linkId":"minutes"}]""", "1200", "its name behind the answer")]
    [InlineData("""[{"linkId":"a","answer":[{"valueString":""}]},{"linkId":"minutes","answer":[{"valueString":"0:20:00"}]},7]""", "1200", "what is odd about other questions")]
    [InlineData("""[{"linkId":"minutes ","answer":[{"valueString":"0:20:00"}]}]""", "NoEnd", "another question")]
    [InlineData("""[{"linkId":"MINUTES","answer":[{"valueString":"0:20:00"}]}]""", "NoEnd", "case matters")]
    [InlineData("""[{"text":"minutes","answer":[{"valueString":"0:20:00"}]}]""", "NoEnd", "words")]
    [InlineData("""[{"linkId":"minutes","answer":[{"valueString":"0:20:00"},{"valueString":"0:20:00"}]}]""", "Answer", "two answers")]
    [InlineData("""[{"linkId":"minutes","answer":[{"valueString":"0:20:00"}]},{"linkId":"minutes","answer":[{"valueString":"0:20:00"}]}]""", "Answer", "the question twice")]
    [InlineData("""[{"linkId":"minutes","answer":[{"valueString":"0:20:00","valueDecimal":20}]}]""", "Answer", "two values in one answer")]
    [InlineData("""[{"linkId":"minutes","answer":[{"valueString":""}]}]""", "Answer", "blank")]
    [InlineData("""[{"linkId":"minutes","answer":[{}]}]""", "Answer", "an answer without a value")]
    [InlineData("""[{"linkId":"minutes","answer":[]}]""", "Answer", "no answer")]
    [InlineData("""[{"linkId":"minutes"}]""", "Answer", "no answer at all")]
    [InlineData("""[{"linkId":"minutes","answer":[{"valueInteger":20}]}]""", "Answer", "a number where a clock is declared")]
    [InlineData("""[{"linkId":"minutes","answer":[{"valueCoding":{"code":"0:20:00"}}]}]""", "Answer", "a coding")]
    [InlineData("""[{"linkId":"minutes","answer":[{"valueString":["0:20:00"]}]}]""", "Answer", "a list")]
    [InlineData("""[{"linkId":"minutes","modifierExtension":[{"url":"urn:x"}],"answer":[{"valueString":"0:20:00"}]}]""", "Answer", "a modifier that nobody knows")]
    public void One_answer_to_the_question_is_looked_for_at_any_depth(string items, string counted, string why)
    {
        var record = Record(Tenant, Practice.Entry(Open), ResponseOf(items));

        Said(record.TimeEntries.ShouldHaveSingleItem().Span).ShouldBe(counted, why);
        (record.Gaps.Length > 0).ShouldBe(counted == "Answer", why);
    }

    [Theory]
    [InlineData(LengthForm.Minutes, "\"valueDecimal\":19.98", "1198")]
    [InlineData(LengthForm.Minutes, "\"valueInteger\":20", "1200")]
    [InlineData(LengthForm.Minutes, "\"valueString\":\"20\"", "1200")]
    [InlineData(LengthForm.Minutes, "\"valueInteger\":-20", "Answer")]
    [InlineData(LengthForm.Minutes, "\"valueInteger\":\"20\"", "Answer")]
    [InlineData(LengthForm.Minutes, "\"valueDecimal\":1e30", "Answer")]
    [InlineData(LengthForm.Hours, "\"valueDecimal\":0.333", "1198")]
    [InlineData(LengthForm.MinutesWithUnit, "\"valueString\":\"20 min\"", "1200")]
    [InlineData(LengthForm.Quantity, """ "valueQuantity":{"value":20,"system":"http://unitsofmeasure.org","code":"min"} """, "1200")]
    [InlineData(LengthForm.Quantity, """ "valueQuantity":{"value":1199,"unit":"seconds","system":"http://unitsofmeasure.org","code":"s"} """, "1199")]
    [InlineData(LengthForm.Quantity, """ "valueQuantity":{"value":0.5,"system":"http://unitsofmeasure.org","code":"h"} """, "1800")]
    [InlineData(LengthForm.Quantity, """ "valueQuantity":{"value":20,"unit":"min"} """, "Answer")]
    [InlineData(LengthForm.Quantity, """ "valueQuantity":{"value":20,"comparator":">","system":"http://unitsofmeasure.org","code":"min"} """, "Answer")]
    [InlineData(LengthForm.Quantity, """ "valueQuantity":{"system":"http://unitsofmeasure.org","code":"min"} """, "Answer")]
    [InlineData(LengthForm.Quantity, "\"valueInteger\":20", "Answer")]
    [InlineData(LengthForm.Minutes, """ "valueQuantity":{"value":20,"system":"http://unitsofmeasure.org","code":"min"} """, "Answer")]
    public void Each_kind_of_value_is_read_in_its_form(LengthForm form, string value, string counted) =>
        Said(Record(With(new MappedAnswer("minutes", form)), Practice.Entry(Open), ResponseOf($"[{{\"linkId\":\"minutes\",\"answer\":[{{{value}}}]}}]")).TimeEntries.ShouldHaveSingleItem().Span).ShouldBe(counted);

    [Theory]
    [InlineData("""{"reference":"Encounter/e1/_history/3"}""", "1200", null)]
    [InlineData("""{"reference":"https://ehr.lakeside.example/fhir/Encounter/e1"}""", "1200", null)]
    [InlineData("""{"reference":"urn:uuid:e1"}""", "1200", null)]
    [InlineData("""{"reference":"Encounter/other"}""", "NoEnd", "gap.answer-without-entry")]
    [InlineData("""{"reference":"EpisodeOfCare/e1"}""", "NoEnd", "gap.answer-without-encounter")]
    [InlineData("""{"reference":"#e1"}""", "NoEnd", "gap.answer-without-encounter")]
    [InlineData("{}", "NoEnd", "gap.answer-without-encounter")]
    public void It_is_of_the_Encounter_that_the_response_names(string encounter, string counted, string? gap)
    {
        var record = Record(Tenant, Practice.Entry(Open), Response("0:20:00").Replace("""{"reference":"Encounter/e1"}""", encounter, StringComparison.Ordinal));

        Said(record.TimeEntries.ShouldHaveSingleItem().Span).ShouldBe(counted);
        record.Gaps.Select(found => found.Code).ShouldBe(gap is null ? [] : [gap]);
    }

    [Fact]
    public void Two_questions_of_which_one_is_answered_are_one_answer()
    {
        var tenant = With(new MappedAnswer("clock", LengthForm.HoursMinutesSeconds), new MappedAnswer("minutes", LengthForm.Minutes));

        Said(Record(tenant, Practice.Entry(Open), ResponseOf("""[{"linkId":"minutes","answer":[{"valueInteger":20}]}]""")).TimeEntries[0].Span).ShouldBe("1200");
        Said(Record(tenant, Practice.Entry(Open), ResponseOf("""[{"linkId":"minutes","answer":[{"valueInteger":20}]},{"linkId":"clock","answer":[{"valueString":"0:20:00"}]}]""")).TimeEntries[0].Span).ShouldBe("Answer");
    }

    [Theory]
    //          periods of the people's own       answer     what counts of each
    [InlineData("10:00-10:20", "0:20:00", "14:00:00+1200")]
    [InlineData("10:00-10:20", "0:25:00", "14:00:00+1200")]
    [InlineData("10:00-10:20", "0:05:00", "14:00:00+300 disagrees")]
    [InlineData("08:00-17:00", "0:20:00", "12:00:00+1200 disagrees")]
    [InlineData("10:40-11:00", "0:20:00", "14:40:00+1200")]
    [InlineData("10:00-10:15 10:15-10:30", "0:30:00", "14:00:00+900, 14:15:00+900")]
    [InlineData("10:00-10:15 10:15-10:30", "0:20:00", "14:00:00+900, 14:15:00+300 disagrees")]
    [InlineData("10:00-10:15 10:15-10:30", "0:10:00", "14:00:00+600 disagrees, 14:15:00+0 disagrees")]
    [InlineData("10:15-10:30 10:00-10:15", "0:20:00", "14:15:00+300 disagrees, 14:00:00+900")]
    [InlineData("10:10-10:30 -", "0:20:00", "14:10:00+600 disagrees, -")]      // the other one has the Encounter's, from 10:00
    [InlineData("10:20-10:00", "0:20:00", "EndBeforeStart")]
    [InlineData("10:00-10:20", "20", "Answer")]
    [InlineData("10:00-10:15 -", "20", "Answer, -")]
    public void Nobody_worked_in_it_for_longer_than_the_answer_says(string periods, string answer, string counted)
    {
        var people = periods.Split(' ').Select((period, at) => period == "-"
            ? $$$"""{"individual":{"reference":"Practitioner/{{{at}}}"}}"""
            : $$$"""{"individual":{"reference":"Practitioner/{{{at}}}"},"period":{"start":"2026-04-10T{{{period[..5]}}}:00-04:00","end":"2026-04-10T{{{period[6..]}}}:00-04:00"}}""");
        var entry = JsonNode.Parse(Practice.Entry(Open))!;
        entry["participant"] = JsonNode.Parse($"[{string.Join(',', people)}]");

        var told = Record(Tenant, entry.ToJsonString(), Response(answer)).TimeEntries.ShouldHaveSingleItem();

        string.Join(", ", told.Performers.Select(performer => performer.OwnSpan switch
        {
            null => "-",
            { Interval: { } own } span => $"{own.Start:HH:mm:ss}+{own.Duration.TotalSeconds}{(span.LengthDisagrees ? " disagrees" : "")}",
            var span => span.Problem.ToString(),
        })).ShouldBe(counted);
    }

    [Fact]
    public void What_people_logged_elsewhere_is_told_by_the_answers_and_stored_as_the_longest_that_it_can_be()
    {
        var mapping = new DefaultResourceMapping(Tenant);
        var projected = mapping.Project(Encoding.UTF8.GetBytes(Practice.Entry(Open)));
        projected.StaffIntervals.ShouldHaveSingleItem().When.Duration.ShouldBe(TimeSpan.FromMinutes(Tenant.Policy.LongestEntryMinutes));
        var answer = mapping.Project(Encoding.UTF8.GetBytes(Response("0:20:00")));

        var builder = mapping.CreateBuilder([]);
        builder.StaffTimes("Patient/p1", [projected.Facts, answer.Facts]).ShouldNotBeNull().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            told => told.When.Duration.ShouldBe(TimeSpan.FromMinutes(20)), told => (told.Patient, told.Entry).ShouldBe(("Patient/p1", "Encounter/e1")));
        builder.StaffTimes("Patient/p1", [projected.Facts]).ShouldNotBeNull().ShouldBeEmpty("nobody knows how long it was");
        Practice.Mapping.CreateBuilder([]).StaffTimes("Patient/p1", []).ShouldBeNull();
    }

    [Theory]
    //          period            the longest that it can be in minutes, which is what is stored
    [InlineData(Open, "", 240)]
    [InlineData(Twenty, "", 20)]
    [InlineData(Open, "15", 15)]
    [InlineData("""{"start":"2026-04-10T08:00:00-04:00","end":"2026-04-10T17:00:00-04:00"}""", "", 240)]
    [InlineData("""{"start":"2026-04-10"}""", "", null)]
    [InlineData("{}", "", null)]
    public void What_is_stored_of_an_entry_covers_whatever_an_answer_can_make_of_it(string period, string length, int? minutes)
    {
        var projected = new DefaultResourceMapping(Tenant).Project(Encoding.UTF8.GetBytes(Practice.Entry(period, LengthOf(length))));

        projected.StaffIntervals.Select(stored => (int)stored.When.Duration.TotalMinutes).ShouldBe(minutes is { } longest ? [longest] : []);
        projected.StaffIntervalsAreLongest.ShouldBeTrue();
        Practice.Project(Practice.Entry(period, LengthOf(length))).StaffIntervalsAreLongest.ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://ehr.example/Questionnaire/ccm", "1200")]
    [InlineData("http://ehr.example/Questionnaire/ccm|3", "1200")]
    [InlineData("http://ehr.example/Questionnaire/other", "NoEnd")]
    [InlineData("http://ehr.example/Questionnaire/ccm/", "NoEnd")]
    [InlineData("http://ehr.example/Questionnaire/CCM", "NoEnd")]
    [InlineData("", "NoEnd")]
    [InlineData(null, "NoEnd")]
    public void Of_a_questionnaire_that_is_named_every_version_is_read_and_of_others_nothing(string? answered, string counted)
    {
        var tenant = With(new MappedAnswer("minutes", LengthForm.HoursMinutesSeconds, "http://ehr.example/Questionnaire/ccm"), new MappedAnswer("minutes", LengthForm.Minutes, "http://ehr.example/Questionnaire/visit"));
        var response = JsonNode.Parse(Response("0:20:00"))!;
        if (answered is not null)
            response["questionnaire"] = answered;

        Said(Record(tenant, Practice.Entry(Open), response.ToJsonString()).TimeEntries.ShouldHaveSingleItem().Span).ShouldBe(counted, "it stands behind the answers");
        if (counted != "1200")
            return;
        Said(Record(tenant, Practice.Entry(Open), response.ToJsonString().Replace("\"resourceType\"", $"\"questionnaire\":\"{answered}\",\"resourceType\"", StringComparison.Ordinal)
            .Replace($",\"questionnaire\":\"{answered}\"}}", "}", StringComparison.Ordinal)).TimeEntries[0].Span).ShouldBe(counted, "it stands before them");
    }

    [Fact]
    public void A_practice_without_such_questions_reads_no_response_and_every_Encounter_as_before()
    {
        Practice.Project(Response("0:20:00")).Disposition.ShouldBe(Disposition.Ignored);
        Practice.Mapping.Version.ShouldNotContain("answers");
        new DefaultResourceMapping(Tenant).Version.ShouldContain(";answers=");
        new DefaultResourceMapping(With(new MappedAnswer("minutes", LengthForm.Minutes))).Version.ShouldNotBe(new DefaultResourceMapping(Tenant).Version);
        Said(Practice.Record(Practice.Entry(Open), Response("0:20:00")).TimeEntries[0].Span).ShouldBe("NoEnd");
    }

    [Fact]
    public void Any_other_response_says_nothing_whatever_is_odd_about_it()
    {
        var other = new DefaultResourceMapping(Tenant).Project(Encoding.UTF8.GetBytes(ResponseOf("""[{"linkId":"a","linkId":"b","answer":[{"valueString":""}]}]""")));

        (other.Disposition, other.Facts.Length, other.Gaps.Length).ShouldBe((Disposition.Patient, 0, 0));
    }

    private static Tenant With(params MappedAnswer[] answers) => Practice.Tenant with { MappedAnswers = [.. answers] };

    private static string LengthOf(string minutes) => minutes.Length == 0 ? "" : $$"""
        ,"length":{"value":{{minutes}},"system":"http://unitsofmeasure.org","code":"min"}
        """;

    private static string Response(string answer, string id = "q0") => ResponseOf($$"""[{"linkId":"minutes","answer":[{"valueString":"{{answer}}"}]}]""", id);

    private static string ResponseOf(string items, string id = "q0") =>
        $$$$"""{"resourceType":"QuestionnaireResponse","id":"{{{{id}}}}","meta":{"versionId":"2"},"status":"completed","subject":{"reference":"Patient/p1"},"encounter":{"reference":"Encounter/e1"},"item":{{{{items}}}}}""";

    private static string Said(EntrySpan span) => span.Interval is { } interval ? $"{interval.Duration.TotalSeconds}{(span.LengthDisagrees ? " disagrees" : "")}" : span.Problem.ToString();

    private static PatientRecord Record(Tenant tenant, params string[] resources)
    {
        var mapping = new DefaultResourceMapping(tenant);
        return mapping.CreateBuilder([]).Build("Patient/p1", resources.Select(json => mapping.Project(Encoding.UTF8.GetBytes(json)).Facts), []);
    }
}
