using System.Diagnostics;
using System.Globalization;

namespace CcmFhirBridge.Benchmarks.Syncs;

/// <summary>
/// P5: peak resident memory of a process that does nothing but first syncs, and how it grows with the practice. The small one is read several times: what a
/// process takes until it has compiled its code and filled its caches comes with its age, not with the practice.
/// </summary>
internal static class SyncMemory
{
    public const string ChildCommand = "sync-once";

    private const int Encounters = 20;
    private const int Streams = 8;
    private const int ReadsOfFew = 10;
    private const double GrowthBound = 1.25;

    public static async Task<bool> RunAsync(SyncSize size, string folder)
    {
        await using var server = await PageServer.StartAsync(Encounters, TimeSpan.Zero);
        var few = Measure(server, size.FewResources, ReadsOfFew, folder);
        var many = Measure(server, size.ManyResources, reads: 1, folder);
        return Gate.AtMost(
            string.Create(CultureInfo.InvariantCulture, $"P5 growth of a sync from {size.FewResources:N0} to {size.ManyResources:N0} resources"), many / few, GrowthBound,
            string.Create(CultureInfo.InvariantCulture, $"from {few:F0} to {many:F0} MB resident"));
    }

    public static async Task<int> RunChildAsync(string baseUrl, int patients, int reads, string folder)
    {
        for (; reads > 0; reads--)
            await SyncedStore.ReadAsync(baseUrl, patients, Streams, folder);
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{self.PeakWorkingSet64 / 1e6:F1}"));
        return 0;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Measure(PageServer server, int resources, int reads, string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(SyncMemory).Assembly.Location);
        foreach (var argument in (string[])[ChildCommand, server.BaseUrl, Text(resources / (Encounters + 1)), Text(reads), folder])
            start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        var said = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? double.Parse(said, CultureInfo.InvariantCulture) : throw new InvalidOperationException($"The measured process ended with {child.ExitCode}.");
    }
}
