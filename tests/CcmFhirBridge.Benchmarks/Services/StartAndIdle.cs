using System.Globalization;

namespace CcmFhirBridge.Benchmarks.Services;

/// <summary>
/// How soon the service is ready over what is stored, and what it costs while nothing happens. A start is set beside one of the same
/// executable that only says its version; both alternate, so that what else the machine does slows both.
/// </summary>
internal static class StartAndIdle
{
    private const double ReadyBound = 2;
    private const double MemoryBound = 150;
    private const double CpuBound = 1;

    public static async Task<bool> RunAsync(ServiceSize size, int seed, string executable)
    {
        await using var practices = await HostedPractices.StoredAsync(executable, ServiceSize.Tenants, size.StoredPatients, seed);
        var holds = await StartAsync(practices, size);
        return holds & await IdleAsync(practices, size);
    }

    private static async Task<bool> StartAsync(HostedPractices practices, ServiceSize size)
    {
        var starts = new List<(double Bare, double Ready)>();
        for (var start = 0; start < size.Starts; start++)
        {
            var bare = await BridgeProcess.VersionAsync(practices.Executable);
            using var service = await BridgeProcess.RunAsync(practices.Executable, practices.Home);
            starts.Add((bare.TotalSeconds, (await service.ReadyAsync()).TotalSeconds));
            await service.StopAsync();
        }

        var ready = starts.Select(pair => pair.Ready).Order().ToArray();
        var times = starts.Select(pair => pair.Ready / pair.Bare).Order().ToArray();
        return Gate.AtMost("start to ready in s", ready[ready.Length / 2], ReadyBound, string.Create(CultureInfo.InvariantCulture,
            $"min {ready[0]:F2}, max {ready[^1]:F2}, {times[times.Length / 2]:F1} times a start that only says its version; {ServiceSize.Tenants} tenants of {size.StoredPatients} patients, {practices.Stored / 1e6:F0} MB stored"));
    }

    private static async Task<bool> IdleAsync(HostedPractices practices, ServiceSize size)
    {
        using var service = await BridgeProcess.RunAsync(practices.Executable, practices.Home);
        await service.PassedAsync(ServiceSize.Tenants);
        await Task.Delay(size.Settle, TimeProvider.System);
        var before = service.Cpu();
        var most = 0L;
        for (var second = 0; second < size.Idle.TotalSeconds; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            most = Math.Max(most, service.Memory());
        }

        var share = (service.Cpu() - before) / size.Idle;
        await service.StopAsync();
        var memory = Gate.AtMost("idle resident memory in MB", most / 1e6, MemoryBound, $"{ServiceSize.Tenants} tenants of {size.StoredPatients} patients, after a pass of each");
        return memory & Gate.AtMost("idle processor time in % of a core", share * 100, CpuBound, string.Create(CultureInfo.InvariantCulture,
            $"{ServiceSize.Tenants} tenants over {size.Idle.TotalSeconds:F0} s, every 5 minutes a sync of each"));
    }
}
