using System.Diagnostics;
using System.Globalization;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Ehr.Populations;

namespace CcmFhirBridge.Benchmarks;

/// <summary>P5: peak resident memory of a process that does nothing but assess a population, and how it grows with the population.</summary>
internal static class PeakMemory
{
    public const string ChildCommand = "assess-once";

    private const double PeakBound = 128;
    private const double GrowthBound = 1.5;
    private const double FactBound = 512;
    private const long FactsInMemory = 8L * 1024 * 1024;

    /// <summary>The larger file is ten times the smaller.</summary>
    public static bool Run(string small, string large)
    {
        var few = Measure(small);
        var many = Measure(large);
        var peak = Gate.AtMost("P5 peak resident memory in MB", many["peak-mb"], PeakBound, string.Create(CultureInfo.InvariantCulture,
            $"{many["patients"]} patients, {new FileInfo(large).Length / 1e6:F0} MB of input, {FactsInMemory / 1e6:F0} MB for facts, {many["spilled-mb"]:F0} MB spilled"));
        var growth = Gate.AtMost("P5 growth at ten times the input", many["peak-mb"] / few["peak-mb"], GrowthBound, string.Create(CultureInfo.InvariantCulture,
            $"from {few["peak-mb"]:F0} MB at {few["patients"]} patients"));
        return peak & growth;
    }

    /// <summary>Facts a patient, for a population in which nobody is in CCM.</summary>
    public static bool RunFacts(string file)
    {
        var facts = Measure(file);
        return Gate.AtMost("P5 bytes of facts a patient outside CCM", facts["fact-bytes"] / facts["patients"], FactBound);
    }

    public static int RunChild(string file)
    {
        var run = new PopulationRun(
            new DefaultResourceMapping(BenchmarkTenant.Create()), new BenchmarkTenant.NoCatalog(), new PopulationOptions { MemoryLimit = FactsInMemory });
        var report = run.Run([file], ProjectionSpeed.Render, Stream.Null);
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"peak-mb={self.PeakWorkingSet64 / 1e6:F1} patients={report.Patients} fact-bytes={report.FactBytes} spilled-mb={report.SpilledBytes / 1e6:F1}"));
        return 0;
    }

    private static Dictionary<string, double> Measure(string file)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(PeakMemory).Assembly.Location);
        start.ArgumentList.Add(ChildCommand);
        start.ArgumentList.Add(file);
        using var child = Process.Start(start)!;
        var said = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        if (child.ExitCode != 0)
            throw new InvalidOperationException($"The measured process ended with {child.ExitCode}.");
        return said.Trim().Split(' ').Select(part => part.Split('=')).ToDictionary(part => part[0], part => double.Parse(part[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }
}
