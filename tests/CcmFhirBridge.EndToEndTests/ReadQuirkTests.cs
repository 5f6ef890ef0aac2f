using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Searches;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>Quirks of EHRs that are read, over a socket, from the first request to what is stored; the table is tests/Quirks.md.</summary>
public sealed class ReadQuirkTests
{
    [Fact]
    public async Task More_than_a_thousand_pages_are_walked_to_the_end()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new SimulatedEhrOptions { LargestPage = 1 });
        for (var number = 0; number < 1_050; number++)
            ehr.Ehr.Store.Put("Organization", $"payer-{number}", JsonElement.Parse($$"""{"resourceType":"Organization","id":"payer-{{number}}","name":"Payer {{number}}"}"""));

        var read = (await bridge.SyncAsync()).ShouldExit(0).Json.Single(line => line.GetProperty("type").GetString() == "Organization");

        read.GetProperty("added").GetInt32().ShouldBe(ehr.Ehr.Store.Count("Organization"));
        read.GetProperty("possiblyIncomplete").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Addresses_of_next_pages_that_are_longer_than_eight_kilobytes_are_followed()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new SimulatedEhrOptions { LargestPage = 5 });
        var links = new LongNextLinks(characters: 20_000);
        ehr.Ehr.Quirks.Add(links);

        var read = (await bridge.SyncAsync()).ShouldExit(0).Json;

        links.Hits.ShouldBeGreaterThan(10);
        read.Single(line => line.GetProperty("type").GetString() == "Encounter").GetProperty("added").GetInt32().ShouldBe(ehr.Ehr.Store.Count("Encounter"));
        (await bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();
        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task A_change_whose_stamp_did_not_move_is_in_the_month_that_closes()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        ehr.Ehr.Quirks.Add(new UnmovedStamps("Encounter"));
        (await bridge.SyncAsync()).ShouldExit(0);
        var patient = ehr.Practice.Truth.First(truth => truth.Outcome == "bill").Patient;
        // Something that is new moves the place from which changes are asked for.
        bridge.Clock.Advance(TimeSpan.FromHours(1));
        ehr.Ehr.Store.Put("Encounter", "new", JsonElement.Parse($$"""{"resourceType":"Encounter","id":"new","status":"planned","period":{"start":"2026-05-05T15:00:00Z"},"subject":{"reference":"{{patient}}"} }"""));
        (await bridge.SyncAsync()).ShouldExit(0);
        bridge.Clock.Advance(TimeSpan.FromHours(1));
        foreach (var entry in ehr.Ehr.Store.Current("Encounter").Where(stored => stored.Id.StartsWith($"ccm-{patient[^5..]}-", StringComparison.Ordinal)).ToList())
            ehr.Edit("Encounter", entry.Id, json => json["status"] = "entered-in-error");

        var heard = (await bridge.SyncAsync()).ShouldExit(0).Json.Single(line => line.GetProperty("type").GetString() == "Encounter");
        heard.GetProperty("changed").GetInt32().ShouldBe(0, $"who asks for changes hears of none: {heard.GetRawText()}");
        await bridge.CloseAsync();

        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldBe(
            ehr.Practice.Truth.Where(truth => truth.Outcome == "bill" && truth.Patient != patient).Select(truth => truth.Patient).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Codes_that_contradict_each_other_are_told()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        var patient = ehr.Practice.Truth.First(truth => truth.Outcome == "bill").Patient;
        foreach (var (id, code) in new[] { ("one", "I10"), ("other", "I11.9") })
        {
            ehr.Ehr.Store.Put("Condition", id, JsonElement.Parse($$"""
                {"resourceType":"Condition","id":"{{id}}","clinicalStatus":{"coding":[{"code":"active"}]},
                 "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"{{code}}"}]},"subject":{"reference":"{{patient}}"} }
                """));
        }

        (await bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();

        ehr.ShouldHoldEveryBillOnce();
        (await bridge.RunAsync("explain", patient, Bridge.Month, "--tenant", Bridge.Slug)).Out.ShouldContain("I10 and I11.9 do not stand beside each other.");
    }

    [Fact]
    public async Task The_same_resource_on_two_pages_counts_once_as_its_newest_version_whichever_comes_first()
    {
        foreach (var newestFirst in (bool[])[true, false])
        {
            using var bridge = new Bridge();
            await using var ehr = await StartAsync(bridge, new SimulatedEhrOptions { LargestPage = 5 });
            var twice = ehr.Ehr.Store.Current("Encounter").First(stored => stored.Id.StartsWith("ccm-", StringComparison.Ordinal)).Id;
            var old = ehr.Read("Encounter", twice).GetRawText();
            bridge.Clock.Advance(TimeSpan.FromMinutes(1));
            ehr.Edit("Encounter", twice, json => json["status"] = "entered-in-error");
            var now = ehr.Read("Encounter", twice).GetRawText();
            var pages = 0;
            ehr.Ehr.Quirks.Add(new PageQuirk("Encounter", (_, page) =>
            {
                var entries = page["entry"]!.AsArray();
                foreach (var entry in entries.Where(entry => entry!["resource"]!["id"]!.GetValue<string>() == twice).ToList())
                    entries.Remove(entry);
                if (++pages <= 2)
                    entries.Add(new JsonObject { ["resource"] = JsonNode.Parse(pages == 1 == newestFirst ? now : old) });
            }));

            (await bridge.SyncAsync()).ShouldExit(0);

            await using var session = await bridge.OpenAsync();
            var raw = await session.Store.RawAsync("Encounter", twice, null, CancellationToken.None);
            JsonElement.Parse(raw!.Value.Span).GetProperty("status").GetString().ShouldBe("entered-in-error", $"newest first: {newestFirst}");
        }
    }

    [Theory]
    [InlineData("4119", "warning", true)]
    [InlineData("59133", "information", true)]
    [InlineData("4127", "warning", true)]
    [InlineData("4101", "warning", false)]
    [InlineData("59109", "information", false)]
    public async Task An_OperationOutcome_among_the_results_is_no_Encounter_and_a_doubt_in_it_keeps_the_month_open(string code, string severity, bool open)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        ehr.Ehr.Quirks.Add(new PageQuirk("Encounter", (_, page) => page["entry"]!.AsArray().Add(JsonNode.Parse($$"""
            {"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"{{severity}}","code":"processing","details":{"coding":[{"code":"{{code}}"}],"text":"Jane Doe"} } ] } }
            """))));

        var close = await bridge.CloseAsync();

        close.Exit.ShouldBe(open ? ExitCode.Partial : ExitCode.Done, close.Error);
        ehr.History.Records.Count.ShouldBe(open ? 0 : ehr.Bills + ehr.Lines);
        (close.Out + close.Error).ShouldNotContain("Jane");
    }

    [Fact]
    public async Task A_resource_of_another_patient_is_quarantined_and_nothing_leaves_of_either()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        var (asked, other) = (ehr.Practice.Truth[0].Patient[8..], ehr.Practice.Truth[1].Patient);
        var stranger = ehr.Ehr.Store.Current("Encounter").First(stored => ehr.Read("Encounter", stored.Id).GetProperty("subject").GetProperty("reference").GetString() == other).Id;
        bridge.WriteTenant(ehr.Yaml(("mode: auto,", "mode: patient-full,")));
        ehr.Ehr.Quirks.Add(new PageQuirk("Encounter", (context, page) =>
        {
            if (context.Query.Any(pair => pair.Key == "patient" && pair.Value == asked))
                page["entry"]!.AsArray().Add(new JsonObject { ["resource"] = JsonNode.Parse(ehr.Read("Encounter", stranger).GetRawText()) });
        }));

        var read = (await bridge.SyncAsync()).ShouldExit(ExitCode.Partial).Json.Single(line => line.GetProperty("type").GetString() == "Encounter");
        read.GetProperty("quarantined").GetInt32().ShouldBe(1);
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial);
        ehr.Ours("Claim").ShouldNotBeEmpty();
        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldNotContain(patient => patient == "Patient/" + asked || patient == other);

        ehr.Ehr.Quirks.Clear();
        (await bridge.SyncAsync()).ShouldExit(0);
        (await bridge.CloseAsync()).ShouldExit(0);
        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task Breaking_the_glass_is_never_tried_again_and_the_others_are_read()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        var withheld = ehr.Practice.Truth[0].Patient[8..];
        bridge.WriteTenant(ehr.Yaml(("vendor: generic", "vendor: epic")));
        var asked = 0;
        ehr.Ehr.Quirks.Add(new AnswerQuirk(context =>
        {
            if (context.Type != "Encounter" || !context.Query.Any(pair => pair.Key == "patient" && pair.Value == withheld))
                return null;
            asked++;
            return Refused(403, "4130");
        }));

        var sync = (await bridge.SyncAsync()).ShouldExit(ExitCode.Partial);

        asked.ShouldBe(1);
        (sync.Out + sync.Error).ShouldNotContain("Jane");
        var read = sync.Json.Single(line => line.GetProperty("type").GetString() == "Encounter");
        read.GetProperty("added").GetInt32().ShouldBe(ehr.Ehr.Store.Current("Encounter").Count(stored => ehr.Read("Encounter", stored.Id).GetProperty("subject").GetProperty("reference").GetString() != "Patient/" + withheld));
        (await bridge.CloseAsync()).ShouldExit(ExitCode.Partial);
        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldBe(
            ehr.Practice.Truth.Where(truth => truth.Outcome == "bill" && truth.Patient != "Patient/" + withheld).Select(truth => truth.Patient).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(403, "", "the credentials do not allow this; look at ehr.auth")]
    [InlineData(404, "", "not there; look at ehr.baseUrl")]
    [InlineData(403, "4130", "somebody has to break the glass before this record is shown): withheld by policy")]
    public async Task A_wrong_tenant_a_missing_one_and_a_denial_of_policy_are_three_answers(int status, string code, string words)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        bridge.WriteTenant(ehr.Yaml(("vendor: generic", "vendor: epic")));
        ehr.Ehr.Quirks.Add(new AnswerQuirk(context => context.Type == "Practitioner" ? Refused(status, code) : null));

        (await bridge.SyncAsync()).ShouldExit(ExitCode.Ehr).Error.ShouldContain(words);
    }

    [Theory]
    [InlineData("hidden")]
    [InlineData("in an order of its own")]
    public async Task Changes_that_the_EHR_stamps_wrongly_are_told_by_content_and_nothing_is_worked_on_for_ever(string stamp)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        ehr.Ehr.Quirks.Add(new PageQuirk("Condition", (_, page) =>
        {
            foreach (var entry in page["entry"]?.AsArray() ?? [])
            {
                var meta = entry!["resource"]!["meta"]!.AsObject();
                if (stamp == "hidden")
                    entry["resource"]!.AsObject().Remove("meta");
                else
                    meta["lastUpdated"] = bridge.Clock.GetUtcNow().AddYears(1).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
            }
        }));
        (await bridge.SyncAsync(more: "--full")).ShouldExit(0);
        bridge.Clock.Advance(TimeSpan.FromMinutes(5));

        Of((await bridge.SyncAsync(more: "--full")).ShouldExit(0), "changed").ShouldBe(0, "nothing changed but the stamp");
        ehr.Edit("Condition", ehr.Ehr.Store.Current("Condition")[0].Id, json => json["note"] = new JsonArray(new JsonObject { ["text"] = "seen again" }));
        bridge.Clock.Advance(TimeSpan.FromMinutes(5));
        Of((await bridge.SyncAsync(more: "--full")).ShouldExit(0), "changed").ShouldBe(1);
    }

    [Theory]
    [InlineData("shifting")]
    [InlineData("steady")]
    public async Task Rows_that_move_between_pages_while_somebody_works_are_neither_missed_nor_doubled(string pages)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new SimulatedEhrOptions { LargestPage = 5, Searching = new SearchHabits { LivePages = true, Unknown = ["_lastUpdated"] } });
        bridge.WriteTenant(ehr.Yaml(("vendor: generic", $"vendor: canvas\n  overrides: {{ pages: {pages} }}"), ("chargeItem: auto", "chargeItem: off")));
        var edits = 0;
        ehr.Ehr.Quirks.Add(new PageQuirk("Encounter", (_, page) =>
        {
            // What was read already moves behind the last page, and all others move up by one.
            if (edits++ < 2)
                ehr.Edit("Encounter", page["entry"]![0]!["resource"]!["id"]!.GetValue<string>(), json => json["text"] = new JsonObject { ["status"] = "generated", ["div"] = $"<div>{edits}</div>" });
        }));

        (await bridge.SyncAsync()).ShouldExit(0);

        await using var session = await bridge.OpenAsync();
        var missed = 0;
        foreach (var stored in ehr.Ehr.Store.Current("Encounter"))
            missed += await session.Store.RawAsync("Encounter", stored.Id, null, CancellationToken.None) is null ? 1 : 0;
        (missed > 0).ShouldBe(pages == "steady", "an EHR whose pages are wrongly said to stand still is what the setting is for");
    }

    [Fact]
    public async Task Pages_that_never_stand_still_are_not_believed()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, new SimulatedEhrOptions { LargestPage = 5, Searching = new SearchHabits { LivePages = true, Unknown = ["_lastUpdated"] } });
        bridge.WriteTenant(ehr.Yaml(("vendor: generic", "vendor: canvas"), ("chargeItem: auto", "chargeItem: off")));
        var edits = 0;
        ehr.Ehr.Quirks.Add(new PageQuirk("Encounter", (_, page) => ehr.Edit(
            "Encounter", page["entry"]![0]!["resource"]!["id"]!.GetValue<string>(), json => json["text"] = new JsonObject { ["status"] = "generated", ["div"] = $"<div>{edits++}</div>" })));

        var read = (await bridge.SyncAsync()).ShouldExit(ExitCode.Partial).Json.Single(line => line.GetProperty("type").GetString() == "Encounter");

        read.GetProperty("possiblyIncomplete").GetBoolean().ShouldBeTrue();
    }

    private static int Of(CommandResult sync, string name) =>
        sync.Json.Single(line => line.GetProperty("type").GetString() == "Condition").GetProperty(name).GetInt32();

    private static FhirAnswer Refused(int status, string code) => new()
    {
        Status = status,
        Body = System.Text.Encoding.UTF8.GetBytes($$"""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden","details":{"coding":[{"code":"{{code}}"}],"text":"The record of Jane Doe"} }]}"""),
    };

    private static async Task<PracticeEhr> StartAsync(Bridge bridge, SimulatedEhrOptions? options = null)
    {
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 8, options: options);
        bridge.WriteTenant(ehr.Yaml());
        return ehr;
    }
}
