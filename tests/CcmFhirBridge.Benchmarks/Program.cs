using System.Globalization;
using CcmFhirBridge.Benchmarks;
using CcmFhirBridge.Benchmarks.Syncs;

const string usage = """
    usage: CcmFhirBridge.Benchmarks gates|p1|p5|p7|decisions|p9|firely|start|p12|stores|served|status|sync [--size ci|full] [--seed N] [--executable PATH] [--in-flight N]
           CcmFhirBridge.Benchmarks p1-of FILE.ndjson
           CcmFhirBridge.Benchmarks generate FILE.ndjson PATIENTS
           CcmFhirBridge.Benchmarks real PATH…
    The service is measured as it is installed: --executable names a published ccm-bridge; without it one is published first.
    Figures are of a release build: dotnet run -c Release --project tests/CcmFhirBridge.Benchmarks -- gates --size ci
    """;

switch (args)
{
    case [PeakMemory.ChildCommand, var file]:
        return PeakMemory.RunChild(file);
    case [SyncMemory.ChildCommand, var address, var patients, var reads, var folder]:
        return await SyncMemory.RunChildAsync(address, int.Parse(patients, CultureInfo.InvariantCulture), int.Parse(reads, CultureInfo.InvariantCulture), folder);
    case ["real", .. var paths] when paths.Length > 0:
        return RealInput.Run(paths);
    case ["p1-of", var file]:
        return ProjectionSpeed.Run(file) ? 0 : 1;
    case ["generate", var file, var patients]:
        using (var output = File.Create(file))
            Population.Write(output, int.Parse(patients, CultureInfo.InvariantCulture), seed: 1, withCcm: true);
        return 0;
    case ["gates" or "p1" or "p5" or "p7" or "decisions" or "p9" or "firely" or "start" or "p12" or "stores" or "served" or "status" or "sync", ..]:
        break;
    default:
        Console.Error.WriteLine(usage);
        return 2;
}

var size = Option("--size") == "ci" ? GateSize.Ci : GateSize.Full;
using var gates = new GateRun(size, int.Parse(Option("--seed") ?? "1", CultureInfo.InvariantCulture), Option("--executable"));
return args[0] switch
{
    "p1" => gates.Speed() ? 0 : 1,
    "p5" => gates.Memory() & gates.Facts() ? 0 : 1,
    "p7" => gates.Decisions() ? 0 : 1,
    "decisions" => gates.DecisionTable() ? 0 : 1,
    "p9" => await gates.WriteBackAsync(Option("--in-flight") is { } only ? [int.Parse(only, CultureInfo.InvariantCulture)] : [1, 8, 32]) ? 0 : 1,
    "firely" => gates.Firely() ? 0 : 1,
    "start" => await gates.ServiceAsync() ? 0 : 1,
    "stores" => await gates.StoresAsync() ? 0 : 1,
    "status" => await gates.StatusAsync() ? 0 : 1,
    "sync" => await gates.SyncAsync() ? 0 : 1,
    "served" => await gates.ServedAsync() ? 0 : 1,
    "p12" => await gates.LastOutcomeAsync() ? 0 : 1,
    _ => gates.All(),
};

string? Option(string name)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
