using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Hostile;

/// <summary>An EHR whose answers are bombs (tests/Attacks.md, 50 to 73): each is refused, or is a gap of its entry, and the rest goes on.</summary>
public sealed class BodyBombTests
{
    public static TheoryData<string, string> Answers => new()
    {
        // what comes in place of a page, and what is said of it
        { "deep", "not readable JSON" },
        { "cut off", "not readable JSON" },
        { "NaN", "not readable JSON" },
        { "Infinity", "not readable JSON" },
        { "UTF-16", "not readable JSON" },
        { "XML with entities", "not FHIR JSON" },
        { "HTML as JSON", "login page" },
        { "million entries", "more than 100000 entries on one page" },
        { "huge narrative", "longer than the bridge takes" },
        { "gzip", "longer than the bridge takes" },
        { "br", "longer than the bridge takes" },
        { "deflate", "longer than the bridge takes" },
        { "not gzip", "compressed answer is damaged" },
        { "error of 10 MB", "HTTP 400" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Attacks_50_to_68_an_answer_that_is_a_bomb_is_refused_and_the_rest_goes_on(string kind, string words)
    {
        await using var practice = await HostilePractice.StartAsync();
        var before = GC.GetTotalAllocatedBytes();

        await practice.ShouldBeRefusedAsync(new AnswerQuirk(context => context.Type == "Encounter" ? Bomb(kind) : null), words, kind);

        // A page of 64 MiB is the most that is taken; the simulated EHR and the bombs themselves are made in this process, too.
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(1_500_000_000, kind);
        await practice.ShouldGoOnAsync();
    }

    [Theory]
    [InlineData("deep")]
    [InlineData("NaN")]
    [InlineData("huge narrative")]
    [InlineData("gzip")]
    [InlineData("XML with entities")]
    public async Task Attack_50_a_statement_that_is_a_bomb_is_refused(string kind)
    {
        await using var practice = await HostilePractice.StartAsync();

        await practice.ShouldBeRefusedAsync(new AnswerQuirk(context => context.Type == "metadata" ? Bomb(kind) : null), "GET metadata", kind);

        await practice.ShouldGoOnAsync();
    }

    public static TheoryData<string, Action<JsonObject>> Entries => new()
    {
        { "51 extensions 500 deep", json => json["extension"] = "deep" },
        { "57 contained in contained", json => json["contained"] = new JsonArray(new JsonObject { ["resourceType"] = "Basic", ["id"] = "a", ["contained"] = new JsonArray(new JsonObject { ["resourceType"] = "Basic", ["id"] = "a" }) }) },
        { "57 a circle of references", json => json["partOf"] = new JsonObject { ["reference"] = "Encounter/" + json["id"] } },
        { "59 endless numbers", json => json["length"] = JsonNode.Parse($$"""{"value":{{new string('9', 400)}},"code":"min","system":"http://unitsofmeasure.org"}""") },
        { "59 a number of no size", json => json["length"] = JsonNode.Parse("""{"value":-1e245,"code":"min","system":"http://unitsofmeasure.org"}""") },
        { "61 half a character", json => json["serviceType"] = new JsonObject { ["text"] = "half a character" } },
        { "61 NUL", json => json["serviceType"] = JsonNode.Parse("""{"text":"a\u0000b"}""") },
        { "62 marks of direction", json => json["serviceType"] = new JsonObject { ["text"] = "\u202Egnp.exe\u200B" } },
        { "63 an id of 200 characters", json => json["id"] = new string('i', 200) },
        { "64 an id that climbs", json => json["id"] = "../../admin" },
        { "65 days that are none", json => json["period"] = new JsonObject { ["start"] = "2026-02-30T25:61:61+99:00", ["end"] = "0000" } },
        { "66 a modifier that nobody knows", json => json["modifierExtension"] = new JsonArray(new JsonObject { ["url"] = "http://evil.example/not", ["valueBoolean"] = true }) },
        { "69 a pattern's nightmare", json => json["period"] = new JsonObject { ["start"] = "2026-04-01T10:00:00." + new string('1', 200_000) + "!" } },
        { "70 names that collide", Collide },
        { "73 the language of the database", json => (json["id"], json["status"]) = ("x'); DROP TABLE resource;--", "finished'; DELETE FROM ledger_entry;--") },
    };

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Attacks_51_to_73_an_entry_that_is_a_bomb_costs_nobody_else_anything(string what, Action<JsonObject> change)
    {
        await using var practice = await HostilePractice.StartAsync();
        // One more entry, of somebody who is not billed: whatever becomes of it, the others are billed.
        var stranger = practice.Ehr.Practice.Truth.First(truth => truth.Outcome != "bill").Patient;
        practice.Ehr.Ehr.Quirks.Add(new PageQuirk("Encounter", (_, page) =>
        {
            var bomb = JsonNode.Parse($$"""{"resourceType":"Encounter","id":"bomb","status":"finished","subject":{"reference":"{{stranger}}"} }""")!.AsObject();
            change(bomb);
            page["entry"]!.AsArray().Add(new JsonObject { ["fullUrl"] = "urn:uuid:1", ["resource"] = bomb });
        }));
        practice.Ehr.Ehr.Quirks.Add(new RawPage("Encounter", text => text
            .Replace("half a character", "\\ud800", StringComparison.Ordinal).Replace("\"extension\":\"deep\"", $"\"extension\":[{Nested(500)}]", StringComparison.Ordinal)));

        var sync = await practice.Bridge.SyncAsync();

        sync.Exit.ShouldBe(0, $"{what}: {sync.Error}");
        HostilePractice.ShouldTellNothing(sync.Out + sync.Error, what);
        (await practice.Bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue(what);
        practice.Ehr.ShouldHoldEveryBillOnce();
        practice.Trap.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Attacks_52_and_53_names_that_come_twice_are_a_gap_and_the_first_one_counts()
    {
        await using var practice = await HostilePractice.StartAsync();
        var entry = practice.Ehr.Ehr.Store.Current("Encounter").First(stored => stored.Id.StartsWith("ccm-", StringComparison.Ordinal)).Id;
        practice.Ehr.Ehr.Quirks.Add(new RawPage("Encounter", text => text.Replace(
            $"\"id\":\"{entry}\"", $"\"id\":\"{entry}\",\"status\":\"cancelled\",\"status\":\"finished\",\"_status\":{{}},\"_status\":{{}}", StringComparison.Ordinal)));

        (await practice.Bridge.SyncAsync()).ShouldExit(0);

        await using var session = await practice.Bridge.OpenAsync();
        Encoding.UTF8.GetString((await session.Store.RawAsync("Encounter", entry, null, CancellationToken.None))!.Value.Span).ShouldContain("\"status\":\"cancelled\"");
        practice.Trap.Connections.ShouldBe(0);
    }

    private static FhirAnswer Bomb(string kind) => kind switch
    {
        "deep" => Text("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"x\":" + new string('[', 10_000)),
        "cut off" => Text("""{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Encounter","name":"Jane Roe"""),
        "NaN" => Text("""{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Encounter","id":"a","x":NaN,"y":"Jane Roe"}}]}"""),
        "Infinity" => Text("""{"resourceType":"Bundle","type":"searchset","total":-Infinity}"""),
        "UTF-16" => new FhirAnswer { Status = 200, Body = Encoding.Unicode.GetBytes("""{"resourceType":"Bundle","type":"searchset"}""") },
        "XML with entities" => Text("""<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "Jane Roe"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><Bundle>&b;</Bundle>"""),
        "HTML as JSON" => Text("<!DOCTYPE html><html><body>Jane Roe</body></html>"),
        "million entries" => Text("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[" + string.Join(',', Enumerable.Repeat("{}", 1_000_000)) + "]}"),
        "huge narrative" => Text("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"text\":{\"div\":\"" + new string('x', 70_000_000) + "\"}}"),
        "gzip" => Packed("gzip", stream => new GZipStream(stream, CompressionLevel.Fastest)),
        "br" => Packed("br", stream => new BrotliStream(stream, CompressionLevel.Fastest)),
        "deflate" => Packed("deflate", stream => new ZLibStream(stream, CompressionLevel.Fastest)),
        "not gzip" => Text("""{"resourceType":"Bundle"}""") with { ContentEncoding = "gzip" },
        "error of 10 MB" => Text(new string('x', 10_000_000)) with { Status = 400 },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such bomb."),
    };

    private static FhirAnswer Text(string body) => new() { Status = 200, Body = Encoding.UTF8.GetBytes(body) };

    // Two hundred megabytes of blanks.
    private static FhirAnswer Packed(string encoding, Func<Stream, Stream> pack)
    {
        using var packed = new MemoryStream();
        using (var stream = pack(packed))
        {
            var blanks = Encoding.ASCII.GetBytes(new string(' ', 1_000_000));
            for (var megabyte = 0; megabyte < 200; megabyte++)
                stream.Write(blanks);
        }

        return new FhirAnswer { Status = 200, Body = packed.ToArray(), ContentEncoding = encoding };
    }

    // Deeper than a tree of JSON may be made here.
    private static string Nested(int depth)
    {
        var text = new StringBuilder();
        for (var level = 1; level < depth; level++)
            text.Append("""{"url":"http://evil.example/a","extension":[""");
        text.Append("""{"url":"http://evil.example/a","valueString":"x"}""");
        for (var level = 1; level < depth; level++)
            text.Append("]}");
        return text.ToString();
    }

    private static void Collide(JsonObject json)
    {
        for (var name = 0; name < 20_000; name++)
            json[string.Create(CultureInfo.InvariantCulture, $"{name:D32}")] = name;
    }
}
