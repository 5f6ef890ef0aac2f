using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Testing.Bridges;
using Microsoft.Data.Sqlite;

namespace CcmFhirBridge.Tests.Commands;

public sealed class BridgeCommandsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("demo")]
    [InlineData("simulate-ehr")]
    [InlineData("tenant")]
    [InlineData("tenant new")]
    [InlineData("tenant check")]
    [InlineData("tenant list")]
    [InlineData("tenant schema")]
    [InlineData("run")]
    [InlineData("status")]
    [InlineData("sync")]
    [InlineData("assess")]
    [InlineData("explain")]
    [InlineData("plan")]
    [InlineData("month")]
    [InlineData("month show")]
    [InlineData("month close")]
    [InlineData("release")]
    [InlineData("outbox")]
    [InlineData("outbox list")]
    [InlineData("outbox show")]
    [InlineData("outbox retry")]
    [InlineData("outbox release")]
    [InlineData("outbox quarantine")]
    [InlineData("reconcile")]
    [InlineData("version")]
    public async Task Every_command_explains_itself_and_all_of_its_options(string command)
    {
        using var bridge = new Bridge();

        var help = (await bridge.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).ShouldExit(0);

        help.Error.ShouldBeEmpty();
        help.Lines[0].ShouldBe("Description:");
        help.Lines[1].Trim().ShouldEndWith(".");
        help.Out.ShouldContain("--json");
        var options = help.Lines.SkipWhile(line => line != "Options:").Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal));
        options.ShouldAllBe(line => line.Trim().Contains("  "), "each option is described");
        Directory.Exists(bridge.Home.Path).ShouldBeFalse("help makes no home");
    }

    [Theory]
    [InlineData("snyc --tenant lakeside", "there is no command 'snyc'. Did you mean 'sync'?")]
    [InlineData("month clos", "there is no command 'clos'. Did you mean 'close'?")]
    [InlineData("frobnicate", "there is no command 'frobnicate'.")]
    [InlineData("sync --tenant lakeside --ful", "'sync' has no option '--ful'. Did you mean '--full'?")]
    [InlineData("version --jsn", "'version' has no option '--jsn'. Did you mean '--json'?")]
    [InlineData("month", "Required command was not provided.")]
    [InlineData("sync", "Option '--tenant' is required.")]
    [InlineData("assess --input x --tenant y --month 2026-04 --format xml", "Argument 'xml' not recognized. Must be one of: 'ndjson' 'table' 'csv'")]
    public async Task What_is_not_a_command_line_gets_one_line_and_where_to_look(string line, string said)
    {
        using var bridge = new Bridge();

        var result = (await bridge.RunAsync(line.Split(' '))).ShouldExit(2);

        result.Out.ShouldBeEmpty();
        result.ErrorLines.ShouldBe(["ccm-bridge: " + said, "Try 'ccm-bridge --help', or '--help' after a command."]);
    }

    [Fact]
    public async Task A_failure_that_is_nobodys_mistake_ends_with_1()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        Directory.CreateDirectory(bridge.Home.Data);
        await File.WriteAllTextAsync(bridge.Home.Database(Bridge.Slug), new string('x', 10_000));

        var result = (await bridge.RunAsync("sync", "--tenant", Bridge.Slug)).ShouldExit(1);

        result.Out.ShouldBeEmpty();
        result.ErrorLines.ShouldHaveSingleItem().ShouldContain(bridge.Home.Database(Bridge.Slug));
    }

    [Fact]
    public async Task A_bill_that_waits_for_somebody_ends_with_3()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml(("release: auto", "release: approval")));

        (await bridge.CloseAsync()).ShouldExit(3);
    }

    [Fact]
    public async Task A_ledger_that_somebody_changed_ends_with_5_and_sends_nothing_more()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml(("writeBack: { claim: auto, chargeItem: auto }", "writeBack: { claim: off, chargeItem: off }")));
        (await bridge.CloseAsync()).ShouldExit(3);
        await using (var database = new SqliteConnection($"Data Source={bridge.Home.Database(Bridge.Slug)};Pooling=False"))
        {
            await database.OpenAsync();
            await using var tamper = database.CreateCommand();
            tamper.CommandText = "UPDATE ledger_entry SET body_hash = 'changed' WHERE code = ''";
            (await tamper.ExecuteNonQueryAsync()).ShouldBe(ehr.Bills);
        }

        bridge.WriteTenant(ehr.Yaml());
        var result = (await bridge.CloseAsync()).ShouldExit(5);

        result.ErrorLines.ShouldHaveSingleItem().ShouldEndWith("the body is not the one that its hash names.");
        ehr.History.Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_is_cancelled_ends_with_130_and_the_next_goes_on()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        using var cancel = new CancellationTokenSource();
        var quirk = new AnswerQuirk(context => context.Type == "Encounter" ? Cancel(cancel) : null);
        ehr.Ehr.Quirks.Add(quirk);

        var result = (await bridge.RunAsync(new StringWriter(), cancel.Token, "sync", "--tenant", Bridge.Slug)).ShouldExit(130);

        result.ErrorLines.ShouldBe(["ccm-bridge: cancelled; what was committed is kept, and the next call goes on from there."]);
        ehr.Ehr.Quirks.Clear();
        var next = (await bridge.SyncAsync()).ShouldExit(0);
        next.Json.Single(type => type.GetProperty("type").GetString() == "Patient").GetProperty("added").GetInt32().ShouldBe(0, "patients were stored before");
        next.Json.Single(type => type.GetProperty("type").GetString() == "Encounter").GetProperty("added").GetInt32().ShouldBeGreaterThan(0);
    }

    private static FhirAnswer? Cancel(CancellationTokenSource cancel)
    {
        cancel.Cancel();
        return null;
    }
}
