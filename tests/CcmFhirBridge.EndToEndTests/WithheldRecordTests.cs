using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>One patient's record is kept back, spoilt or doubtful: the month closes for everybody else, and the patient is billed when the record is shown.</summary>
public sealed class WithheldRecordTests
{
    private const string EveryPatientWhole = "mode: patient-full,";

    public static TheoryData<string, string> Ways => new()
    {
        { "a glass to break", "gap.patient-withheld" },
        { "a plain refusal", "gap.patient-unanswered" },
        { "a page that cannot be read", "gap.patient-unanswered" },
        { "the EHR says that something is missing", "gap.server-says-incomplete" },
        { "an entry without a resource", "gap.entry-without-resource" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_month_closes_for_everybody_else_and_the_patient_is_billed_once_the_record_is_shown(string way, string code)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, EveryPatientWhole, way == "a glass to break" ? "epic" : "generic");
        var victim = Billed(ehr)[1];
        ehr.Ehr.Quirks.Add(Quirk(way, victim));

        (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial);

        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldBe(Billed(ehr).Where(patient => patient != victim));
        var month = (await ShowAsync(bridge)).Json.Single();
        month.GetProperty("state").GetString().ShouldBe("closed");
        month.GetProperty("reason").GetString().ShouldEndWith("1 patient is held, because the EHR may not have shown everything of that record.");
        var doubt = month.GetProperty("doubts").EnumerateArray().Single();
        (doubt.GetProperty("patient").GetString(), doubt.GetProperty("type").GetString(), doubt.GetProperty("code").GetString()).ShouldBe((victim, "Encounter", code));
        var (outcome, json) = await AssessmentAsync(bridge, victim);
        outcome.ShouldBe(Outcome.Hold);
        json.GetProperty("next")[0].GetProperty("rule").GetString().ShouldBe("record.complete");
        (await bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(0).Out.ShouldContain($"Held: {victim}, Encounter: ");

        (await bridge.SyncAsync()).ShouldExit(ExitCode.Partial);
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial);
        ehr.Ours("Claim").Count.ShouldBe(ehr.Bills - 1);

        ehr.Ehr.Quirks.Clear();
        (await bridge.SyncAsync()).ShouldExit(0);
        (await bridge.CloseAsync()).ShouldExit(0);

        ehr.ShouldHoldEveryBillOnce();
        (await ShowAsync(bridge)).Json.Single().TryGetProperty("doubts", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_deleted_while_the_record_was_kept_back_is_not_billed_afterwards()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, "mode: patient-last-updated,", "epic");
        (await bridge.SyncAsync()).ShouldExit(0);
        var victim = Billed(ehr)[0];
        ehr.Ehr.Quirks.Add(Quirk("a glass to break", victim));
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial);
        foreach (var entry in ehr.Ehr.Store.Current("Encounter").Select(stored => stored.Id).Where(id => ehr.Read("Encounter", id).GetProperty("subject").GetProperty("reference").GetString() == victim).ToList())
            ehr.Ehr.Store.Delete("Encounter", entry);
        bridge.Clock.Advance(TimeSpan.FromMinutes(10));

        ehr.Ehr.Quirks.Clear();
        (await bridge.SyncAsync()).ShouldExit(0);
        (await bridge.CloseAsync()).ShouldExit(0);

