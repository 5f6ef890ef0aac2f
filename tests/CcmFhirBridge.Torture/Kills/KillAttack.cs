using System.Diagnostics;
using CcmFhirBridge.Torture.Children;

namespace CcmFhirBridge.Torture.Kills;

/// <summary>
/// Closes a month in a process of its own, kills it at drawn points, restarts it, and judges by the EHR's history. Each practice meets
/// another kind of EHR: one that updates as create, one that creates conditionally, one that believes every POST.
/// </summary>
internal sealed class KillAttack(int seed, int kills, AttackStores stores, TextWriter output)
{
    private const int Patients = 60;
    private const int KillsPerPractice = 4;

    private readonly Random _random = new(seed);
    private readonly SortedDictionary<KillMoment, int> _deaths = [];

    // How long a close takes, as last measured.
    private TimeSpan _whole = TimeSpan.FromSeconds(3);

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var done = 0;
        var bad = 0;
        for (var practice = 1; done < kills; practice++)
        {
            await using var attacked = await AttackedPractice.StartAsync(
                new AttackSetting(seed + practice, practice % AttackedPractice.Ladder.Length, stores.All[practice % stores.All.Count], Patients), stores.Server, cancellation);
            done += await KillAsync(attacked, Math.Min(KillsPerPractice, kills - done), cancellation);
            var violations = await attacked.JudgeAsync(cancellation);
            foreach (var violation in violations)
                await output.WriteLineAsync($"{attacked.Setting}: {violation}");
            bad += violations.Count;
        }

        await output.WriteLineAsync($"seed {seed}: {done} kills ({string.Join(", ", _deaths.Select(death => $"{death.Key} {death.Value}"))}), {bad} violations");
        return bad == 0 ? 0 : 5;
    }

    private async Task<int> KillAsync(AttackedPractice attacked, int planned, CancellationToken cancellation)
    {
        var killed = 0;
        while (killed < planned && attacked.Written < attacked.Writes)
        {
            var point = KillPoint.Draw(_random, killed, attacked.Writes - attacked.Written, _whole);
            var exit = await KillAsync(attacked, point, cancellation);
            if (exit == ChildProcess.Killed)
                killed++;
            await output.WriteLineAsync($"{attacked.Setting}: {point}: exit {exit}, {attacked.Written} writes so far");
        }

        return killed;
    }

    private async Task<int> KillAsync(AttackedPractice attacked, KillPoint point, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var child = attacked.Close();
        if (point.Moment == KillMoment.AnyTime)
            _ = KillLaterAsync(child, point.After);
        var quirk = new KillingQuirk(point, child.Kill);
        attacked.Ehr.Quirks.Clear();
        attacked.Ehr.Quirks.Add(quirk);
        var exit = (await child.EndAsync(AttackedPractice.Patience, cancellation)).Exit;
        if (exit == ChildProcess.Killed)
            _deaths[point.Moment] = _deaths.GetValueOrDefault(point.Moment) + 1;
        else
            _whole = Stopwatch.GetElapsedTime(started);

        if (!quirk.Settled.IsCompleted)
        {
            // The next child asks while the killed one's write is still on its way: it must neither believe an empty answer nor send again.
            attacked.Ehr.Quirks.Clear();
            using (var next = attacked.Close())
                await next.EndAsync(AttackedPractice.Patience, cancellation);
            quirk.LetGo();
            await quirk.Settled.WaitAsync(AttackedPractice.Patience, cancellation);
        }

        // Sometimes the next one starts at once, sometimes after everything has settled.
        if (_random.Next(2) == 0)
            attacked.Settle();
        return exit;
    }

    private static async Task KillLaterAsync(ChildProcess child, TimeSpan after)
    {
        await Task.Delay(after, TimeProvider.System, CancellationToken.None);
        child.Kill();
    }
}
