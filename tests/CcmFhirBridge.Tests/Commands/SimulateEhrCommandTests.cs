using System.Text.Json;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

public sealed class SimulateEhrCommandTests
{
    [Fact]
    public async Task It_serves_a_generated_practice_that_the_bridge_can_read_and_close()
    {
        using var bridge = new Bridge();
        var saved = Path.Combine(bridge.Path, "saved");
        var history = Path.Combine(bridge.Path, "history.ndjson");
        using var stop = new CancellationTokenSource();
        var error = new StringWriter();

        var running = bridge.RunAsync(error, stop.Token, "simulate-ehr", "--patients", "12", "--seed", "4", "--save", "saved", "--history", "history.ndjson");
        await Eventually.ShouldHoldAsync(() => running.IsCompleted || error.ToString().Contains("Running;", StringComparison.Ordinal), "the simulator running");
        bridge.WriteTenant(await File.ReadAllTextAsync(Path.Combine(saved, "lakeside.yaml")));
        (await bridge.CloseAsync()).ShouldExit(0);
        await stop.CancelAsync();
        var ended = (await running).ShouldExit(0);

        ended.Lines.ShouldHaveSingleItem().ShouldMatch("^http://127\\.0\\.0\\.1:[0-9]+/fhir$");
        var truth = (await File.ReadAllLinesAsync(Path.Combine(saved, "truth.ndjson"))).Select(line => JsonElement.Parse(line)).ToList();
        truth.Count.ShouldBe(12);
        truth.ShouldAllBe(patient => patient.GetProperty("month").GetString() == Bridge.Month, "the month before the clock's");
        var written = (await File.ReadAllLinesAsync(history)).Select(line => JsonElement.Parse(line)).Where(line => line.GetProperty("type").GetString() == "Claim");
        written.Count().ShouldBe(truth.Count(patient => patient.GetProperty("outcome").GetString() == "bill"));
    }

    [Fact]
    public async Task It_serves_files_and_says_what_it_could_not_load()
    {
        using var bridge = new Bridge();
        var data = FileExport.Ndjson(bridge, PracticeEhr.Generate(12));
        var odd = bridge.Write("odd.ndjson", "hello\n");
        using var stop = new CancellationTokenSource();
        var error = new StringWriter();

        var running = bridge.RunAsync(error, stop.Token, "simulate-ehr", "--data", Path.GetRelativePath(bridge.Path, data), "odd.ndjson");
        await Eventually.ShouldHoldAsync(() => running.IsCompleted || error.ToString().Contains("Running;", StringComparison.Ordinal), "the simulator running");
        await stop.CancelAsync();
        var ended = (await running).ShouldExit(0);

        ended.ErrorLines[0].ShouldStartWith("Loaded ");
        ended.ErrorLines[0].ShouldContain("Patient 12");
        ended.ErrorLines.ShouldContain(line => line.StartsWith($"{odd}:1: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_practice_without_patients_is_refused()
    {
        using var bridge = new Bridge();

        (await bridge.RunAsync("simulate-ehr", "--patients", "0")).ShouldExit(2).ErrorLines.ShouldBe(["ccm-bridge: --patients takes a number of 1 or more."]);
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_refused()
    {
        using var bridge = new Bridge();

        (await bridge.RunAsync("simulate-ehr", "--data", "nope")).ShouldExit(2).ErrorLines.ShouldBe(["ccm-bridge: there is no file or folder nope. Check --data."]);
    }
}
