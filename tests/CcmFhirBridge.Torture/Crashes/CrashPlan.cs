namespace CcmFhirBridge.Torture.Crashes;

/// <summary>Deals the crash points out to practices: every point in every kind of process, or, as a slice, every point once.</summary>
internal sealed class CrashPlan(int seed, IReadOnlyList<AttackStore> stores, IReadOnlyDictionary<string, int> counts)
{
    private const int MostHits = 4;
    private const int PointsAChain = 8;

    private readonly Random _random = new(seed);
    private int _practices;

    /// <summary>Every point once in every store; processes and EHRs take turns.</summary>
    public IReadOnlyList<CrashChain> Slice(IReadOnlyList<string> points)
    {
        var service = points.Where(CrashPoints.NeedsService).ToList();
        return
        [
            .. stores.SelectMany((store, turn) => Deal(points.Except(service).ToList()).Select((chain, index) => Chain(
                chain, (index + turn) % AttackedPractice.Ladder.Length, store, (index + turn) % 2 == 0 ? CrashVictim.Close : CrashVictim.Service))),
            .. stores.SelectMany(store => Deal(service).Select((chain, index) => Chain(chain, index, store, CrashVictim.Service))),
        ];
    }

    /// <summary>Every point with every kind of store, EHR and process.</summary>
    public IReadOnlyList<CrashChain> Whole(IReadOnlyList<string> points) =>
    [
        .. from store in stores
           from rung in Enumerable.Range(0, AttackedPractice.Ladder.Length)
           from victim in Enum.GetValues<CrashVictim>()
           from chain in Deal([.. points.Where(point => victim == CrashVictim.Service || !CrashPoints.NeedsService(point))])
           select Chain(chain, rung, store, victim),
    ];

    /// <summary>Another try for what a chain did not come to: the visit alone, on a practice of its own; a later hit becomes the first.</summary>
    public CrashChain Again(CrashChain chain, CrashVisit visit) =>
        chain with { Practice = chain.Practice with { Seed = NextSeed() }, Visits = [chain.Visits[0] == visit ? visit with { Hit = 1 } : visit] };

    /// <summary>Whether a visit that was missed had everything before it.</summary>
    public static bool IsMissedForGood(CrashChain chain, CrashVisit visit) => visit.Hit == 1 && chain.Visits[0] == visit;

    private CrashChain Chain(IReadOnlyList<string> points, int rung, AttackStore store, CrashVictim victim) =>
        new(new AttackSetting(NextSeed(), rung, store, ChainRun.Patients), victim, [.. points.Select(point => new CrashVisit(point, 1 + _random.Next(Math.Clamp(counts.GetValueOrDefault(point) / PointsAChain, 1, MostHits))))]);

    // Points that follow each other go to different chains, so that each chain goes through the whole run.
    private static List<List<string>> Deal(List<string> points)
    {
        var chains = (points.Count + PointsAChain - 1) / PointsAChain;
        return [.. Enumerable.Range(0, chains).Select(chain => points.Where((_, index) => index % chains == chain).ToList())];
    }

    private int NextSeed() => (seed * 1000) + Interlocked.Increment(ref _practices);
}
