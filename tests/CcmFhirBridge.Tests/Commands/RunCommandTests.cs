using System.Globalization;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

public sealed class RunCommandTests
{
    [Fact]
    public async Task It_closes_the_month_that_is_due_and_stops_when_it_is_told_to()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        using var stop = new CancellationTokenSource();
        var error = new StringWriter();

        var running = bridge.RunAsync(error, stop.Token, "run", "--urls", "http://127.0.0.1:0");
        await Eventually.ShouldHoldAsync(() => running.IsCompleted || ehr.Ours("ChargeItem").Count == LinesOf(ehr), "all claims and charges");
        await stop.CancelAsync();
        var result = (await running).ShouldExit(0);

        result.Out.ShouldBeEmpty();
        result.Error.ShouldMatch($"^Running on http://127.0.0.1:[0-9]+ for the tenants of {bridge.Home.Tenants}; stop with Ctrl\\+C or SIGTERM.");
        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task A_second_one_on_the_same_home_refuses_and_names_the_process()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        using var stop = new CancellationTokenSource();
        var running = bridge.RunAsync(new StringWriter(), stop.Token, "run", "--urls", "http://127.0.0.1:0");
        await Eventually.ShouldHoldAsync(() => running.IsCompleted || ehr.Ours("Claim").Count > 0, "the first one at work");

        var second = (await bridge.RunAsync("run", "--urls", "http://127.0.0.1:0")).ShouldExit(2);

        var process = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        second.ErrorLines.ShouldBe([$"ccm-bridge: process {process} already runs for {bridge.Home.Path}. Stop it first, or name another home with --home."]);
        await stop.CancelAsync();
        (await running).ShouldExit(0);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData(";")]
    public async Task An_address_that_is_none_is_refused_before_anything_starts(string urls)
    {
        using var bridge = new Bridge();

        (await bridge.RunAsync("run", "--urls", urls)).ShouldExit(2).ErrorLines.ShouldBe(
            [$"ccm-bridge: --urls '{urls}' holds something that is no address. Write such as http://127.0.0.1:8080, several separated by semicolons."]);
        Directory.Exists(bridge.Home.Path).ShouldBeFalse();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("0.0.0.0/0")]
    [InlineData("10.0.0.1/24")]
    [InlineData("10.0.0.0/33")]
    public async Task A_proxy_that_is_none_or_everybody_is_refused_before_anything_starts(string proxy)
    {
        using var bridge = new Bridge();

        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        (await bridge.RunAsync(new StringWriter(), stop.Token, "run", "--urls", "http://127.0.0.1:0", "--trusted-proxy", "10.0.0.5", "--trusted-proxy", proxy)).ShouldExit(2).ErrorLines.ShouldBe(
            [$"ccm-bridge: --trusted-proxy '{proxy}' is no address. Write such as 10.0.0.5, or 10.0.0.0/24 with nothing behind the bits, and never everybody."]);
        Directory.Exists(bridge.Home.Path).ShouldBeFalse();
    }

    private static int LinesOf(PracticeEhr ehr) => ehr.Practice.Truth.Where(truth => truth.Outcome == "bill").Sum(truth => truth.Lines.Count);
}
