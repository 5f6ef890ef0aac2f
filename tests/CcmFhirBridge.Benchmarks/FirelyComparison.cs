using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Ehr.Populations;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace CcmFhirBridge.Benchmarks;

/// <summary>P3: how long parsing into the Firely model takes, against a whole population run over the same resources from the same file.</summary>
internal static class FirelyComparison
{
    private const double Bound = 5;
    private const int Pairs = 5;
    private const int Rounds = 10;

    public static bool Run(string file)
    {
        var lines = File.ReadAllLines(file);
        var options = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Ostrich);
        var run = new PopulationRun(new DefaultResourceMapping(BenchmarkTenant.Create()), new BenchmarkTenant.NoCatalog(), new PopulationOptions());
        var ratios = new List<double>();
        for (var pair = -1; pair < Pairs; pair++)
        {
            // Ours is over in no time: several rounds make it long enough to measure.
            var ours = CpuClock.Measure(() =>
            {
                for (var round = 0; round < Rounds; round++)
                    run.Run([file], ProjectionSpeed.Render, Stream.Null);
            }) / Rounds;
            var theirs = CpuClock.Measure(() => Array.ForEach(lines, json => JsonSerializer.Deserialize<Resource>(json, options)));
            if (pair >= 0)
                ratios.Add(theirs / ours);
        }

        ratios.Sort();
        return Gate.AtLeast("P3 speed against parsing with the Firely serializer", ratios[Pairs / 2], Bound, string.Create(CultureInfo.InvariantCulture,
            $"min {ratios[0]:F1}, max {ratios[^1]:F1}, {Pairs} pairs, {lines.Length} resources"));
    }
}