        (await AssessmentAsync(bridge, victim)).Outcome.ShouldNotBe(Outcome.Bill);
        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldBe(Billed(ehr).Where(patient => patient != victim));
    }

    [Fact]
    public async Task A_patient_who_was_never_shown_is_named_and_is_a_late_fact_of_the_month_once_shown()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, "mode: auto,", "epic");
        var victim = Billed(ehr)[0];
        var members = string.Join(',', ehr.Ehr.Store.Current("Patient").Select(stored => $$$"""{"entity":{"reference":"Patient/{{{stored.Id}}}"}}"""));
        ehr.Ehr.Store.Put("Group", "ccm", JsonElement.Parse($$"""{"resourceType":"Group","id":"ccm","type":"person","actual":true,"member":[{{members}}]}"""));
        bridge.WriteTenant(ehr.Yaml(("vendor: generic", "vendor: epic"), ("population: { by: search }", "population: { by: group, group: Group/ccm }")));
        ehr.Ehr.Quirks.Add(new AnswerQuirk(context => IsAbout(context, victim) || context.Path == victim ? Refused("4130") : null));

        (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial);
        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldBe(Billed(ehr).Where(patient => patient != victim));
        (await ShowAsync(bridge)).Json.Single().GetProperty("doubts").EnumerateArray().Select(doubt => doubt.GetProperty("patient").GetString()).Distinct().ShouldBe([victim]);

        ehr.Ehr.Quirks.Clear();
        (await bridge.SyncAsync()).ShouldExit(0);
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial);
        (await ShowAsync(bridge)).Json.Single().GetProperty("late").EnumerateArray().Select(late => late.GetProperty("patient").GetString()).ShouldBe([victim]);
        (await bridge.RunAsync("month", "reopen", Bridge.Month, "--tenant", Bridge.Slug, "--reason", "The record was shown.")).ShouldExit(0);
        (await bridge.CloseAsync()).ShouldExit(0);
        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task Where_nobodys_record_is_shown_the_month_stays_open()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, EveryPatientWhole, "epic");
        ehr.Ehr.Quirks.Add(new AnswerQuirk(context => context.Type == "Consent" ? Refused("4130") : null));

        (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial);

        ehr.History.Records.ShouldBeEmpty();
        (await ShowAsync(bridge)).Json.Single().GetProperty("state").GetString().ShouldBe("in review");
    }

    private static async Task<PracticeEhr> StartAsync(Bridge bridge, string mode, string vendor)
    {
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 8);
        bridge.WriteTenant(ehr.Yaml(("mode: auto,", mode), ("vendor: generic", "vendor: " + vendor)));
        return ehr;
    }

    private static List<string> Billed(PracticeEhr ehr) =>
        [.. ehr.Practice.Truth.Where(truth => truth.Outcome == "bill").Select(truth => truth.Patient).Order(StringComparer.Ordinal)];

    private static IQuirk Quirk(string way, string victim) => way switch
    {
        "a glass to break" => new AnswerQuirk(context => context.Type == "Encounter" && IsAbout(context, victim) ? Refused("4130") : null),
        "a plain refusal" => new AnswerQuirk(context => context.Type == "Encounter" && IsAbout(context, victim) ? Refused("") : null),
        "a page that cannot be read" => new AnswerQuirk(context => context.Type == "Encounter" && IsAbout(context, victim)
            ? new FhirAnswer { Status = 200, Body = "{\"resourceType\":\"Bundle\",\"entry\":["u8.ToArray() } : null),
        _ => new PageQuirk("Encounter", (context, page) =>
        {
            if (!IsAbout(context, victim))
                return;
            page["entry"]!.AsArray().Add(JsonNode.Parse(way == "an entry without a resource" ? "{}" : """
                {"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"warning","code":"incomplete"}]}}
                """));
        }),
    };

    private static bool IsAbout(QuirkContext context, string patient) =>
        context.Query.Any(pair => pair.Key is "patient" or "subject" or "beneficiary" && (pair.Value == patient || "Patient/" + pair.Value == patient));

    private static FhirAnswer Refused(string code) => new()
    {
        Status = 403,
        Body = Encoding.UTF8.GetBytes($$"""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden","details":{"coding":[{"code":"{{code}}"}]} }]}"""),
    };

    private static Task<CommandResult> ShowAsync(Bridge bridge) => bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json");

    private static async Task<(Outcome Outcome, JsonElement Json)> AssessmentAsync(Bridge bridge, string patient)
    {
        await using var session = await bridge.OpenAsync();
        var stored = (await session.Store.FindAsync(patient, Bridge.ServiceMonth, CancellationToken.None)).ShouldNotBeNull();
        return (stored.Outcome, JsonElement.Parse(stored.Json.Span));
    }
}
