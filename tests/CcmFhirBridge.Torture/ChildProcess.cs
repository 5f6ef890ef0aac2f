using System.Diagnostics;
using System.Globalization;
using CcmFhirBridge.Commands;

namespace CcmFhirBridge.Torture;

/// <summary>The product as a process of its own, on the attack's clock, so that it can be killed like one.</summary>
internal static class ChildProcess
{
    public static Task<int> RunAsync(string now, string[] command)
    {
        var clock = new AttackClock(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
        return BridgeCommands.RunAsync(command, CommandEnvironment.OfProcess() with { Time = clock }, CancellationToken.None);
    }

    public static Process Start(AttackClock clock, IEnumerable<string> command)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        start.ArgumentList.Add("child");
        start.ArgumentList.Add(clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        foreach (var argument in command)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class AttackClock(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
