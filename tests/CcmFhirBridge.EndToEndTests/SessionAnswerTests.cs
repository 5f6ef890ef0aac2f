using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.EndToEndTests.Operations;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>A practice that keeps how long a session was in the answer of a questionnaire; its Encounters say only when one began.</summary>
public sealed class SessionAnswerTests
{
    private const string Mapping = "mapping: { answers: [{ question: session_duration, questionnaire: \"http://ehr.example/Questionnaire/ccm\", form: \"h:mm:ss\" }] }";

    [Fact]
    public async Task It_bills_what_the_same_practice_bills_with_ends()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        bridge.WriteTenant(ehr.Yaml(("mapping: {}", Mapping)));

        (await bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();

        ehr.ShouldHoldEveryBillOnce();
        (await OutcomesAsync(bridge)).ShouldBe(ehr.Practice.Truth.Select(truth => (truth.Patient, truth.Outcome)).Order());
        var bill = ehr.Practice.Truth.First(truth => truth.Outcome == "bill");
        var explained = (await bridge.RunAsync("explain", bill.Patient, Bridge.Month, "--tenant", Bridge.Slug, "--json")).ShouldExit(0).Json.ShouldHaveSingleItem();
        explained.GetProperty("seconds").GetProperty("clinicalStaff").GetInt32().ShouldBe(bill.CountedSeconds);
        explained.GetProperty("time")[0].GetProperty("answers")[0].GetString().ShouldBe("QuestionnaireResponse/" + IdOf(explained.GetProperty("time")[0].GetProperty("source").GetString()!) + "/_history/1");
    }

