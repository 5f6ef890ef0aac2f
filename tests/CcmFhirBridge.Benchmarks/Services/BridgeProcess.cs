using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace CcmFhirBridge.Benchmarks.Services;

/// <summary>The executable as a process of its own; disposing kills it.</summary>
internal sealed class BridgeProcess : IDisposable
{
    private const string Announcement = "Running on ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly Process _process;
    private readonly HttpClient _client;
    private readonly long _started;

    private BridgeProcess(Process process, long started, Uri address)
    {
        (_process, _started) = (process, started);
        _client = new HttpClient { BaseAddress = address };
    }

    /// <summary>Starts <c>run</c> and returns once it listens.</summary>
    public static async Task<BridgeProcess> RunAsync(string executable, string home)
    {
        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(new ProcessStartInfo(executable, ["run", "--urls", "http://127.0.0.1:0", "--home", home])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { ["Logging__LogLevel__Default"] = "Warning" },
        })!;
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith(Announcement, StringComparison.Ordinal))
                continue;
            var address = line[Announcement.Length..line.IndexOf(" for ", StringComparison.Ordinal)];
            _ = Task.WhenAll(process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
            return new BridgeProcess(process, started, new Uri(address));
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"run ended with {process.ExitCode}.");
    }

    /// <summary>Wall time of a process that says its version and ends: what any start costs.</summary>
    public static async Task<TimeSpan> VersionAsync(string executable)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(executable, ["version"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Waits until it is ready with every tenant recovered, and tells how long that took from the start of the process.</summary>
    public async Task<TimeSpan> ReadyAsync()
    {
        await UntilAsync(async () =>
        {
            using var answer = await _client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            if (!answer.IsSuccessStatusCode)
                return false;
            var health = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
            return health.GetProperty("checks").EnumerateArray()
                .Any(check => check.GetProperty("name").GetString() == "workers-recovered" && check.GetProperty("status").GetString() == "healthy");
        });
        return Stopwatch.GetElapsedTime(_started);
    }

    /// <summary>Waits until every tenant has gone through a pass.</summary>
    public Task PassedAsync(int tenants) => UntilAsync(async () =>
    {
        var metrics = await _client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return metrics.Split('\n').Count(line => line.StartsWith("ccm_pass_duration_seconds_count{", StringComparison.Ordinal)
            && line.Contains("outcome=\"ok\"", StringComparison.Ordinal)) >= tenants;
    });

    /// <summary>Processor time used so far.</summary>
    public TimeSpan Cpu()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <summary>Resident memory now, in bytes.</summary>
    public long Memory()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>Ends it as an orchestrator would.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        if (_process.ExitCode != 0)
            throw new InvalidOperationException($"run ended with {_process.ExitCode} after SIGTERM.");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        _client.Dispose();
    }

    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
                throw new InvalidOperationException("The service ended, or never came to where it was waited for.");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
