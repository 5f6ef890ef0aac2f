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
    public async Task With_any_free_port_it_tells_the_one_that_it_was_given()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        using var stop = new CancellationTokenSource();
        var error = new StringWriter();
        var running = bridge.RunAsync(error, stop.Token, "run", "--urls", "http://127.0.0.1:0");
        await Eventually.ShouldHoldAsync(() => running.IsCompleted || error.ToString().Contains(" for the tenants of ", StringComparison.Ordinal), "the first word");
        var root = error.ToString().Split(' ')[2];
        using var client = new HttpClient();

        var told = "";
        await Eventually.ShouldHoldAsync(
            async () => (told = await (await client.GetAsync(new Uri($"{root}/lakeside/fhir/.well-known/smart-configuration"))).Content.ReadAsStringAsync()).Contains("token_endpoint", StringComparison.Ordinal),
            () => "the tenant to be served");

        System.Text.Json.JsonElement.Parse(told).GetProperty("token_endpoint").GetString().ShouldBe($"{root}/lakeside/oauth/token");
        await stop.CancelAsync();
        (await running).ShouldExit(0);
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
    [InlineData("--trusted-proxy", "nonsense")]
    [InlineData("--trusted-proxy", "0.0.0.0/0")]
    [InlineData("--trusted-proxy", "10.0.0.1/24")]
    [InlineData("--trusted-proxy", "10.0.0.0/33")]
    [InlineData("--operators", "everybody")]
    [InlineData("--operators", "::/0")]
    [InlineData("--operators", "10.0.0.1/8")]
    [InlineData("--operators", "10.0.0.0/33")]
    public async Task A_network_that_is_none_or_everybody_is_refused_before_anything_starts(string option, string network)
    {
        using var bridge = new Bridge();

        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string[] named = option == "--operators" ? [option, $"10.0.0.5, {network}"] : [option, "10.0.0.5", option, network];
        (await bridge.RunAsync(new StringWriter(), stop.Token, ["run", "--urls", "http://127.0.0.1:0", .. named])).ShouldExit(2).ErrorLines.ShouldBe(
            [$"ccm-bridge: {option} '{network}' is no address. Write such as 10.0.0.5, or 10.0.0.0/24 with nothing behind the bits, and never everybody."]);
        Directory.Exists(bridge.Home.Path).ShouldBeFalse();
    }

    private static int LinesOf(PracticeEhr ehr) => ehr.Practice.Truth.Where(truth => truth.Outcome == "bill").Sum(truth => truth.Lines.Count);
}
