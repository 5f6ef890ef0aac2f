using System.CommandLine;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Simulator.Doors;
using CcmFhirBridge.Simulator.Loading;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Commands;

/// <summary><c>simulate-ehr</c>: the other side, to try the bridge against.</summary>
internal static class SimulateEhrCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var port = new Option<int>("--port") { Description = "Port on the loopback address; 0 takes a free one.", HelpName = "N", DefaultValueFactory = _ => 0 };
        var data = new Option<string[]>("--data") { Description = "NDJSON (also .gz), Bundles, single resources, or folders of them.", HelpName = "PATH", AllowMultipleArgumentsPerToken = true };
        var patients = new Option<int?>("--patients") { Description = "Patients of a synthetic practice to generate.", HelpName = "N" };
        var seed = new Option<int>("--seed") { Description = "Seed of the synthetic practice: same seed, same practice.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var month = new Option<string?>("--month") { Description = "Service month of the synthetic practice; the month before this one when not given.", HelpName = "YYYY-MM" };
        var save = new Option<string?>("--save") { Description = "Folder to write the synthetic practice to: NDJSON, its tenant file, and truth.ndjson with the answers.", HelpName = "DIR" };
        var history = new Option<string?>("--history") { Description = "File to which everything written to the EHR is appended.", HelpName = "FILE" };
        var clientId = new Option<string?>("--client-id") { Description = "Let in only this client, by SMART Backend Services; with --client-keys.", HelpName = "ID" };
        var clientScopes = new Option<string?>("--client-scopes") { Description = "Grant that client these scopes at most; whatever it asks for when not given.", HelpName = "SCOPES" };
        var clientKeys = new Option<string?>("--client-keys") { Description = "The client's public key set, as 'tenant keys' prints it.", HelpName = "FILE" };
        var command = new Command("simulate-ehr", "Run a simulated EHR (FHIR R4 on loopback) until it is stopped.") { port, data, patients, seed, month, save, history, clientId, clientKeys, clientScopes };
        command.SetAction(async (call, cancellation) =>
        {
            if (call.GetValue(patients) < 1)
                throw new UsageException("--patients takes a number of 1 or more.");
            var store = new FhirStore(environment.Time);
            foreach (var problem in Load(call.GetValue(data) ?? [], store, environment))
                await environment.Error.WriteLineAsync(problem);
            await using var ehr = await SimulatedEhr.StartAsync(
                new SimulatedEhrOptions
                {
                    Port = call.GetValue(port),
                    Time = environment.Time,
                    HistoryFile = call.GetValue(history) is { } file ? environment.PathOf(file) : null,
                    Door = Door(call.GetValue(clientId), call.GetValue(clientKeys), call.GetValue(clientScopes), environment),
                },
                store,
                cancellation);
            if (call.GetValue(patients) is { } count)
            {
                var practice = SyntheticPractice.Generate(new PracticeOptions
                {
                    Month = Month(call.GetValue(month), environment).FirstDay,
                    Patients = count,
                    Seed = call.GetValue(seed),
                });
                practice.LoadInto(store);
                if (call.GetValue(save) is { } folder)
                    practice.WriteTo(environment.PathOf(folder), ehr.BaseUrl);
                await environment.Error.WriteLineAsync($"Generated a practice of {Words.Count(count, "patient")}.");
            }

            await environment.Out.WriteLineAsync(ehr.BaseUrl);
            await environment.Out.FlushAsync(cancellation);
            await environment.Error.WriteLineAsync("Running; stop with Ctrl+C.");
            await UntilStoppedAsync(cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    private static DoorOptions? Door(string? clientId, string? keys, string? scopes, CommandEnvironment environment)
    {
        if (clientId is null && keys is null)
            return null;
        if (clientId is null || keys is null)
            throw new UsageException("--client-id and --client-keys go together.");
        return File.Exists(environment.PathOf(keys))
            ? new DoorOptions { ClientId = clientId, PublicKeys = File.ReadAllText(environment.PathOf(keys)), Grants = scopes }
            : throw new UsageException($"there is no file {keys}. Write it with 'ccm-bridge tenant keys'.");
    }

    private static IEnumerable<string> Load(string[] paths, FhirStore store, CommandEnvironment environment)
    {
        foreach (var path in paths.Where(path => !File.Exists(environment.PathOf(path)) && !Directory.Exists(environment.PathOf(path))))
            throw new UsageException($"there is no file or folder {path}. Check --data.");
        if (paths.Length == 0)
            return [];
        var report = ResourceLoader.Load([.. paths.Select(environment.PathOf)], store);
        environment.Error.WriteLine($"Loaded {Words.Count(report.Total, "resource")} from {Words.Count(report.Files, "file")}: "
            + string.Join(", ", report.Loaded.Select(type => $"{type.Key} {type.Value}")) + ".");
        return report.Problems.Select(problem => $"{problem.File}:{problem.Line}: {problem.Message}");
    }

    private static ServiceMonth Month(string? text, CommandEnvironment environment) => text is null
        ? ServiceMonth.Of(DateOnly.FromDateTime(environment.Time.GetUtcNow().UtcDateTime)).Previous
        : CommandHome.Month(text);

    private static async Task UntilStoppedAsync(CancellationToken cancellation)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellation.Register(stopped.SetResult);
        await stopped.Task;
    }
}
