using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Ehr.Populations;

namespace CcmFhirBridge.Benchmarks;

/// <summary>
/// P1: a whole population run over NDJSON, against a bare token scan of the same bytes. Both are warmed up until the compiler has done
/// what it does; then short pairs alternate, so that what else the machine does slows both, and the middle ratio counts. The
/// number of pairs is fixed beforehand, and large enough to outlast what a machine does now and then: measuring on until it looks good would favour passing.
/// </summary>
internal static class ProjectionSpeed
{
    private const double Bound = 0.6;
    private const int Pairs = 225;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);

    public static bool Run(string file)
    {
        var size = new FileInfo(file).Length;
        var run = new PopulationRun(new DefaultResourceMapping(BenchmarkTenant.Create()), new BenchmarkTenant.NoCatalog(), new PopulationOptions());
        var warm = 0d;
        while (warm < WarmUp.TotalSeconds)
            warm += CpuClock.Measure(() => Scan(file)) + CpuClock.Measure(() => Assess(run, file));

        var pairs = new List<(double Scan, double Ours)>();
        for (var pair = 0; pair < Pairs; pair++)
            pairs.Add((CpuClock.Measure(() => Scan(file)), CpuClock.Measure(() => Assess(run, file))));
        var ratios = pairs.Select(pair => pair.Scan / pair.Ours).Order().ToArray();
        double Speed(IEnumerable<double> seconds) => size / Middle([.. seconds.Order()]) / 1e6;
        return Gate.AtLeast("P1 speed against a bare token scan", Middle(ratios), Bound, string.Create(CultureInfo.InvariantCulture,
            $"min {ratios[0]:F2}, max {ratios[^1]:F2}, {Pairs} pairs; scan {Speed(pairs.Select(pair => pair.Scan)):F0} MB/s, run {Speed(pairs.Select(pair => pair.Ours)):F0} MB/s, {size / 1e6:F0} MB"));
    }

    /// <summary>Writes next to nothing of each record: what is measured is how it came to be.</summary>
    public static void Render(PatientRecord record, IBufferWriter<byte> line) => line.Write([(byte)('0' + (record.TimeEntries.Length % 10)), (byte)'\n']);

    private static double Middle(double[] ordered) => ordered[ordered.Length / 2];

    private static void Assess(PopulationRun run, string file) => run.Run([file], Render, Stream.Null);

    private static void Scan(string file)
    {
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
                tokens += Tokens(window[..end]);
                window = window[(end + 1)..];
            }

            window.CopyTo(buffer);
            kept = window.Length;
        }

        if (tokens == 0)
            throw new InvalidDataException("Nothing was scanned.");
    }

    private static long Tokens(ReadOnlySpan<byte> line)
    {
        var tokens = 0L;
        var reader = new Utf8JsonReader(line);
        while (reader.Read())
            tokens++;
        return tokens;
    }
}
