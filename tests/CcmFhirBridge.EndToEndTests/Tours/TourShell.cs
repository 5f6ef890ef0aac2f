using System.Diagnostics;
using System.Globalization;
using CcmFhirBridge.EndToEndTests.Services;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Tours;

/// <summary>
/// A folder of its own with a <c>ccm-bridge</c> on the path: the product as processes of this suite, on a clock that began where the test's stands
/// and goes on from call to call. It writes down how each call ended, so that a step in the middle cannot fail unseen.
/// </summary>
internal sealed class TourShell(Bridge bridge)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private string Calls => Path.Combine(bridge.Path, "calls.txt");

    /// <summary>A program that the tour needs and this machine lacks; null when it has all.</summary>
    public static string? Missing() => !OperatingSystem.IsLinux()
        ? "The clock of the tour is set by the date program of Linux."
        : new[] { "bash", "curl", "openssl" }.FirstOrDefault(static program => !IsThere(program)) is { } missing ? $"The tour needs {missing}, which this machine lacks." : null;

    /// <summary>Runs a script to its end; whatever it started is gone after that.</summary>
    public async Task<CommandResult> RunAsync(string script)
    {
        var tools = Directory.CreateDirectory(Path.Combine(bridge.Path, "tools")).FullName;
        bridge.Write("tools/ccm-bridge", Wrapper());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(tools, "ccm-bridge"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo("bash", [bridge.Write("tour.sh", script)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = bridge.Path,
        };
        start.Environment["PATH"] = $"{tools}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["TOUR"] = Path.Combine(bridge.Path, "tour");
        // A proxy that this machine may need for others leads to nobody here.
        start.Environment["no_proxy"] = "127.0.0.1";
        foreach (var port in new[] { "EHR_PORT", "BRIDGE_PORT" })
            start.Environment[port] = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The tour did not end within {Patience}.\n{await output}\n{await error}");
        }

        return new CommandResult(process.ExitCode, await output, await error);
    }

    /// <summary>Every call of the product that ended, such as <c>month close 3</c>, in the order of the ends.</summary>
    public IReadOnlyList<string> Ended() => File.ReadAllLines(Calls);

    // What runs in the background is replaced by the product itself, so that the signal to stop reaches it.
    private string Wrapper() => $"""
        #!/usr/bin/env bash
        now=$(date -u -d "@$(( {bridge.Clock.GetUtcNow().ToUnixTimeSeconds()} + $(date +%s) - {TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()} ))" +%Y-%m-%dT%H:%M:%SZ)
        case "$1" in simulate-ehr|run) exec {Product()} {ServiceProcess.Child} "$now" "$@" ;; esac
        {Product()} {ServiceProcess.Child} "$now" "$@"
        exit=$?
        echo "$1 $2 $exit" >> '{Calls}'
        exit $exit

        """;

    private static string Product() => Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet"
        ? $"'{Environment.ProcessPath}' '{typeof(TourShell).Assembly.Location}'"
        : $"'{Environment.ProcessPath}'";

    private static bool IsThere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
