using System.Diagnostics;
using System.Globalization;
using CcmFhirBridge.Torture.Children;

namespace CcmFhirBridge.Torture.Kills;

/// <summary>
/// Closes a month in a process of its own, kills it at drawn points, restarts it, and judges by the EHR's history. Each practice meets
/// another kind of EHR: one that updates as create, one that creates conditionally, one that believes every POST.
/// </summary>
/// <param name="seed">From which everything that is drawn follows; when a child dies at any time, it is the machine's time.</param>
/// <param name="kills">Kills in all.</param>
/// <param name="stores">What the practices are stored in, in turn.</param>
/// <param name="output">Where to tell.</param>
internal sealed class KillAttack(int seed, int kills, AttackStores stores, TextWriter output)
{
    private const int Broken = 5;
    private const int Patients = 60;
    private const int KillsPerPractice = 4;
    private const int AtOnce = 2;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<KillMoment, int> _deaths = [];
    private readonly Stopwatch _began = Stopwatch.StartNew();
    private int _practices;
    private int _planned;
    private int _done;
    private int _violations;

    // How long a close takes, as last measured.
    private TimeSpan _whole = TimeSpan.FromSeconds(3);

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => AttackAsync(cancellation), cancellation)));
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {seed}: {_done} kills of {_practices} practices ({string.Join(", ", _deaths.Select(death => $"{death.Key} {death.Value}"))}), {_violations} violations ({_began.Elapsed.TotalSeconds:F0} s)"));
        return _violations == 0 ? 0 : Broken;
    }

    // Practice after practice, until enough of them have met their deaths.
    private async Task AttackAsync(CancellationToken cancellation)
    {
        while (Next() is (var practice, var planned))
        {
            await using var attacked = await AttackedPractice.StartAsync(
                new AttackSetting(seed + practice, practice % AttackedPractice.Ladder.Length, stores.All[practice % stores.All.Count], Patients), stores.Server, cancellation);
            var killed = await KillAsync(attacked, planned, new Random(seed + practice), cancellation);
            var violations = await attacked.JudgeAsync(cancellation);
            foreach (var violation in violations)
                Say($"{attacked.Setting}: {violation}");
            lock (_gate)
            {
                _done += killed;
                _planned -= planned - killed;
                _violations += violations.Count;
            }
        }
    }

    private (int Practice, int Planned)? Next()
    {
        lock (_gate)
        {
            if (_planned >= kills)
                return null;
            var planned = Math.Min(KillsPerPractice, kills - _planned);
            _planned += planned;
            return (++_practices, planned);
        }
    }

    private void Say(string line)
    {
        lock (_gate)
            output.WriteLine(line);
    }

    private async Task<int> KillAsync(AttackedPractice attacked, int planned, Random random, CancellationToken cancellation)
    {
        var killed = 0;
        while (killed < planned && attacked.Written < attacked.Writes)
        {
            var point = KillPoint.Draw(random, killed, attacked.Writes - attacked.Written, _whole);
            var exit = await KillAsync(attacked, point, random, cancellation);
            if (exit == ChildProcess.Killed)
                killed++;
            Say($"{attacked.Setting}: {point}: exit {exit}, {attacked.Written} writes so far");
        }

        return killed;
    }

    private async Task<int> KillAsync(AttackedPractice attacked, KillPoint point, Random random, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var child = attacked.Close();
        if (point.Moment == KillMoment.AnyTime)
            _ = KillLaterAsync(child, point.After);
        var quirk = new KillingQuirk(point, child.Kill);
        attacked.Ehr.Quirks.Clear();
        attacked.Ehr.Quirks.Add(quirk);
        var exit = (await child.EndAsync(AttackedPractice.Patience, cancellation)).Exit;
        lock (_gate)
        {
            if (exit == ChildProcess.Killed)
                _deaths[point.Moment] = _deaths.GetValueOrDefault(point.Moment) + 1;
            else
                _whole = Stopwatch.GetElapsedTime(started);
        }

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
        if (random.Next(2) == 0)
            attacked.Settle();
        return exit;
    }

    private static async Task KillLaterAsync(ChildProcess child, TimeSpan after)
    {
        await Task.Delay(after, TimeProvider.System, CancellationToken.None);
        child.Kill();
    }
}
