using System.Diagnostics;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Torture;

/// <summary>Closes a month in a process of its own, kills it at drawn points, restarts it, and judges by the EHR's history.</summary>
internal sealed class KillAttack(int seed, int kills, TextWriter output)
{
    private const int Patients = 60;
    private const int KillsPerPractice = 4;
    private static readonly ServiceMonth Month = new(2026, 4);
    private static readonly AttackClock Clock = new(new DateTimeOffset(2026, 5, 5, 12, 0, 0, TimeSpan.Zero));
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var random = new Random(seed);
        var done = 0;
        var bad = 0;
        for (var practice = 1; done < kills; practice++)
        {
            var planned = Math.Min(KillsPerPractice, kills - done);
            var violations = await PracticeAsync(seed + practice, planned, random, cancellation);
            foreach (var violation in violations)
                await output.WriteLineAsync($"practice seed {seed + practice}: {violation}");
            bad += violations.Count;
            done += planned;
        }

        await output.WriteLineAsync($"seed {seed}: {done} kills, {bad} violations");
        return bad == 0 ? 0 : 5;
    }

    private async Task<List<string>> PracticeAsync(int practiceSeed, int planned, Random random, CancellationToken cancellation)
    {
        var practice = SyntheticPractice.Generate(new PracticeOptions { Month = Month.FirstDay, Patients = Patients, Seed = practiceSeed });
        var store = new FhirStore(Clock);
        practice.LoadInto(store);
        await using var ehr = await SimulatedEhr.StartAsync(new SimulatedEhrOptions { Time = Clock }, store, cancellation);
        var home = Directory.CreateTempSubdirectory("ccm-bridge-kill-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(home, "tenants"));
            await File.WriteAllTextAsync(Path.Combine(home, "tenants", "lakeside.yaml"), practice.TenantYaml(ehr.BaseUrl), cancellation);
            var bills = practice.Truth.Count(patient => patient.Outcome == "bill");
            for (var i = 0; i < planned; i++)
            {
                var point = KillPoint.Draw(random, bills);
                var exit = await CloseAsync(home, ehr, point, cancellation);
                await output.WriteLineAsync($"practice seed {practiceSeed}: {point}: exit {exit}, {ehr.History.Records.Count} writes so far");
            }

            return await JudgeAsync(home, ehr, practice, cancellation);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task<List<string>> JudgeAsync(string home, SimulatedEhr ehr, GeneratedPractice practice, CancellationToken cancellation)
    {
        var violations = new List<string>();
        var last = await CloseAsync(home, ehr, point: null, cancellation);
        if (last != 0)
            violations.Add($"the close that nobody killed ended with exit code {last}");
        violations.AddRange(HistoryCheck.Violations(ehr.History.Records, practice.Truth));
        var before = ehr.History.Records.Count;
        var again = await CloseAsync(home, ehr, point: null, cancellation);
        if (again != 0 || ehr.History.Records.Count != before)
            violations.Add($"another close ended with exit code {again} and wrote {ehr.History.Records.Count - before} more");
        return violations;
    }

    private static async Task<int> CloseAsync(string home, SimulatedEhr ehr, KillPoint? point, CancellationToken cancellation)
    {
        using var child = ChildProcess.Start(Clock, ["month", "close", "--tenant", "lakeside", "--month", Month.ToString(), "--home", home]);
        ehr.Quirks.Clear();
        if (point is not null)
            ehr.Quirks.Add(new KillingQuirk(point, () => Kill(child)));
        var reading = Task.WhenAll(child.StandardOutput.ReadToEndAsync(cancellation), child.StandardError.ReadToEndAsync(cancellation));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            await child.WaitForExitAsync(patience.Token);
        }
        finally
        {
            Kill(child);
        }

        await reading;
        return child.ExitCode;
    }

    private static void Kill(Process child)
    {
        if (!child.HasExited)
            child.Kill();
    }
}
