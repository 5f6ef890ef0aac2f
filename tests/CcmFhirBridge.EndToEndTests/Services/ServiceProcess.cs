using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Services;

/// <summary>The service as a process of its own, on a clock that begins where the test's clock stands; disposing kills it.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    public const string Child = "child";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly StringBuilder _told = new();
    private readonly Task _reading;
    private readonly HttpClient _client = new();

    private ServiceProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    public int Id => _process.Id;

    public bool Ended => _process.HasExited;

    /// <summary>Everything that it said so far, on both outputs.</summary>
    public string Told
    {
        get
        {
            lock (_told)
                return _told.ToString();
        }
    }

    /// <summary>What the child does in place of the tests.</summary>
    public static Task<int> BecomeAsync(string now, string[] command)
    {
        var clock = new OffsetClock(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
        return BridgeCommands.RunAsync(command, CommandEnvironment.OfProcess() with { Time = clock }, CancellationToken.None);
    }

    /// <summary>Starts <c>run</c> on the home of a bridge, on a free port unless one is named.</summary>
    public static ServiceProcess Start(Bridge bridge, params string[] more) => Start(bridge, script: null, more);

    /// <summary>The same after a shell script that prepares its disks, which nobody outside sees.</summary>
    public static ServiceProcess Start(Bridge bridge, string? script, string[] more, params (string Name, string Value)[] variables)
    {
        var service = new List<string> { Environment.ProcessPath! };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            service.Add(typeof(ServiceProcess).Assembly.Location);
        service.AddRange([Child, bridge.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)]);
        service.AddRange(["run", .. more.Contains("--urls") ? Array.Empty<string>() : ["--urls", "http://127.0.0.1:0"], "--home", bridge.Home.Path, .. more]);
        if (script is not null)
            service.InsertRange(0, ["unshare", Environment.IsPrivilegedProcess ? "-m" : "-Urm", "sh", "-ec", script + "\nexec \"$@\"", "sh"]);
        var start = new ProcessStartInfo(service[0], service[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return new ServiceProcess(Process.Start(start)!);
    }

    public Task TellsAsync(string text) => Eventually.ShouldHoldAsync(() => Told.Contains(text, StringComparison.Ordinal) || CannotTellMore(text), $"it to say: {text}");

    /// <summary>What <c>/health/ready</c> says, once it satisfies a condition.</summary>
    public async Task<string> HealthAsync(Func<JsonElement, bool> condition, string what)
    {
        await TellsAsync("Running on ");
        return await ReadyPage.ReadAsync(_client, () => Told, condition, what);
    }

    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Kills it as the operating system would, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary>Its exit code, once it has ended by itself.</summary>
    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        _client.Dispose();
    }

    private bool CannotTellMore(string text) =>
        _process.HasExited && _reading.IsCompleted && !Told.Contains(text, StringComparison.Ordinal)
            ? throw new InvalidOperationException($"It ended with {_process.ExitCode} and said:\n{Told}")
            : false;

    private async Task ReadAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            lock (_told)
                _told.AppendLine(line);
        }
    }

    private sealed class OffsetClock(DateTimeOffset start) : TimeProvider
    {
        private readonly long _started = System.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => start + System.GetElapsedTime(_started);
    }
}
