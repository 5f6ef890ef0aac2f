namespace CcmFhirBridge.Torture.Takeovers;

/// <summary>Disturbs whoever works for a tenant on a database that three services share; most of it is waiting, so all disturbances run at once.</summary>
internal sealed class TakeoverAttack(int seed, int rounds, TextWriter output)
{
    private const int MostTold = 5;

    private readonly Random _random = new(seed);

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var violations = 0;
        var runs = 0;
        for (var round = 0; round < rounds; round++)
        {
            var reports = await Task.WhenAll(Enum.GetValues<Disturbance>().Select((disturbance, index) => new TakeoverRun(
                new AttackSetting((seed * 1000) + (round * 10) + index, (round + index) % AttackedPractice.Ladder.Length, AttackStore.Postgres, TakeoverRun.Patients)
                {
                    // As where nothing is said: from it follows how long a lease runs.
                    RequestTimeout = TimeSpan.FromSeconds(30),
                },
                disturbance, after: _random.Next(1, 6)).RunAsync(cancellation)));
            foreach (var report in reports)
            {
                runs++;
                violations += report.Violations.Count;
                await output.WriteLineAsync($"{report.Disturbance}, {report.Setting}: {(report.Failover is { } failover ? $"taken over after {failover.TotalSeconds:F1} s" : "not taken over")}");
                foreach (var violation in report.Violations.Take(MostTold))
                    await output.WriteLineAsync($"{report.Disturbance}, {report.Setting}: VIOLATION: {violation}");
            }
        }

        await output.WriteLineAsync($"seed {seed}: {runs} takeovers, {violations} violations");
        return violations == 0 ? 0 : 5;
    }
}
