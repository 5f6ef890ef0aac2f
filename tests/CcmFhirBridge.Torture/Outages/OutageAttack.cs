using System.Globalization;

namespace CcmFhirBridge.Torture.Outages;

/// <summary>How much more an EHR is asked because it was out for an hour: most of it is waiting, so all runs are at once.</summary>
internal sealed class OutageAttack(int seed, int patients, TextWriter output)
{
    private const double Most = 1.1;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var reports = await Task.WhenAll(Enum.GetValues<OutageKind>().Select(kind => new OutageRun(
            // Silence is ended by this timeout, by the clock of the service; a busy machine needs some of its own time, too.
            new AttackSetting(seed, Rung: 0, AttackStore.Sqlite, patients) { RequestTimeout = TimeSpan.FromSeconds(60) }, kind).RunAsync(cancellation)));
        var usual = reports[0];
        var bad = 0;
        foreach (var report in reports)
        {
            var (requests, writes) = ((double)report.Requests / usual.Requests, (double)report.Writes / report.Needed);
            bad += report.Violations.Count + (requests > Most ? 1 : 0) + (writes > Most ? 1 : 0);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{report.Kind}: {report.Requests} requests, {requests:F2} of those without an outage; {report.Writes} creates sent for {report.Needed}, {writes:F2} (at most {Most:F1} each)"));
            foreach (var violation in report.Violations)
                await output.WriteLineAsync($"{report.Kind}: VIOLATION: {violation}");
        }

        await output.WriteLineAsync($"seed {seed}: {reports.Length} runs, an hour of outage each but the first, {bad} violations");
        return bad == 0 ? 0 : 5;
    }
}
