using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Simulator.Searches;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>However an EHR has to be asked, what is stored after any changes is what a full read of it gives.</summary>
public sealed class ReadFormTests
{
    private const string Vendor = "vendor: generic";
    private const string Population = "population: { by: search }";

    public static TheoryData<string> Kinds => new(
        "plain", "closed ranges", "drops _lastUpdated", "drops _lastUpdated and hides it", "refuses all ranges", "drops the patient", "epic", "oracle", "canvas", "nextgen", "ecw", "file");

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task After_any_changes_the_store_holds_what_a_full_read_gives(string kind) => WalkAsync(kind, seed: 1);

    [Theory]
    [InlineData("epic")]
    [InlineData("file")]
    public async Task A_patient_who_joins_the_population_is_read_from_the_beginning(string kind)
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 4, options: Options(kind));
        WriteTenant(bridge, ehr, kind, without: 1);
        (await bridge.SyncAsync()).ShouldExit(0);
        (await StoredAsync(bridge)).ShouldNotContain(line => line.Contains("pt-00001 ", StringComparison.Ordinal));

        bridge.Clock.Advance(TimeSpan.FromHours(2));
        WriteTenant(bridge, ehr, kind);
        (await bridge.SyncAsync()).ShouldExit(0);

        var stored = await StoredAsync(bridge);
        stored.ShouldContain(line => line.Contains("pt-00001 ", StringComparison.Ordinal));
        ShouldBeSame(stored, await FullReadAsync(ehr, bridge, kind), kind);
    }

    [Theory]
    [InlineData("plain", "Encounter", "last-updated", null)]
    [InlineData("closed ranges", "Encounter", "closed-range", "not read by last-updated: it refuses to be asked so")]
    [InlineData("drops _lastUpdated", "Condition", "full", "not read by last-updated: its answer shows that it ignored _lastUpdated")]
    [InlineData("drops _lastUpdated and hides it", "Condition", "full", "not read by last-updated: it answered with what it had last changed before the time that was asked for")]
    [InlineData("drops the patient", "Condition", "full", "not read by patient-full: its answer shows that it ignored the patient who was asked for")]
    [InlineData("epic", "Encounter", "patient-date-window", null)]
    [InlineData("epic", "Condition", "patient-full", null)]
    [InlineData("oracle", "Condition", "patient-closed-range", null)]
    [InlineData("canvas", "Encounter", "date-window", null)]
    [InlineData("nextgen", "Encounter", "last-updated", null)]
    [InlineData("ecw", "Encounter", "patient-date-window", null)]
    [InlineData("file", "Encounter", "patient-last-updated", null)]
    public async Task A_type_is_read_in_the_form_that_the_EHR_can_be_trusted_with_and_the_report_says_so(string kind, string type, string form, string? warning)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, kind);
        for (var sync = 0; sync < 3; sync++)
        {
            (await bridge.SyncAsync()).ShouldExit(0);
            bridge.Clock.Advance(TimeSpan.FromMinutes(10));
            Resolve(ehr, "cond-00001-1", sync);
        }

        var read = (await bridge.SyncAsync()).ShouldExit(0).Json.Single(line => line.GetProperty("type").GetString() == type);

        read.GetProperty("form").GetString().ShouldBe(form);
        if (warning is null)
            read.TryGetProperty("warnings", out _).ShouldBeFalse();
        else
            read.GetProperty("warnings").EnumerateArray().Select(each => each.GetString()).ShouldContain(warning);
    }

    private static async Task WalkAsync(string kind, int seed)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, kind);
        (await bridge.SyncAsync()).ShouldExit(0);
        var random = new Random(seed);
        for (var round = 0; round < 4; round++)
        {
            for (var change = 0; change < 6; change++)
                Change(ehr, bridge, random, change: (round * 6) + change);
            bridge.Clock.Advance(TimeSpan.FromMinutes(5));
            (await bridge.SyncAsync()).ShouldExit(0);
            ShouldBeSame(await StoredAsync(bridge), await FullReadAsync(ehr, bridge, kind), $"{kind}, seed {seed}, round {round}");
        }

        // What was deleted shows in a full read, which stands before every release.
        foreach (var gone in ehr.Ehr.Store.Current("Encounter").Select(stored => stored.Id).Order(StringComparer.Ordinal).Take(3).ToList())
            ehr.Ehr.Store.Delete("Encounter", gone);
        (await bridge.SyncAsync(more: "--full")).ShouldExit(0);
        ShouldBeSame(await StoredAsync(bridge), await FullReadAsync(ehr, bridge, kind), kind);
    }

    private static void ShouldBeSame(List<string> stored, List<string> read, string when)
    {
        stored.Except(read).ShouldBeEmpty($"{when}: stored and not in the EHR");
        read.Except(stored).ShouldBeEmpty($"{when}: missed");
    }

    // What a practice does in a day: a new entry, a time put right, an entry withdrawn, a diagnosis resolved, a chart given to another patient.
    private static void Change(PracticeEhr ehr, Bridge bridge, Random random, int change)
    {
        var entries = ehr.Ehr.Store.Current("Encounter").Where(stored => StartOf(ehr, stored.Id).StartsWith(Bridge.Month, StringComparison.Ordinal)).Select(stored => stored.Id).Order(StringComparer.Ordinal).ToList();
        var entry = entries[random.Next(entries.Count)];
        switch (random.Next(5))
        {
            case 0:
                var made = JsonNode.Parse(ehr.Read("Encounter", entry).GetRawText())!.AsObject();
                made["id"] = string.Create(CultureInfo.InvariantCulture, $"new-{change}");
                made.Remove("identifier");
                ehr.Ehr.Store.Put("Encounter", made["id"]!.GetValue<string>(), JsonElement.Parse(made.ToJsonString()));
                break;
            case 1:
                ehr.Edit("Encounter", entry, encounter => encounter["period"]!["end"] = bridge.Clock.GetUtcNow().AddDays(-random.Next(1, 20)).ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture));
                break;
            case 2:
                ehr.Edit("Encounter", entry, encounter =>
                {
                    encounter["status"] = "entered-in-error";
                    encounter["text"] = new JsonObject { ["status"] = "generated", ["div"] = string.Create(CultureInfo.InvariantCulture, $"<div>{change}</div>") };
                });
                break;
            case 3:
                var conditions = ehr.Ehr.Store.Current("Condition").Select(stored => stored.Id).Order(StringComparer.Ordinal).ToList();
                Resolve(ehr, conditions[random.Next(conditions.Count)], change);
                break;
            default:
                var patients = ehr.Ehr.Store.Current("Patient").Select(stored => stored.Id).Order(StringComparer.Ordinal).ToList();
                ehr.Edit("Encounter", entry, encounter => encounter["subject"] = new JsonObject { ["reference"] = "Patient/" + patients[random.Next(patients.Count)], ["display"] = string.Create(CultureInfo.InvariantCulture, $"change {change}") });
                break;
        }

        bridge.Clock.Advance(TimeSpan.FromSeconds(7));
    }

    private static void Resolve(PracticeEhr ehr, string id, int change) => ehr.Edit("Condition", id, condition =>
    {
        condition["clinicalStatus"] = JsonNode.Parse("""{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"resolved"}]}""");
        condition["note"] = new JsonArray(new JsonObject { ["text"] = string.Create(CultureInfo.InvariantCulture, $"change {change}") });
    });

    private static string StartOf(PracticeEhr ehr, string encounter) => ehr.Read("Encounter", encounter).GetProperty("period").GetProperty("start").GetString()!;

    private static async Task<PracticeEhr> StartAsync(Bridge bridge, string kind)
    {
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 10, options: Options(kind));
        WriteTenant(bridge, ehr, kind);
        return ehr;
    }

    private static void WriteTenant(Bridge bridge, PracticeEhr ehr, string kind, int without = 0)
    {
        var patients = ehr.Ehr.Store.Current("Patient").Select(stored => stored.Id).Order(StringComparer.Ordinal).Skip(without).ToList();
        if (kind is "epic" or "ecw")
        {
            var members = string.Join(',', patients.Select(id => $$$"""{"entity":{"reference":"Patient/{{{id}}}"}}"""));
            if (ehr.Ehr.Store.Read("Group", "ccm")?.Body is not { } body || !System.Text.Encoding.UTF8.GetString(body).Contains(members, StringComparison.Ordinal))
                ehr.Ehr.Store.Put("Group", "ccm", JsonElement.Parse($$"""{"resourceType":"Group","id":"ccm","type":"person","actual":true,"member":[{{members}}]}"""));
        }

        bridge.WriteTenant(kind switch
        {
            "epic" or "ecw" => ehr.Yaml((Vendor, "vendor: " + kind), (Population, "population: { by: group, group: Group/ccm }")),
            "oracle" or "canvas" or "nextgen" => ehr.Yaml((Vendor, "vendor: " + kind)),
            "drops the patient" => ehr.Yaml(("mode: auto,", "mode: auto, forms: { Condition: patient-full },")),
            "file" => ehr.Yaml((Population, "population: { by: file, file: patients.txt }")),
            _ => ehr.Yaml(),
        });
        if (kind == "file")
            File.WriteAllLines(Path.Combine(Path.GetDirectoryName(bridge.Home.TenantFile(Bridge.Slug))!, "patients.txt"), ["# whom we care for", .. patients]);
    }

    private static SimulatedEhrOptions Options(string kind) => new()
    {
        LargestPage = kind == "canvas" ? 10 : 250,
        DefaultPageSize = 10,
        Searching = kind switch
        {
            "closed ranges" => new SearchHabits { NeedsClosedRanges = true },
            "drops _lastUpdated" => new SearchHabits { Ignored = ["_lastUpdated"] },
            "drops _lastUpdated and hides it" => new SearchHabits { Ignored = ["_lastUpdated"], RepeatsWhatWasAsked = true },
            "refuses all ranges" => new SearchHabits { NeedsClosedRanges = true, NeedsPatient = true },
            "drops the patient" => new SearchHabits { Ignored = ["patient"] },
            "epic" => new SearchHabits { Unknown = ["_lastUpdated"], NeedsPatient = true, HidesPatients = true },
            "oracle" => new SearchHabits { NeedsPatient = true, NeedsClosedRanges = true },
            "canvas" => new SearchHabits { Unknown = ["_lastUpdated"], RelativeLinks = true },
            "nextgen" => new SearchHabits { PageParameter = "_maxresults" },
            "ecw" => new SearchHabits { Unknown = ["_lastUpdated"], NeedsPatient = true },
            _ => SearchHabits.Standard,
        },
    };

    private static async Task<List<string>> FullReadAsync(PracticeEhr ehr, Bridge bridge, string kind)
    {
        using var fresh = new Bridge(bridge.Clock.GetUtcNow());
        WriteTenant(fresh, ehr, kind);
        (await fresh.SyncAsync(more: "--full")).ShouldExit(ExitCode.Done);
        return await StoredAsync(fresh);
    }

    // Everything that is known of every patient, and the directory.
    private static async Task<List<string>> StoredAsync(Bridge bridge)
    {
        await using var session = await bridge.OpenAsync();
        var lines = new List<string>();
        foreach (var patient in await session.Store.PatientsAsync(CancellationToken.None))
            lines.AddRange((await session.Store.FactsOfAsync(patient, CancellationToken.None)).Select(facts => $"{patient} {Hex(facts)}"));
        lines.AddRange((await session.Store.DirectoryFactsAsync(CancellationToken.None)).Select(Hex));
        return lines;
    }

    private static string Hex(ReadOnlyMemory<byte> facts) => Convert.ToHexString(facts.Span);
}
