namespace CcmFhirBridge.Benchmarks.Syncs;

/// <summary>How much a sync is measured with.</summary>
/// <param name="Seconds">How long a read at the simulated latency takes at best.</param>
/// <param name="LoopbackPatients">Patients of a read without latency.</param>
/// <param name="Pairs">Pairs of which the median counts.</param>
/// <param name="Changes">Resources that changed since the last sync, each of another patient.</param>
/// <param name="FewResources">Resources of the smaller of two practices whose memory is compared.</param>
/// <param name="ManyResources">Resources of the larger one.</param>
internal sealed record SyncSize(int Seconds, int LoopbackPatients, int Pairs, int Changes, int FewResources, int ManyResources)
{
    /// <summary>Small enough for every push.</summary>
    public static readonly SyncSize Ci = new(Seconds: 2, LoopbackPatients: 600, Pairs: 3, Changes: 400, FewResources: 4_000, ManyResources: 40_000);

    /// <summary>Ten thousand resources and a million.</summary>
    public static readonly SyncSize Full = new(Seconds: 6, LoopbackPatients: 3_000, Pairs: 5, Changes: 2_000, FewResources: 10_000, ManyResources: 1_000_000);
}