    [Fact]
    public async Task Without_the_word_of_the_tenant_file_no_response_is_asked_for_and_no_time_is_known()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, patients: 12);
        bridge.WriteTenant(ehr.Yaml());

        (await bridge.SyncAsync()).ShouldExit(0).Json.Select(line => line.GetProperty("type").GetString()).ShouldNotContain("QuestionnaireResponse");
        (await bridge.RunAsync("tenant", "check", Bridge.Slug)).Out.ShouldNotContain("QuestionnaireResponse");
        (await OutcomesAsync(bridge)).ShouldNotContain(outcome => outcome.Outcome == "bill");

        bridge.WriteTenant(ehr.Yaml(("mapping: {}", Mapping)));
        (await bridge.SyncAsync()).ShouldExit(0).Json.ShouldAllBe(line => line.GetProperty("known").GetBoolean());
        (await OutcomesAsync(bridge)).Count(outcome => outcome.Outcome == "bill").ShouldBe(ehr.Bills);
        (await bridge.RunAsync("tenant", "check", Bridge.Slug)).Lines.ShouldContain(
            "  reads the answer to 'session_duration' of http://ehr.example/Questionnaire/ccm, written h:mm:ss such as 0:19:59, as the length of its encounter (mapping.answers)");

        bridge.WriteTenant(ehr.Yaml());
        (await bridge.SyncAsync()).ShouldExit(0);
        (await OutcomesAsync(bridge)).ShouldNotContain(outcome => outcome.Outcome == "bill", "what is stored of them is read no more");
    }

    [Theory]
    [InlineData("0:19:59", "none", "time.floor")]           // a second short, and nothing is rounded up
    [InlineData("0:20:00", "bill", "")]
    [InlineData("19:59", "hold", "time.no-span")]           // not as declared
    [InlineData("20 min", "hold", "time.no-span")]
    [InlineData("1:05", "hold", "time.no-span")]
    public async Task Nineteen_minutes_and_fifty_nine_seconds_are_not_twenty_minutes(string answer, string outcome, string rule)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, patients: 12);
        bridge.WriteTenant(ehr.Yaml(("mapping: {}", Mapping)));
        var (patient, encounter) = OneSession(ehr);
        (await bridge.SyncAsync()).ShouldExit(0);
        (await OutcomeAsync(bridge, patient)).ShouldBe("bill");

        Answer(ehr, encounter, answer);
        (await bridge.SyncAsync()).ShouldExit(0);

        (await OutcomeAsync(bridge, patient)).ShouldBe(outcome);
        if (rule.Length > 0)
            (await bridge.RunAsync("explain", patient, Bridge.Month, "--tenant", Bridge.Slug)).ShouldExit(0).Out.ShouldContain(rule);
    }

    [Fact]
    public async Task A_changed_answer_tells_for_other_patients_too_whom_the_same_person_worked_for_meanwhile()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, patients: 12);
        bridge.WriteTenant(ehr.Yaml(("mapping: {}", Mapping)));
        var (patient, encounter) = OneSession(ehr);
        var session = ehr.Read("Encounter", encounter);
        var start = session.GetProperty("period").GetProperty("start").GetDateTimeOffset();
        var other = ehr.Practice.Truth.First(truth => truth.Outcome == "bill" && truth.Patient != patient).Patient;
        var before = JsonNode.Parse(session.GetRawText())!.AsObject();
        before["id"] = "session-before";
        before["subject"] = new JsonObject { ["reference"] = other };
        before["period"] = new JsonObject { ["start"] = start.AddHours(-1).ToString("o", CultureInfo.InvariantCulture) };
        Load(ehr, before);
        Load(ehr, ResponseOf("session-before", other, TimeSpan.FromMinutes(60)));
        (await bridge.SyncAsync()).ShouldExit(0);
        (await OutcomeAsync(bridge, patient)).ShouldBe("bill", "an hour before it ends where the session begins");

        Answer(ehr, "session-before", "1:30:00");
        (await bridge.SyncAsync()).ShouldExit(0);
        (await OutcomeAsync(bridge, patient)).ShouldNotBe("bill");
        (await bridge.RunAsync("explain", patient, Bridge.Month, "--tenant", Bridge.Slug)).ShouldExit(0).Out.ShouldContain("time.staff-elsewhere");

        Answer(ehr, "session-before", "1:00:00");
        (await bridge.SyncAsync()).ShouldExit(0);
        (await OutcomeAsync(bridge, patient)).ShouldBe("bill");

        ehr.Edit("Encounter", "session-before", entry => entry["period"]!["end"] = start.AddMinutes(30).ToString("o", CultureInfo.InvariantCulture));
        ehr.Ehr.Store.Delete("QuestionnaireResponse", "session-before");
        (await bridge.SyncAsync(more: "--full")).ShouldExit(0);
        (await OutcomeAsync(bridge, patient)).ShouldNotBe("bill", "without an answer its end stands");
    }

    [Fact]
    public async Task Answers_that_are_not_granted_are_unknown_and_said_to_be()
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge, options: door => door with { Grants = SignedEhr.GrantsWithout() });
        bridge.WriteTenant(PracticeEhr.Change(SignedEhr.Yaml(ehr, ""), ("mapping: {}", Mapping)));

        (await bridge.RunAsync("doctor", "--tenant", Bridge.Slug)).Out.ShouldContain("not granted: QuestionnaireResponse: read, search");
        var sync = (await bridge.SyncAsync()).ShouldExit(0).Json;

        sync.Where(line => !line.GetProperty("known").GetBoolean()).Select(line => line.GetProperty("type").GetString()).ShouldBe(["QuestionnaireResponse"]);
        (await OutcomesAsync(bridge)).ShouldNotContain(outcome => outcome.Outcome == "bill", "an answer may say that a session was shorter");
    }

    [Fact]
    public async Task Over_files_it_is_assessed_as_over_the_wire()
    {
        using var bridge = new Bridge();
        var practice = PracticeEhr.Generate(PracticeEhr.EveryStory);
        var data = Directory.CreateDirectory(Path.Combine(bridge.Path, "export")).FullName;
        await File.WriteAllLinesAsync(Path.Combine(data, "a-answers.ndjson"), AnswersOf(practice).Select(answer => answer.ToJsonString()));
        await File.WriteAllLinesAsync(Path.Combine(data, "all.ndjson"), practice.Resources.Select(resource => WithoutEnd(Encoding.UTF8.GetString(resource.Json))));
        bridge.WriteTenant(PracticeEhr.Change(practice.TenantYaml("http://127.0.0.1:9/fhir"), ("mapping: {}", Mapping)));

        var assessed = (await bridge.RunAsync("assess", "--input", data, "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(0);

        assessed.Json.Select(line => (line.GetProperty("patient").GetString()!, line.GetProperty("outcome").GetString()!)).Order()
            .ShouldBe(practice.Truth.Select(truth => (truth.Patient, truth.Outcome)).Order());
    }

    [Fact]
    public async Task The_served_minutes_name_the_answer_beside_the_entry()
    {
        await using var practice = await ServedPractice.StartAsync(12, ehr =>
        {
            foreach (var answer in AnswersOf(ehr.Practice))
                Load(ehr, answer);
            return ehr.Yaml(("mapping: {}", Mapping));
        });
        var patient = practice.Ehr.Practice.Truth.First(truth => truth.Outcome == "bill").Patient;

        var lines = (await practice.GetAsync($"{patient}/$ccm-minutes?month={Bridge.Month}")).ShouldBe(HttpStatusCode.OK).Parts("line");

        lines.ShouldNotBeEmpty();
        foreach (var line in lines)
            ReferenceOf(line, "answer").ShouldBe(ReferenceOf(line, "source").Replace("/Encounter/", "/QuestionnaireResponse/", StringComparison.Ordinal));
    }

    private static string ReferenceOf(JsonElement line, string name) => FhirReply.Value(FhirReply.Parts(line, name).ShouldHaveSingleItem());

    private static async Task<PracticeEhr> StartAsync(Bridge bridge, int patients = PracticeEhr.EveryStory)
    {
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients, rewrite: WithoutEnd);
        foreach (var answer in AnswersOf(ehr.Practice))
            Load(ehr, answer);
        return ehr;
    }

    private static void Load(PracticeEhr ehr, JsonObject resource) =>
        ehr.Ehr.Store.Load(resource["resourceType"]!.GetValue<string>(), resource["id"]!.GetValue<string>(), JsonElement.Parse(resource.ToJsonString()));

    private static void Answer(PracticeEhr ehr, string id, string answer) =>
        ehr.Edit("QuestionnaireResponse", id, response => response["item"]![0]!["answer"]![0]!["valueString"] = answer);

    // A patient who is billed for one session of twenty minutes, and nothing else.
    private static (string Patient, string Encounter) OneSession(PracticeEhr ehr)
    {
        var sessions = AnswersOf(ehr.Practice).ToLookup(answer => answer["subject"]!["reference"]!.GetValue<string>(), answer => answer["id"]!.GetValue<string>(), StringComparer.Ordinal);
        var patient = ehr.Practice.Truth.First(truth => truth is { Outcome: "bill", Lines: [{ Code: "99490" }] } && sessions[truth.Patient].Any()).Patient;
        foreach (var entry in ehr.Ehr.Store.Current("Encounter").Select(stored => JsonElement.Parse(stored.Body!)).Where(entry => IsEntry(entry) && entry.GetProperty("subject").GetProperty("reference").GetString() == patient))
        {
            if (entry.GetProperty("id").GetString() is { } id && id != sessions[patient].Last())
                ehr.Ehr.Store.Delete("Encounter", id);
        }

        foreach (var other in sessions[patient].SkipLast(1))
            ehr.Ehr.Store.Delete("QuestionnaireResponse", other);
        Answer(ehr, sessions[patient].Last(), "0:20:00");
        return (patient, sessions[patient].Last());
    }

    private static IEnumerable<JsonObject> AnswersOf(GeneratedPractice practice)
    {
        foreach (var resource in practice.Resources)
        {
            var entry = JsonElement.Parse(resource.Json);
            if (LengthOf(entry) is { } length)
                yield return ResponseOf(entry.GetProperty("id").GetString()!, entry.GetProperty("subject").GetProperty("reference").GetString()!, length);
        }
    }

    private static JsonObject ResponseOf(string encounter, string patient, TimeSpan length) => new()
    {
        ["resourceType"] = "QuestionnaireResponse",
        ["id"] = encounter,
        ["questionnaire"] = "http://ehr.example/Questionnaire/ccm|3",
        ["status"] = "completed",
        ["subject"] = new JsonObject { ["reference"] = patient },
        ["encounter"] = new JsonObject { ["reference"] = "Encounter/" + encounter },
        ["item"] = new JsonArray(new JsonObject
        {
            ["linkId"] = "session_duration",
            ["answer"] = new JsonArray(new JsonObject { ["valueString"] = string.Create(CultureInfo.InvariantCulture, $"{(int)length.TotalHours}:{length:mm\\:ss}") }),
        }),
    };

    // How long an entry was, where it says one thing and says it whole.
    private static TimeSpan? LengthOf(JsonElement entry)
    {
        if (!IsEntry(entry) || !entry.TryGetProperty("period", out var period) || !Ends(period, "start") || !Ends(period, "end"))
            return null;
        var length = period.GetProperty("end").GetDateTimeOffset() - period.GetProperty("start").GetDateTimeOffset();
        var agrees = !entry.TryGetProperty("length", out var said) || said.GetProperty("value").GetInt32() == (int)length.TotalSeconds;
        return agrees && length >= TimeSpan.Zero ? length : null;
    }

    private static bool IsEntry(JsonElement resource) => resource.GetProperty("resourceType").GetString() == "Encounter" && resource.GetRawText().Contains("ccm-activity", StringComparison.Ordinal);

    private static bool Ends(JsonElement period, string end) => period.TryGetProperty(end, out var when) && when.GetString()!.Contains('T', StringComparison.Ordinal);

    private static string WithoutEnd(string json)
    {
        if (LengthOf(JsonElement.Parse(json)) is null)
            return json;
        var entry = JsonNode.Parse(json)!.AsObject();
        entry.Remove("length");
        entry["period"]!.AsObject().Remove("end");
        foreach (var participant in entry["participant"]!.AsArray())
            participant!.AsObject().Remove("period");
        return entry.ToJsonString();
    }

    private static string IdOf(string reference) => reference.Split('/')[1];

    private static async Task<string> OutcomeAsync(Bridge bridge, string patient) => (await OutcomesAsync(bridge)).Single(one => one.Patient == patient).Outcome;

    private static async Task<List<(string Patient, string Outcome)>> OutcomesAsync(Bridge bridge)
    {
        await bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json");
        await using var session = await bridge.OpenAsync();
        return [.. (await session.Store.ListAsync(Bridge.ServiceMonth, CancellationToken.None)).Select(assessment => (assessment.Patient, assessment.Outcome.ToString().ToLowerInvariant())).Order()];
    }
}
