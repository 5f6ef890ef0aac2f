using System.Diagnostics;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Torture;

/// <summary>
/// Closes a month in a process of its own, kills it at drawn points, restarts it, and judges by the EHR's history. Each practice meets
/// another kind of EHR: one that updates as create, one that creates conditionally, one that believes every POST.
/// </summary>
internal sealed class KillAttack(int seed, int kills, TextWriter output)
{
    private const int Killed = 137;
    private const int Patients = 60;
    private const int KillsPerPractice = 4;
    private static readonly ServiceMonth Month = new(2026, 4);
    private static readonly DateTimeOffset Start = new(2026, 5, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Settles = TimeSpan.FromMinutes(10);
    private static readonly string[] Ladder = ["update-as-create", "conditional create", "plain create"];

    private readonly Random _random = new(seed);
    private readonly SortedDictionary<KillMoment, int> _deaths = [];

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var done = 0;
        var bad = 0;
        for (var practice = 1; done < kills; practice++)
        {
            var attack = new PracticeAttack { Seed = seed + practice, Rung = practice % Ladder.Length, Clock = new AttackClock(Start) };
            var violations = await PracticeAsync(attack, Math.Min(KillsPerPractice, kills - done), cancellation);
            foreach (var violation in violations)
                await output.WriteLineAsync($"practice seed {attack.Seed}, {Ladder[attack.Rung]}: {violation}");
            bad += violations.Count;
            done += attack.Kills;
        }

        await output.WriteLineAsync($"seed {seed}: {done} kills ({string.Join(", ", _deaths.Select(death => $"{death.Key} {death.Value}"))}), {bad} violations");
        return bad == 0 ? 0 : 5;
    }

    private async Task<List<string>> PracticeAsync(PracticeAttack attack, int planned, CancellationToken cancellation)
    {
        var practice = SyntheticPractice.Generate(new PracticeOptions { Month = Month.FirstDay, Patients = Patients, Seed = attack.Seed });
        var store = new FhirStore(attack.Clock);
        practice.LoadInto(store);
        var options = new SimulatedEhrOptions { Time = attack.Clock, UpdateCreate = attack.Rung == 0, ConditionalCreate = attack.Rung != 2 };
        await using var ehr = await SimulatedEhr.StartAsync(options, store, cancellation);
        attack.Ehr = ehr;
        attack.Home = Directory.CreateTempSubdirectory("ccm-bridge-kill-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(attack.Home, "tenants"));
            await File.WriteAllTextAsync(Path.Combine(attack.Home, "tenants", "lakeside.yaml"), practice.TenantYaml(ehr.BaseUrl), cancellation);
            var writes = practice.Truth.Where(patient => patient.Outcome == "bill").Sum(patient => patient.Lines.Count + 1);
            while (attack.Kills < planned && ehr.History.Records.Count < writes)
            {
                var point = KillPoint.Draw(_random, attack.Kills, writes - ehr.History.Records.Count, attack.Whole);
                var exit = await KillAsync(attack, point, cancellation);
                await output.WriteLineAsync($"practice seed {attack.Seed}, {Ladder[attack.Rung]}: {point}: exit {exit}, {ehr.History.Records.Count} writes so far");
            }

            return await JudgeAsync(attack, practice, cancellation);
        }
        finally
        {
            Directory.Delete(attack.Home, recursive: true);
        }
    }

    private async Task<int> KillAsync(PracticeAttack attack, KillPoint point, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        KillingQuirk? quirk = null;
        var exit = (await CloseAsync(
            attack,
            child =>
            {
                if (point.Moment == KillMoment.AnyTime)
                    _ = KillLaterAsync(child, point.After);
                attack.Ehr.Quirks.Clear();
                attack.Ehr.Quirks.Add(quirk = new KillingQuirk(point, () => Kill(child)));
            },
            cancellation)).Exit;
        if (exit == Killed)
        {
            attack.Kills++;
            _deaths[point.Moment] = _deaths.GetValueOrDefault(point.Moment) + 1;
        }
        else
        {
            attack.Whole = Stopwatch.GetElapsedTime(started);
        }

        if (!quirk!.Settled.IsCompleted)
        {
            // The next child asks while the killed one's write is still on its way: it must neither believe an empty answer nor send again.
            attack.Ehr.Quirks.Clear();
            await CloseAsync(attack, _ => { }, cancellation);
            quirk.LetGo();
            await quirk.Settled.WaitAsync(Patience, cancellation);
        }

        // Sometimes the next one starts at once, sometimes after everything has settled.
        if (_random.Next(2) == 0)
            attack.Clock.Advance(Settles);
        return exit;
    }

    private static async Task<List<string>> JudgeAsync(PracticeAttack attack, GeneratedPractice practice, CancellationToken cancellation)
    {
        var violations = new List<string>();
        attack.Ehr.Quirks.Clear();
        attack.Clock.Advance(Settles);
        // Two at once: one of them has to wait for the other.
        var both = await Task.WhenAll(CloseAsync(attack, _ => { }, cancellation), CloseAsync(attack, _ => { }, cancellation));
        if (both.Any(close => !close.Settled))
            violations.Add($"the closes that nobody killed left something to do: {string.Join(" and ", both)}");
        violations.AddRange(HistoryCheck.Violations(attack.Ehr.History.Records, practice.Truth));
        var before = attack.Ehr.History.Records.Count;
        attack.Clock.Advance(Settles);
        var again = await CloseAsync(attack, _ => { }, cancellation);
        if (!again.Settled || attack.Ehr.History.Records.Count != before)
            violations.Add($"another close ({again}) wrote {attack.Ehr.History.Records.Count - before} more");
        return violations;
    }

    private static async Task<ChildClose> CloseAsync(PracticeAttack attack, Action<Process> started, CancellationToken cancellation)
    {
        using var child = ChildProcess.Start(
            attack.Clock, ["month", "close", "--tenant", "lakeside", "--month", Month.ToString(), "--home", attack.Home, "--json"]);
        started(child);
        var output = child.StandardOutput.ReadToEndAsync(cancellation);
        var reading = Task.WhenAll(output, child.StandardError.ReadToEndAsync(cancellation));
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
        return ChildClose.Of(child.ExitCode, await output);
    }

    private static async Task KillLaterAsync(Process child, TimeSpan after)
    {
        await Task.Delay(after, TimeProvider.System, CancellationToken.None);
        Kill(child);
    }

    private static void Kill(Process child)
    {
        try
        {
            if (!child.HasExited)
                child.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself and was put away before its time came.
        }
    }
}

/// <summary>One practice under attack.</summary>
internal sealed class PracticeAttack
{
    public required int Seed { get; init; }

    /// <summary>Which create its EHR offers, strongest first.</summary>
    public required int Rung { get; init; }

    public required AttackClock Clock { get; init; }

    public SimulatedEhr Ehr { get; set; } = null!;

    public string Home { get; set; } = "";

    public int Kills { get; set; }

    /// <summary>How long a close takes, as last measured.</summary>
    public TimeSpan Whole { get; set; } = TimeSpan.FromSeconds(3);
}
