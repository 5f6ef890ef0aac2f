using System.Globalization;
using CcmFhirBridge.Benchmarks;

const string usage = """
    usage: CcmFhirBridge.Benchmarks p1|p5|firely [--patients N] [--seed S] [--input FILE.ndjson]
           CcmFhirBridge.Benchmarks real PATH…
    """;

if (args is ["p5-child", var childInput])
    return PeakMemory.RunChild(childInput);
if (args is ["generate", var generated, var count])
{
    using var output = File.Create(generated);
    Population.Write(output, int.Parse(count, CultureInfo.InvariantCulture), 1);
    return 0;
}

if (args is ["real", .. var paths] && paths.Length > 0)
    return RealInput.Run(paths);
if (args.Length == 0 || args[0] is not ("p1" or "p5" or "firely"))
{
    Console.Error.WriteLine(usage);
    return 2;
}

var patients = int.Parse(Option("--patients", args[0] == "p5" ? "20000" : "2000"), CultureInfo.InvariantCulture);
var seed = int.Parse(Option("--seed", "1"), CultureInfo.InvariantCulture);
var input = Option("--input", "");
var folder = Directory.CreateTempSubdirectory("ccm-bridge-benchmark-");
try
{
    if (input.Length == 0)
    {
        input = Path.Combine(folder.FullName, "population.ndjson");
        using var output = File.Create(input);
        Population.Write(output, patients, seed);
    }

    return args[0] switch
    {
        "p1" => ProjectionSpeed.Run(input),
        "p5" => PeakMemory.Run(input),
        _ => FirelyComparison.Run(input),
    };
}
finally
{
    folder.Delete(recursive: true);
}

string Option(string name, string otherwise)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
}
