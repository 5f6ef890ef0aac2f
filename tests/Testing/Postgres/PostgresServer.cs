using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CcmFhirBridge.Testing.Postgres;

/// <summary>
/// A throw-away PostgreSQL of this process: the server that <c>CCM_TEST_POSTGRES</c> names, else one started from the binaries of this
/// machine and gone with the process. It sorts texts by the rules of a language, so that whatever relies on the order of bytes shows.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const string User = "ccm";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<PostgresServer?> s_shared = new(StartOrNull);

    private readonly string _folder;
    private readonly int _port;
    private readonly IReadOnlyList<string> _enter;
    private readonly string _settings;
    private Process? _guard;

    private PostgresServer(string folder, int port, IReadOnlyList<string> enter, string settings) =>
        (_folder, _port, _enter, _settings) = (folder, port, enter, settings);

    /// <summary>The one that all tests of the process share; null where there is none, and then tests skip.</summary>
    public static string? Shared => Environment.GetEnvironmentVariable("CCM_TEST_POSTGRES") is { Length: > 0 } named ? named : s_shared.Value?.ConnectionString;

    /// <summary>What a test that needs it says when it skips.</summary>
    public static string Missing => "No PostgreSQL: install it (Debian: apt-get install postgresql) or name a server in CCM_TEST_POSTGRES.";

    public string ConnectionString => $"Host=127.0.0.1;Port={_port.ToString(CultureInfo.InvariantCulture)};Username={User};Database=postgres";

    /// <summary>Whether it ended by itself, as it does when its disks fail it.</summary>
    public bool HasEnded => _guard is { HasExited: true };

    /// <summary>A server of its own, for a test that stops or breaks it.</summary>
    /// <exception cref="InvalidOperationException">There are no binaries.</exception>
    public static PostgresServer Start() => StartOrNull() ?? throw new InvalidOperationException(Missing);

    /// <summary>Dies as by a power cut of the server, and comes back with the same data and address.</summary>
    public void Restart()
    {
        Stop();
        Run();
    }

    public void Stop()
    {
        _guard?.StandardInput.Close();
        _guard?.WaitForExit();
        _guard?.Dispose();
        _guard = null;
    }

    /// <summary>Starts it with the data that are there.</summary>
    /// <exception cref="InvalidOperationException">It does not come up.</exception>
    public void Run()
    {
        // The shell ends the server when its input ends, which happens however this process ends, and ends with the server.
        var server = $"{AsUser(Binary("postgres"))} -D {_folder}/data -p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c max_connections=300 -c logging_collector=off {_settings}";
        List<string> guard =
        [
            .. _enter, "/bin/sh", "-c",
            $"ulimit -c 0; exec 3<&0; {server} >{_folder}/log 2>&1 3<&- & server=$!; (cat <&3 >/dev/null; kill -QUIT $server) & input=$!; wait $server; kill $input 2>/dev/null",
        ];
        _guard = Process.Start(new ProcessStartInfo(guard[0], guard[1..]) { RedirectStandardInput = true, UseShellExecute = false })!;
        var began = Stopwatch.GetTimestamp();
        while (!Answers())
        {
            if (Stopwatch.GetElapsedTime(began) > s_patience || _guard.HasExited)
                throw new InvalidOperationException($"PostgreSQL did not start: {File.ReadAllText(Path.Combine(_folder, "log"))}");
        }
    }

    public void Dispose()
    {
        Stop();
        Directory.Delete(_folder, recursive: true);
    }

    private static PostgresServer? StartOrNull() => StartOrNull(Directory.CreateTempSubdirectory("ccm-pg-").FullName, [], "", "");

    /// <summary>A server in a folder that somebody prepared; null where there are no binaries, and then the folder is gone.</summary>
    /// <param name="folder">Where it lives; gone with it.</param>
    /// <param name="enter">Words of the command that enters the namespace in which the folder is what it should be; empty: here.</param>
    /// <param name="initialization">More words for <c>initdb</c>.</param>
    /// <param name="settings">More words for <c>postgres</c>.</param>
    internal static PostgresServer? StartOrNull(string folder, IReadOnlyList<string> enter, string initialization, string settings)
    {
        if (OperatingSystem.IsWindows() || Binary("initdb").Length == 0)
        {
            Directory.Delete(folder, recursive: true);
            return null;
        }

        if (Environment.IsPrivilegedProcess)
            Shell([], $"chown postgres {folder}");
        Shell(enter, $"{AsUser(Binary("initdb"))} -D {folder}/data -U {User} -A trust -E UTF8 --locale-provider=icu --icu-locale=en --locale=C.UTF-8 {initialization} >/dev/null");
        var server = new PostgresServer(folder, FreePort(), enter, settings);
        server.Run();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (Directory.Exists(folder))
                server.Dispose();
        };
        return server;
    }

    private bool Answers()
    {
        try
        {
            return Shell([], $"{Binary("pg_isready")} -q -h 127.0.0.1 -p {_port} -U {User} -d postgres", mayFail: true) == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    // The server refuses to run for a privileged user.
    private static string AsUser(string command) => Environment.IsPrivilegedProcess ? $"setpriv --reuid=postgres --regid=postgres --init-groups {command}" : command;

    private static string Binary(string name)
    {
        var folders = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) ?? "";
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Runs a shell command; its exit code.</summary>
    /// <param name="enter">Words of the command that enters its namespace; empty: here.</param>
    /// <param name="command">The command.</param>
    /// <param name="mayFail">Whether another code than 0 is an answer.</param>
    /// <exception cref="InvalidOperationException">It failed and may not.</exception>
    internal static int Shell(IReadOnlyList<string> enter, string command, bool mayFail = false)
    {
        List<string> words = [.. enter, "/bin/sh", "-ec", command];
        using var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 || mayFail ? process.ExitCode : throw new InvalidOperationException($"{command}: {said}");
    }
}
