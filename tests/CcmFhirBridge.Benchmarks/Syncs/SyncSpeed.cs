using System.Globalization;

namespace CcmFhirBridge.Benchmarks.Syncs;

/// <summary>
/// P8: a first sync at 20 ms an answer, against what so many streams can get at that latency; and without latency against a bare client that downloads
/// the same pages and appends their bytes. Both from pairs, one after the other, so that what the machine does besides meets both.
/// </summary>
internal static class SyncSpeed
{
    private const int Encounters = 10;
    private const double LatencyBound = 0.9;
    private const double LoopbackBound = 0.7;
    private const int LoopbackStreams = 8;
    private static readonly TimeSpan s_latency = TimeSpan.FromMilliseconds(20);
    private static readonly int[] s_streams = [1, 8, 32];

    public static async Task<bool> RunAsync(SyncSize size, string folder)
    {
        var holds = true;
        // What is compiled, is compiled before anything counts.
        await PairAsync(TimeSpan.Zero, size.LoopbackPatients, LoopbackStreams, folder);
        foreach (var streams in s_streams)
        {
            var requests = (int)(size.Seconds / s_latency.TotalSeconds * streams);
            var (sync, bare, waited) = await PairAsync(s_latency, requests / 2, streams, folder);
            var allowed = requests / 2 * 2 * waited.TotalSeconds / streams;
            holds &= Gate.AtLeast($"P8 share of what 20 ms allow, {streams} streams", allowed / sync.TotalSeconds, LatencyBound, string.Create(CultureInfo.InvariantCulture,
                $"{requests / sync.TotalSeconds:F0} answers a second; a bare client reaches {allowed / bare.TotalSeconds:F2}; an answer really waited {waited.TotalMilliseconds:F1} ms"));
        }

        var ratios = new List<double>();
        var perSecond = 0.0;
        for (var pair = 0; pair < size.Pairs; pair++)
        {
            var (sync, bare, _) = await PairAsync(TimeSpan.Zero, size.LoopbackPatients, LoopbackStreams, folder);
            ratios.Add(bare / sync);
            perSecond = size.LoopbackPatients * (1 + Encounters) / sync.TotalSeconds;
        }

        ratios.Sort();
        return Gate.AtLeast("P8 loopback ÷ bare client that appends the same bytes", ratios[ratios.Count / 2], LoopbackBound, string.Create(CultureInfo.InvariantCulture,
            $"min {ratios[0]:F2}, max {ratios[^1]:F2}, {perSecond:N0} resources a second, {LoopbackStreams} streams")) & holds;
    }

    private static async Task<(TimeSpan Sync, TimeSpan Bare, TimeSpan Waited)> PairAsync(TimeSpan latency, int patients, int streams, string folder)
    {
        await using var server = await PageServer.StartAsync(Encounters, latency);
        var sync = await SyncedStore.ReadAsync(server.BaseUrl, patients, streams, folder);
        var waited = server.Waited;
        return (sync, await BareClient.ReadAsync(server, patients, streams, folder), waited);
    }
}
