using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Torture.Crashes;

namespace CcmFhirBridge.Torture.Children;

/// <summary>The product as a process of its own, on the attack's clock, so that it can be killed like one or kill itself.</summary>
internal sealed partial class ChildProcess : IDisposable
{
    public const string Child = "child";

    /// <summary>Exit code of what was killed by SIGKILL.</summary>
    public const int Killed = 137;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly ConcurrentQueue<string> _told = new();
    private readonly Task _telling;

    private ChildProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _telling = ListenAsync();
    }

    public int Id => _process.Id;

    public bool Ended => _process.HasExited;

    /// <summary>Where a service says that it listens; null before it says so.</summary>
    public Uri? Address => _told.Select(line => Listens().Match(line)).FirstOrDefault(match => match.Success) is { } match ? new Uri(match.Groups["url"].Value) : null;

    /// <summary>What a child does in place of the attack.</summary>
    public static async Task<int> BecomeAsync(ChildOrder order, string[] command)
    {
        using var watch = CrashWatch.Begin(order.Death, order.Hit);
        var environment = CommandEnvironment.OfProcess() with { Time = new AttackClock(order.Now, order.Speed) };
        var exit = await BridgeCommands.RunAsync(command, environment, CancellationToken.None);
        watch.Tell();
        return exit;
    }

    public static ChildProcess Start(ChildOrder order, IEnumerable<string> command)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (var argument in (IEnumerable<string>)[Child, .. order.ToArguments(), .. command])
            start.ArgumentList.Add(argument);
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Its end, waited for as long as <paramref name="patience"/>; what has not ended then is killed, and that is said.</summary>
    public async Task<ChildEnd> EndAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        var overdue = false;
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            overdue = true;
        }
        finally
        {
            Kill();
        }

        await _process.WaitForExitAsync(cancellation);
        await _telling;
        return new ChildEnd(_process.ExitCode, await _output, string.Join('\n', _told), overdue);
    }

    public void Kill()
    {
        try
        {
            if (!_process.HasExited)
                _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself and was put away before its time came.
        }
    }

    /// <summary>Asks it to end, as an orchestrator does.</summary>
    public Task TerminateAsync(CancellationToken cancellation) => SignalAsync("TERM", cancellation);

    /// <summary>Sends it a signal by its name without SIG.</summary>
    public async Task SignalAsync(string signal, CancellationToken cancellation)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellation);
    }

    public void Dispose() => _process.Dispose();

    private async Task ListenAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
            _told.Enqueue(line);
    }

    [GeneratedRegex("^Running on (?<url>http://[0-9.:]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Listens();
}

/// <summary>How a child ended.</summary>
/// <param name="Exit">Exit code; 137 when it was killed.</param>
/// <param name="Output">Everything that it wrote on standard output.</param>
/// <param name="Error">Everything that it wrote on standard error.</param>
/// <param name="Overdue">Whether nobody killed it but the end of the patience.</param>
internal sealed record ChildEnd(int Exit, string Output, string Error, bool Overdue);
