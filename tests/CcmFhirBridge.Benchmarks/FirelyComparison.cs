using System.Globalization;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Ehr.Mapping;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace CcmFhirBridge.Benchmarks;

/// <summary>How long parsing into the Firely model takes against projecting the same resources, content hash included.</summary>
internal static class FirelyComparison
{
    private const double Bound = 5;
    private const int Pairs = 5;

    public static bool Run(string file, int resources)
    {
        var lines = File.ReadLines(file).Take(resources).ToArray();
        var bytes = Array.ConvertAll(lines, Encoding.UTF8.GetBytes);
        var options = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Ostrich);
        var mapping = new DefaultResourceMapping(BenchmarkTenant.Create());
        var ratios = new List<double>();
        for (var pair = -1; pair < Pairs; pair++)
        {
            // Ours is over in no time: several rounds make it long enough to measure.
            var ours = CpuClock.Measure(() => { for (var round = 0; round < 4; round++) Array.ForEach(bytes, json => mapping.Project(json)); }) / 4;
            var theirs = CpuClock.Measure(() => Array.ForEach(lines, json => JsonSerializer.Deserialize<Resource>(json, options)));
            if (pair >= 0)
                ratios.Add(theirs / ours);
        }

        ratios.Sort();
        return Gate.AtLeast("P3 speed against parsing with the Firely serializer", ratios[Pairs / 2], Bound, string.Create(CultureInfo.InvariantCulture,
            $"min {ratios[0]:F1}, max {ratios[^1]:F1}, {Pairs} pairs, {lines.Length} resources"));
    }
}
