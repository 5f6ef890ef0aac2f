using CcmFhirBridge.Torture.Children;
using CcmFhirBridge.Torture.Faults.Mistakes;

namespace CcmFhirBridge.Torture.Faults;

/// <summary>What a run came to.</summary>
/// <param name="Strikes">How often the fault struck.</param>
/// <param name="Violations">What was duplicated, lost, invented, left undone or left to a person without need.</param>
internal sealed record FaultResult(int Strikes, IReadOnlyList<string> Violations);

/// <summary>
/// One kind of fault on one rung of the ladder: closes that are disturbed, then closes that are not until nothing is left, then one more that
/// must find nothing to do. Everything that is drawn follows from the seed.
/// </summary>
internal sealed class FaultRun(FaultKind kind, int rung, AttackStore store, EmptyDatabases? databases, int seed, Mistake? mistake = null)
{
    private const int MostCloses = 8;

    /// <summary>Where it stands in the matrix.</summary>
    public string Cell => $"{kind.Name} × {AttackedPractice.Ladder[rung]}";

    /// <summary>What its practice is stored in.</summary>
    public AttackStore Store => store;

    public override string ToString() => $"{Cell} on {store}, seed {seed}";

    /// <summary>Words of the command that does the same again.</summary>
    public string Replay =>
        $"faults --seed {seed} --kind {kind.Name} --rung {AttackedPractice.Ladder[rung]} --store {AttackStores.WordOf(store)}{(mistake is null ? "" : $" --mistake {mistake.Name}")}";

    /// <summary>The same run without the mistake.</summary>
    public FaultRun WithoutMistake() => new(kind, rung, store, databases, seed);

    public async Task<FaultResult> RunAsync(CancellationToken cancellation)
    {
        var result = await RunAsync(early: false, cancellation);
        return result is { Strikes: 0, Violations.Count: 0 } ? await RunAsync(early: true, cancellation) : result;
    }

    private async Task<FaultResult> RunAsync(bool early, CancellationToken cancellation)
    {
        var dice = new Random(seed);
        var setting = new AttackSetting(dice.Next(1, 1_000_000), rung, store, dice.Next(8, 17)) { TokenLife = kind.TokenLife };
        await using var practice = await FaultedPractice.StartAsync(setting, databases, kind.Page, mistake, cancellation);
        var scene = new FaultScene(practice, kind, dice, early);
        await kind.Arm(scene, cancellation);
        try
        {
            var violations = await ViolationsAsync(practice, scene, dice.Next(1, 3), cancellation);
            return new FaultResult(scene.Strikes, violations);
        }
        catch (TimeoutException late)
        {
            return new FaultResult(scene.Strikes, [late.Message]);
        }
    }

    private async Task<List<string>> ViolationsAsync(FaultedPractice practice, FaultScene scene, int disturbed, CancellationToken cancellation)
    {
        var judge = new FaultJudge(scene, kind);
        for (var close = 0; close < disturbed; close++)
            await practice.CloseAsync(cancellation);
        scene.Disarm();

        ChildClose last;
        IReadOnlyList<OpenEntry> open = [];
        for (var close = 1; ; close++)
        {
            await practice.SettleAsync(cancellation);
            var (written, before) = (practice.Ehr.History.Records.Count, open);
            last = await practice.CloseAsync(cancellation);
            open = await practice.OpenAsync(cancellation);
            // What is left to a person keeps a close from being settled: it is over when nothing moves any more.
            if (last.Settled || close == MostCloses || (close > 1 && open.SequenceEqual(before) && practice.Ehr.History.Records.Count == written))
                break;
        }

        var violations = judge.Violations(open).ToList();
        if (FaultJudge.IsPlain(judge.Expected()) && !last.Settled)
            violations.Add($"the last close that nobody disturbed left something to do: {last}");
        var all = practice.Ehr.History.Records.Count;
        await practice.SettleAsync(cancellation);
        await practice.CloseAsync(cancellation);
        if (practice.Ehr.History.Records.Count != all)
            violations.Add($"another close wrote {practice.Ehr.History.Records.Count - all} more");
        if (!(await practice.OpenAsync(cancellation)).SequenceEqual(open))
            violations.Add("another close moved what a person should settle");
        return violations;
    }
}
