using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>The ledger and the EHR compared both ways: every way to disagree, made in the EHR as others would make it.</summary>
public sealed class ReconcileTests : IAsyncLifetime
{
    private readonly Bridge _bridge = new();
    private PracticeEhr _ehr = null!;

    public async ValueTask InitializeAsync() => await StartAsync(new SimulatedEhrOptions { DefaultPageSize = 3, LargestPage = 3 });

    public async ValueTask DisposeAsync()
    {
        await _ehr.DisposeAsync();
        _bridge.Dispose();
    }

    [Fact]
    public async Task What_agrees_is_clean_over_many_pages_and_nothing_is_written()
    {
        var entries = await CloseAsync();
        var before = (_ehr.History.Records.Count, await EventsAsync(entries));

        (await ReconcileAsync()).ShouldExit(0).Json.Single().GetRawText()
            .ShouldBe($$"""{"tenant":"lakeside","month":"2026-04","confirmed":{{entries.Count}},"open":0,"findings":0,"notAnswered":0,"adopted":0,"clean":true}""");
        (await ReconcileAsync("--adopt")).ShouldExit(0);
        (await _bridge.RunAsync("reconcile", "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(0).Lines[^1].ShouldBe("The ledger and the EHR agree.");
        (await _bridge.RunAsync("reconcile", "--tenant", Bridge.Slug, "--month", "2026-03", "--json")).ShouldExit(0);

        (_ehr.History.Records.Count, await EventsAsync(entries)).ShouldBe(before);
    }

    public static TheoryData<string, string, string, int> Drifts => new()
    {
        // what somebody did in the EHR              found as          said                                    exit
        { "deleted a Claim",                         "missing",        "the EHR does not have it",             3 },
        { "deleted a ChargeItem",                    "missing",        "the EHR does not have it",             3 },
        { "copied a Claim",                          "duplicate",      "2 that are not cancelled",             5 },
        { "copied a ChargeItem",                     "duplicate",      "2 that are not cancelled",             5 },
        { "changed an amount",                       "changed",        "differs at total.value",               3 },
        { "changed units of a ChargeItem",           "changed",        "differs at quantity.value",            3 },
        { "cancelled a Claim",                       "changed",        "cancelled it in the EHR",              3 },
        { "took our identifier off a Claim",         "changed",        "differs at identifier",                3 },
        { "moved a Claim to another month",          "changed",        "differs at billablePeriod",            3 },
        { "gave a Claim another revision",           "changed",        "another revision",                     3 },
        { "wrote a Claim under our identifier",      "extra",          "The ledger does not know it",          3 },
        { "wrote a ChargeItem under our identifier", "extra",          "The ledger does not know it",          3 },
        { "wrote two Claims under our identifier",   "duplicate",      "the ledger knows none",                5 },
        { "billed 99490 by hand",                    "billed-by-hand", "that we did not write",                3 },
    };

    [Theory]
    [MemberData(nameof(Drifts))]
    public async Task Drift_is_told_and_never_overwritten(string done, string kind, string said, int exit)
    {
        var entries = await CloseAsync();
        Do(done, entries);
        if (kind == "billed-by-hand")
            (await _bridge.SyncAsync()).ShouldExit(0);
        var before = (_ehr.History.Records.Count, await EventsAsync(entries));

        var result = (await ReconcileAsync()).ShouldExit(exit);

        var finding = result.Json.First(line => line.TryGetProperty("drift", out var drift) && drift.GetString() == kind);
        finding.GetProperty("said").GetString()!.ShouldContain(said);
        finding.EnumerateObject().Select(member => member.Name).ShouldBe(["tenant", "month", "drift", "resourceType", "identifier", "patient", "ehr", "said"]);
        result.Json[^1].GetProperty("clean").GetBoolean().ShouldBeFalse();
        (_ehr.History.Records.Count, await EventsAsync(entries)).ShouldBe(before);
        (await _bridge.RunAsync("reconcile", "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(exit).Out.ShouldContain(kind);
    }

    [Fact]
    public async Task Half_a_bill_is_told_from_either_half()
    {
        var entries = await CloseAsync();
        var charge = entries.First(entry => entry.Code is not null);
        var claim = entries.Last(entry => entry.Code is null && entry.Slot != charge.Slot);
        _ehr.Ehr.Store.Delete("ChargeItem", Id(charge));
        _ehr.Ehr.Store.Delete("Claim", Id(claim));

        var halves = (await ReconcileAsync()).ShouldExit(3).Json.Where(line => line.TryGetProperty("drift", out var drift) && drift.GetString() == "half-written").ToList();

        halves.ConvertAll(half => (half.GetProperty("resourceType").GetString(), half.GetProperty("patient").GetString()))
            .ShouldBe([("Claim", charge.Patient), ("ChargeItem", claim.Patient)], ignoreOrder: true);
        halves.ShouldContain(half => half.GetProperty("said").GetString() == $"The Claim is there without the ChargeItem of {charge.Code}.");
    }

    [Fact]
    public async Task A_bill_whose_second_half_is_still_to_leave_says_so()
    {
        _bridge.WriteTenant(_ehr.Yaml());
        _ehr.Ehr.Quirks.Add(new ErrorBeforeCommit(new Aim(Type: "ChargeItem")));
        (await _bridge.CloseAsync()).ShouldExit(3);

        var result = (await ReconcileAsync()).ShouldExit(3);

        result.Json[0].GetProperty("drift").GetString().ShouldBe("half-written");
        result.Json[0].GetProperty("said").GetString()!.ShouldEndWith("The next pass sees to what is still to leave.");
        result.Json[^1].GetProperty("open").GetInt32().ShouldBe(1);
        await Reruns.UntilSettledAsync(_bridge);
        (await ReconcileAsync()).ShouldExit(0);
    }

    [Theory]
    [InlineData("update as create")]
    [InlineData("conditional create")]
    [InlineData("plain create")]
    [InlineData("absolute references and more identifiers")]
    public async Task A_ledger_that_was_lost_is_rebuilt_and_nothing_is_billed_twice(string kind)
    {
        await RestartAsync(new SimulatedEhrOptions
        {
            UpdateCreate = kind is not ("conditional create" or "plain create"),
            ConditionalCreate = kind != "plain create",
        });
        var before = await CloseAsync();
        if (kind.StartsWith("absolute", StringComparison.Ordinal))
            before = await RewrittenAsync(before);
        LoseTheLedger();
        (await _bridge.SyncAsync()).ShouldExit(0);
        (await ReconcileAsync()).ShouldExit(3).Json.Count(line => line.TryGetProperty("drift", out var drift) && drift.GetString() == "extra").ShouldBe(before.Count);
        (await EntriesAsync()).ShouldBeEmpty("looking adopts nothing");

        var adopted = (await ReconcileAsync("--adopt", "--by", "A. Biller")).ShouldExit(0);
        adopted.Json.Count(line => line.TryGetProperty("ehr", out _)).ShouldBe(before.Count);
        (await ReconcileAsync("--adopt")).ShouldExit(0).Json[^1].GetProperty("adopted").GetInt32().ShouldBe(0);

        // Closed much later: what is composed now says another time of making.
        _bridge.Clock.Advance(TimeSpan.FromDays(1));
        (await _bridge.CloseAsync()).ShouldExit(0).Json[1].GetProperty("status").GetString().ShouldBe("already planned");
        (_ehr.Ours("Claim").Count, _ehr.Ours("ChargeItem").Count, _ehr.History.Records.Count).ShouldBe((_ehr.Bills, _ehr.Lines, _ehr.Bills + _ehr.Lines));
        (await EntriesAsync()).Select(Kept).ShouldBe(before.Select(Kept), ignoreOrder: true);
        var shown = (await _bridge.RunAsync("outbox", "show", before[0].RevisionIdentifier, "--tenant", Bridge.Slug, "--json")).ShouldExit(0).Json.Single();
        shown.GetProperty("history")[0].GetProperty("reason").GetString()!.ShouldStartWith("Adopted from the EHR by A. Biller");
        shown.GetProperty("ehrReference").GetString().ShouldBe(before[0].EhrReference);
        (await ReconcileAsync()).ShouldExit(0);
    }

    [Theory]
    // what the EHR takes none of    exit of a close
    [InlineData("ChargeItem", 0)]
    [InlineData("Claim", 3)]
    public async Task Of_an_EHR_that_takes_one_half_of_a_bill_the_ledger_is_rebuilt_whole(string notTaken, int exit)
    {
        await RestartAsync(new SimulatedEhrOptions { HiddenTypes = [notTaken] });
        var before = await CloseAsync(exit);
        LoseTheLedger();
        (await _bridge.SyncAsync()).ShouldExit(0);

        var adopted = (await ReconcileAsync("--adopt", "--by", "A. Biller")).ShouldExit(0);

        adopted.Json.Count(line => line.TryGetProperty("planned", out _)).ShouldBe(before.Count(entry => entry.ResourceType == notTaken));
        (await ReconcileAsync("--adopt")).ShouldExit(0).Json.ShouldHaveSingleItem("nothing is left to take up");
        _bridge.Clock.Advance(TimeSpan.FromDays(1));
        var closed = await _bridge.CloseAsync();
        closed.ShouldExit(exit).Json.Where(line => line.TryGetProperty("status", out _)).Select(line => line.GetProperty("status").GetString()).Distinct().ShouldBe(["planned"]);
        (await _bridge.RunAsync("corrections", "list", "--tenant", Bridge.Slug)).ShouldExit(0);
        _ehr.History.Records.Count.ShouldBe(before.Count(entry => entry.ResourceType != notTaken), "nothing was written twice");
        (await EntriesAsync()).Select(Kept).ShouldBe(before.Select(Kept), ignoreOrder: true);
    }

    [Fact]
    public async Task A_ChargeItem_that_had_not_left_when_the_ledger_was_lost_leaves_after_the_adoption()
    {
        var before = await CloseAsync();
        var charge = before.First(entry => entry.Code is not null);
        _ehr.Ehr.Store.Delete("ChargeItem", Id(charge));
        LoseTheLedger();
        (await _bridge.SyncAsync()).ShouldExit(0);

        (await ReconcileAsync("--adopt")).ShouldExit(3).Json[0].GetProperty("said").GetString()!.ShouldStartWith("The Claim is there without the ChargeItem");

        (await _bridge.CloseAsync()).ShouldExit(0);
        _ehr.Ours("ChargeItem").Count.ShouldBe(_ehr.Lines);
        (await EntriesAsync()).ShouldAllBe(entry => entry.State == LedgerState.Confirmed);
        (await _bridge.RunAsync("corrections", "list", "--tenant", Bridge.Slug)).ShouldExit(0);
        (await ReconcileAsync()).ShouldExit(0);
    }

    [Fact]
    public async Task A_Claim_that_was_deleted_beside_its_ChargeItems_is_a_matter_for_a_person()
    {
        var before = await CloseAsync();
        var claim = before.First(entry => entry.Code is null);
        _ehr.Ehr.Store.Delete("Claim", Id(claim));
        LoseTheLedger();
        (await _bridge.SyncAsync()).ShouldExit(0);

        (await ReconcileAsync("--adopt")).ShouldExit(3);
        await _bridge.CloseAsync();

        (await EntriesAsync()).Single(entry => entry.RevisionIdentifier == claim.RevisionIdentifier).State.ShouldBe(LedgerState.Quarantined);
        (_ehr.Ours("Claim").Count, _ehr.History.Of("Claim").Count()).ShouldBe((_ehr.Bills - 1, _ehr.Bills));
        (await _bridge.RunAsync("corrections", "list", "--tenant", Bridge.Slug)).ShouldExit(0);
    }

    [Theory]
    [InlineData("ChargeItem")]
    [InlineData("Claim")]
    public async Task A_bill_that_the_record_supports_no_more_is_an_overpayment_after_the_adoption_too(string notTaken)
    {
        await RestartAsync(new SimulatedEhrOptions { HiddenTypes = [notTaken] });
        var patient = (await CloseAsync(notTaken == "Claim" ? 3 : 0))[0].Patient;
        foreach (var consent in _ehr.Ehr.Store.Current("Consent").Where(stored => System.Text.Encoding.UTF8.GetString(stored.Body!).Contains(patient, StringComparison.Ordinal)).ToList())
            _ehr.Ehr.Store.Delete("Consent", consent.Id);
        LoseTheLedger();
        (await _bridge.SyncAsync()).ShouldExit(0);

        (await ReconcileAsync("--adopt")).ShouldExit(3).Json[0].GetProperty("said").GetString()!.ShouldContain("'corrections list'");
        _bridge.Clock.Advance(TimeSpan.FromDays(1));
        await _bridge.CloseAsync();

        var found = (await _bridge.RunAsync("corrections", "list", "--tenant", Bridge.Slug, "--json")).ShouldExit(3).Json.ShouldHaveSingleItem();
        (found.GetProperty("kind").GetString(), found.GetProperty("patient").GetString()).ShouldBe(("overpaid", patient));
        found.GetProperty("remedy").GetString()!.ShouldContain("Return the payment");
        found.GetProperty("billed").GetArrayLength().ShouldBeGreaterThan(0);
        found.GetProperty("chargeDifference").GetDecimal().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task What_the_bridge_cannot_have_written_as_it_is_is_not_adopted()
    {
        var before = await CloseAsync();
        var claims = before.Where(entry => entry.Code is null).ToList();
        var other = before.First(entry => entry.Code is null && entry.Slot != claims[0].Slot && entry.Slot != claims[1].Slot).Patient;
        _ehr.Edit("Claim", Id(claims[0]), body => body["patient"]!["reference"] = other);
        Do("copied a Claim", claims.Skip(1).ToList());
        LoseTheLedger();
        (await _bridge.SyncAsync()).ShouldExit(0);

        var result = (await ReconcileAsync("--adopt")).ShouldExit(5);

        result.Out.ShouldContain("It was not adopted: Its identifier is not the one");
        (await EntriesAsync()).ShouldNotContain(entry => entry.Identifier == claims[0].Identifier || entry.Identifier == claims[1].Identifier);
        (await EntriesAsync()).Count(entry => entry.Code is null).ShouldBe(claims.Count - 2);
        (await _bridge.CloseAsync()).ShouldExit(3);
        _ehr.History.Records.Count.ShouldBe(before.Count, "what was not adopted is found before it would be sent");
    }

    [Theory]
    [InlineData("shows nothing when asked by system alone")]
    [InlineData("refuses a search by system alone")]
    [InlineData("says that its answer may be incomplete")]
    public async Task A_question_that_was_not_answered_is_never_called_clean(string how)
    {
        var entries = await CloseAsync();
        _ehr.Ehr.Quirks.Add(new AnswerQuirk(context => IsBySystemAlone(context) ? Answer(how) : null));

        var result = (await ReconcileAsync()).ShouldExit(3);

        result.Out.ShouldNotContain("drift", customMessage: "each was found by its own identifier");
        result.Json.Count(line => line.TryGetProperty("notAnswered", out var question) && question.ValueKind == JsonValueKind.String).ShouldBe(2);
        result.Json[0].GetProperty("notAnswered").GetString()!.ShouldStartWith("Whether the EHR has Claims that the ledger does not know");
        result.Json[^1].GetProperty("clean").GetBoolean().ShouldBeFalse();

        LoseTheLedger();
        (await _bridge.SyncAsync()).ShouldExit(0);
        var lost = (await ReconcileAsync("--adopt")).ShouldExit(3);
        lost.Json[^1].GetProperty("adopted").GetInt32().ShouldBe(entries.Count, "what could be billed was asked for by its own identifier");
    }

    [Fact]
    public async Task An_EHR_that_cannot_search_by_identifier_is_asked_for_each_and_never_called_clean()
    {
        var statement = await MetadataAsync();
        foreach (var resource in statement["rest"]![0]!["resource"]!.AsArray().Where(resource => resource!["type"]!.GetValue<string>() is "Claim" or "ChargeItem"))
        {
            var parameters = resource!["searchParam"]!.AsArray();
            parameters.Remove(parameters.First(parameter => parameter!["name"]!.GetValue<string>() == "identifier"));
        }

        _ehr.Ehr.Quirks.Add(new AnswerQuirk(context => context.Path == "metadata" ? Body(200, statement.ToJsonString()) : null));
        var entries = await CloseAsync();
        _ehr.Ehr.Store.Delete("ChargeItem", Id(entries.First(entry => entry.Code is not null)));

        var result = (await ReconcileAsync()).ShouldExit(3);

        result.Json[0].GetProperty("drift").GetString().ShouldBe("missing");
        result.Json[1].GetProperty("notAnswered").GetString().ShouldBe("Whether the EHR has Claims that the ledger does not know: it does not search that type by identifier.");
        result.Json.Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_left_a_moment_ago_and_is_not_shown_yet_is_not_called_missing()
    {
        await RestartAsync(new SimulatedEhrOptions { UpdateCreate = false });
        var entries = await CloseAsync();
        _ehr.Ehr.Store.Delete("Claim", entries.First(entry => entry.Code is null).EhrReference!.Split('/')[1]);
        _ehr.Ehr.Quirks.Add(new SearchIndexLag(TimeSpan.FromMinutes(1)));

        (await ReconcileAsync()).ShouldExit(0).Json.Single().GetProperty("open").GetInt32().ShouldBe(entries.Count);
        _bridge.Clock.Advance(TimeSpan.FromMinutes(10));
        var found = (await ReconcileAsync()).ShouldExit(3).Json;

        found[0].GetProperty("drift").GetString().ShouldBe("missing");
        found[^1].GetProperty("open").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_type_that_the_EHR_does_not_have_is_no_question_and_no_half()
    {
        await RestartAsync(new SimulatedEhrOptions { HiddenTypes = ["ChargeItem"] });
        await CloseAsync();

        (await ReconcileAsync()).ShouldExit(0).Json.Single().GetProperty("confirmed").GetInt32().ShouldBe(_ehr.Bills);
    }

    [Fact]
    public async Task A_tenant_that_is_paused_is_not_asked_about()
    {
        await CloseAsync();
        (await _bridge.RunAsync("tenant", "pause", Bridge.Slug, "--reason", "The EHR is being moved.")).ShouldExit(0);

        (await ReconcileAsync()).ShouldExit(2).Error.ShouldContain("paused");
    }

    [Fact]
    public async Task An_EHR_that_answers_nobody_ends_with_4()
    {
        await CloseAsync();
        _ehr.Ehr.Quirks.Add(new AnswerQuirk(context => context.Type == "ChargeItem" ? new FhirAnswer { Status = 403 } : null));

        (await ReconcileAsync()).ShouldExit(4).Out.ShouldBeEmpty();
    }

    private async Task StartAsync(SimulatedEhrOptions options) => _ehr = await PracticeEhr.StartAsync(_bridge.Clock, patients: 12, options: options);

    private async Task RestartAsync(SimulatedEhrOptions options)
    {
        await _ehr.DisposeAsync();
        await StartAsync(options);
    }

    private async Task<JsonNode> MetadataAsync()
    {
        using var client = new HttpClient();
        return JsonNode.Parse(await client.GetStringAsync(new Uri(_ehr.Ehr.BaseUrl + "/metadata")))!;
    }

    // As servers do that write their own base in front of references and number what they take.
    private async Task<IReadOnlyList<LedgerEntry>> RewrittenAsync(IReadOnlyList<LedgerEntry> entries)
    {
        foreach (var entry in entries)
        {
            _ehr.Edit(entry.ResourceType, Id(entry), body =>
            {
                var patient = body[entry.Code is null ? "patient" : "subject"]!;
                patient["reference"] = $"{_ehr.Ehr.BaseUrl}/{entry.Patient}";
                body["identifier"]!.AsArray().Insert(0, new JsonObject { ["system"] = "urn:ehr", ["value"] = Id(entry) });
                body["text"] = new JsonObject { ["status"] = "generated", ["div"] = "<div>A bill</div>" };
            });
        }

        (await ReconcileAsync()).ShouldExit(0);
        return [.. entries.Select(entry => entry with { EhrReference = entry.EhrReference!.Replace("_history/1", "_history/2", StringComparison.Ordinal) })];
    }

    private async Task<IReadOnlyList<LedgerEntry>> CloseAsync(int exit = 0)
    {
        _bridge.WriteTenant(_ehr.Yaml());
        (await _bridge.CloseAsync()).ShouldExit(exit);
        return await EntriesAsync();
    }

    private void Do(string done, IReadOnlyList<LedgerEntry> entries)
    {
        var claim = entries.First(entry => entry.Code is null);
        var charge = entries.FirstOrDefault(entry => entry.Code is not null);
        Action act = done switch
        {
            "deleted a Claim" => () => _ehr.Ehr.Store.Delete("Claim", Id(claim)),
            "deleted a ChargeItem" => () => _ehr.Ehr.Store.Delete("ChargeItem", Id(charge!)),
            "copied a Claim" => () => Copy("Claim", Id(claim), "copy", body => body.Remove("x")),
            "copied a ChargeItem" => () => Copy("ChargeItem", Id(charge!), "copy", body => body.Remove("x")),
            "changed an amount" => () => _ehr.Edit("Claim", Id(claim), body => body["total"]!["value"] = 1.00m),
            "changed units of a ChargeItem" => () => _ehr.Edit("ChargeItem", Id(charge!), body => body["quantity"]!["value"] = 7),
            "cancelled a Claim" => () => _ehr.Edit("Claim", Id(claim), body => body["status"] = "cancelled"),
            "took our identifier off a Claim" => () => _ehr.Edit("Claim", Id(claim), body => body["identifier"]!.AsArray().RemoveAt(0)),
            "moved a Claim to another month" => () => _ehr.Edit("Claim", Id(claim), body => body["billablePeriod"] = new JsonObject { ["start"] = "2026-03-01", ["end"] = "2026-03-31" }),
            "gave a Claim another revision" => () => _ehr.Edit("Claim", Id(claim), body => body["identifier"]![1]!["value"] = claim.Identifier + "R2"),
            "wrote a Claim under our identifier" => () => Copy("Claim", Id(claim), "stray", Stray),
            "wrote a ChargeItem under our identifier" => () => Copy("ChargeItem", Id(charge!), "stray", Stray),
            "wrote two Claims under our identifier" => () => Array.ForEach(["stray-1", "stray-2"], id => Copy("Claim", Id(claim), id, Stray)),
            _ => () => Copy("Claim", Id(claim), "by-hand", body => body.Remove("identifier")),
        };
        act();
    }

    private static void Stray(JsonObject body)
    {
        body["identifier"]![0]!["value"] = "0123456789ABCDEFG";
        body["identifier"]![1]!["value"] = "0123456789ABCDEFGR1";
    }

    private void Copy(string type, string from, string id, Action<JsonObject> change)
    {
        var copy = JsonNode.Parse(_ehr.Ehr.Store.Read(type, from)!.Body!)!.AsObject();
        copy["id"] = id;
        copy.Remove("meta");
        change(copy);
        _ehr.Ehr.Store.Put(type, id, JsonElement.Parse(copy.ToJsonString()));
    }

    private static bool IsBySystemAlone(QuirkContext context) =>
        context.Query.Any(parameter => parameter.Key == "identifier" && parameter.Value.EndsWith('|'));

    private static FhirAnswer Answer(string how) => how switch
    {
        "shows nothing when asked by system alone" => Body(200, """{"resourceType":"Bundle","type":"searchset"}"""),
        "refuses a search by system alone" => Body(400, """{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-supported"}]}"""),
        _ => Body(200, """
            {"resourceType":"Bundle","type":"searchset","entry":[{"search":{"mode":"outcome"},
             "resource":{"resourceType":"OperationOutcome","issue":[{"severity":"warning","code":"incomplete"}]}}]}
            """),
    };

    private static FhirAnswer Body(int status, string json) => new() { Status = status, Body = System.Text.Encoding.UTF8.GetBytes(json) };

    private void LoseTheLedger()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        // The mark is what an engineer removes to say that there is no backup.
        File.Delete(_bridge.Home.StoredHere(Bridge.Slug));
        foreach (var file in Directory.GetFiles(_bridge.Home.Data, Bridge.Slug + ".db*"))
            File.Delete(file);
    }

    private static string Id(LedgerEntry entry) => entry.RevisionIdentifier.ToLowerInvariant();

    private static (string, LedgerState, int, decimal, string?, string?) Kept(LedgerEntry entry) =>
        (entry.RevisionIdentifier, entry.State, entry.Units, entry.Charge, entry.EhrReference, entry.MemberKey);

    private Task<CommandResult> ReconcileAsync(params string[] more) =>
        _bridge.RunAsync(["reconcile", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json", .. more]);

    private async Task<int> EventsAsync(IReadOnlyList<LedgerEntry> entries)
    {
        await using var session = await _bridge.OpenAsync();
        var events = 0;
        foreach (var entry in entries)
            events += (await session.Store.HistoryAsync(entry.RevisionIdentifier, CancellationToken.None)).Count;
        return events;
    }

    private async Task<IReadOnlyList<LedgerEntry>> EntriesAsync()
    {
        await using var session = await _bridge.OpenAsync();
        return await session.Store.MonthAsync(Bridge.ServiceMonth, CancellationToken.None);
    }
}
