using System.Diagnostics;
using System.Globalization;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Ehr.Populations;

namespace CcmFhirBridge.Benchmarks;

/// <summary>P5: peak resident memory of a process that does nothing but assess a population.</summary>
internal static class PeakMemory
{
    private const double GateMegabytes = 128;
    private const long FactsInMemory = 32L * 1024 * 1024;

    public static int Run(string file)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(PeakMemory).Assembly.Location);
        start.ArgumentList.Add("p5-child");
        start.ArgumentList.Add(file);
        using var child = Process.Start(start)!;
        var said = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Console.Write(said);
        if (child.ExitCode != 0)
            return child.ExitCode;
        var peak = double.Parse(said.Split("peak-rss-mb=")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        Console.WriteLine($"P5 peak {peak:F0} MB, gate {GateMegabytes:F0} MB: {(peak <= GateMegabytes ? "met" : "NOT met")}");
        return peak <= GateMegabytes ? 0 : 1;
    }

    public static int RunChild(string file)
    {
        var run = new PopulationRun(
            new DefaultResourceMapping(BenchmarkTenant.Create()), new BenchmarkTenant.NoCatalog(), new PopulationOptions { MemoryLimit = FactsInMemory });
        var report = run.Run([file], static (record, line) =>
        {
            var room = line.GetSpan(2);
            room[0] = (byte)('0' + (record.TimeEntries.Length % 10));
            room[1] = (byte)'\n';
            line.Advance(2);
        }, Stream.Null);
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"peak-rss-mb={peak:F1} input-mb={new FileInfo(file).Length / 1e6:F0} patients={report.Patients} fact-bytes-a-patient={report.FactBytes / Math.Max(1, report.Patients)} spilled={report.SpilledBytes}"));
        return 0;
    }
}
