using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

public sealed class StatusCommandTests
{
    [Fact]
    public async Task A_tenant_that_was_never_read_is_told_so_and_no_store_is_made()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());

        var before = (await bridge.RunAsync("status", "--json")).ShouldExit(0).Json.ShouldHaveSingleItem();
        before.GetProperty("lastSync").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        Codes(before).ShouldBe(["never-read"]);
        File.Exists(bridge.Home.Database(Bridge.Slug)).ShouldBeFalse();
    }

    [Fact]
    public async Task After_a_close_it_shows_the_sync_the_month_and_an_empty_outbox()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        await bridge.CloseAsync();
        bridge.Clock.Advance(TimeSpan.FromMinutes(7));

        var status = (await bridge.RunAsync("status", "--json")).ShouldExit(0).Json.ShouldHaveSingleItem();
        var table = (await bridge.RunAsync("status")).ShouldExit(0).Out;

        status.GetProperty("lagSeconds").GetInt64().ShouldBe(7 * 60);
        status.GetProperty("month").GetString().ShouldBe("2026-05");
        status.GetProperty("outbox").GetProperty("depth").GetInt32().ShouldBe(0);
        status.GetProperty("months")[0].GetProperty("month").GetString().ShouldBe(Bridge.Month);
        status.GetProperty("months")[0].GetProperty("state").GetString().ShouldBe("closed");
        Codes(status).ShouldBeEmpty();
        table.ShouldContain("lakeside");
        table.ShouldContain("7 min ago");
    }

    [Fact]
    public async Task It_works_beside_a_running_service()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        using var stop = new CancellationTokenSource();
        var running = bridge.RunAsync(new StringWriter(), stop.Token, "run", "--urls", "http://127.0.0.1:0");
        await Eventually.ShouldHoldAsync(() => running.IsCompleted || ehr.Ours("Claim").Count > 0, "the service at work");

        (await bridge.RunAsync("status", "--json")).ShouldExit(0).Json.ShouldHaveSingleItem().GetProperty("tenant").GetString().ShouldBe(Bridge.Slug);

        await stop.CancelAsync();
        (await running).ShouldExit(0);
    }

    [Fact]
    public async Task A_store_or_a_file_that_cannot_be_read_is_named_beside_the_tenants_that_can()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        await File.WriteAllTextAsync(bridge.Home.Database(Bridge.Slug), new string('x', 5000));

        var damaged = (await bridge.RunAsync("status", "--json")).ShouldExit(1);
        Codes(damaged.Json.ShouldHaveSingleItem()).ShouldContain("store-unreadable");

        bridge.WriteTenant("tenant: hillside\n", "hillside");
        (await bridge.RunAsync("status")).ShouldExit(2).Error.ShouldContain("hillside.yaml:1: ");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("100000")]
    public async Task A_silence_that_is_none_is_refused(string hours)
    {
        using var bridge = new Bridge();

        (await bridge.RunAsync("status", "--silence-after=" + hours)).ShouldExit(2).Error.ShouldContain("--silence-after");
    }

    private static IEnumerable<string?> Codes(System.Text.Json.JsonElement status) =>
        status.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("code").GetString());
}
