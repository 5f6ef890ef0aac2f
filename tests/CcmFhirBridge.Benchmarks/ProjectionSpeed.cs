using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Ehr.Populations;

namespace CcmFhirBridge.Benchmarks;

/// <summary>P1: projecting and grouping a population from NDJSON, against a bare token scan of the same bytes. Pairs are interleaved.</summary>
internal static class ProjectionSpeed
{
    private const double Gate = 0.6;
    private const int Pairs = 7;

    public static int Run(string file)
    {
        var size = new FileInfo(file).Length;
        var run = new PopulationRun(new DefaultResourceMapping(BenchmarkTenant.Create()), new BenchmarkTenant.NoCatalog(), new PopulationOptions());
        Assess(run, file);
        Scan(file);
        var ratios = new List<double>();
        for (var pair = 0; pair < Pairs; pair++)
        {
            var bare = Scan(file);
            var ours = Assess(run, file);
            ratios.Add(bare / ours);
            Console.WriteLine($"pair {pair + 1}: scan {size / bare / 1e6:F0} MB/s, projection {size / ours / 1e6:F0} MB/s, ratio {bare / ours:F2}");
        }

        ratios.Sort();
        var median = ratios[ratios.Count / 2];
        Console.WriteLine($"P1 ratio: min {ratios[0]:F2} median {median:F2} max {ratios[^1]:F2}, gate {Gate:F2}: {(median >= Gate ? "met" : "NOT met")}");
        return median >= Gate ? 0 : 1;
    }

    private static double Assess(PopulationRun run, string file)
    {
        var before = CpuTime();
        run.Run([file], static (record, line) => line.Write([(byte)('0' + (record.TimeEntries.Length % 10)), (byte)'\n']), Stream.Null);
        return CpuTime() - before;
    }

    private static double Scan(string file)
    {
        var before = CpuTime();
        using var stream = new FileStream(file, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        var buffer = new byte[256 * 1024];
        var kept = 0;
        var tokens = 0L;
        int read;
        while ((read = stream.Read(buffer, kept, buffer.Length - kept)) > 0)
        {
            var window = buffer.AsSpan(0, kept + read);
            int end;
            while ((end = window.IndexOf((byte)'\n')) >= 0)
            {
                var reader = new Utf8JsonReader(window[..end]);
                while (reader.Read())
                    tokens++;
                window = window[(end + 1)..];
            }

            window.CopyTo(buffer);
            kept = window.Length;
        }

        return tokens == 0 ? throw new InvalidDataException("Nothing was scanned.") : CpuTime() - before;
    }

    // The machine's cores are shared: processor time is what this process used of them.
    private static double CpuTime() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;
}
