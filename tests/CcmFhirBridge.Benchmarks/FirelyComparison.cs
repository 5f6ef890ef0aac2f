using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Ehr.Mapping;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace CcmFhirBridge.Benchmarks;

/// <summary>How long projecting takes against parsing the same resources into the Firely model. Reported, not gated.</summary>
internal static class FirelyComparison
{
    private const int Resources = 20_000;
    private const int Pairs = 5;

    public static int Run(string file)
    {
        var lines = File.ReadLines(file).Take(Resources).ToArray();
        var bytes = Array.ConvertAll(lines, Encoding.UTF8.GetBytes);
        var options = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Ostrich);
        var mapping = new DefaultResourceMapping(BenchmarkTenant.Create());
        var ratios = new List<double>();
        for (var pair = 0; pair <= Pairs; pair++)
        {
            var ours = Measure(() => Array.ForEach(bytes, json => mapping.Project(json)));
            var theirs = Measure(() => Array.ForEach(lines, json => JsonSerializer.Deserialize<Resource>(json, options)));
            if (pair > 0)
                ratios.Add(theirs / ours);
        }

        ratios.Sort();
        Console.WriteLine($"firely: parsing takes {ratios[ratios.Count / 2]:F1} times as long as projecting with hash (min {ratios[0]:F1}, max {ratios[^1]:F1}), {lines.Length} resources");
        return 0;
    }

    private static double Measure(Action work)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        work();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }
}
