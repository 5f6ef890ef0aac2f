using System.Diagnostics;
using System.Globalization;
using CcmFhirBridge.Testing.Disks;

namespace CcmFhirBridge.Testing.Postgres;

/// <summary>
/// A throw-away PostgreSQL on two small disks of its own, one for its data and one for its write-ahead log. They are in memory, in a mount
/// namespace that only the server and its test see, and gone with the process.
/// </summary>
public sealed class PostgresOnSmallDisks : IDisposable
{
    private const int DataMegabytes = 128;
    private const int LogMegabytes = 48;

    // Small segments, so that the log needs another one soon. Nothing but the test and what it tests writes a page or a segment: no
    // checkpoint by the clock, no vacuum, and whoever commits writes the log.
    private const string Settings = "-c min_wal_size=2MB -c max_wal_size=1GB -c checkpoint_timeout=1h -c autovacuum=off -c wal_writer_delay=10s";

    private readonly Process _keeper;
    private readonly string _folder;
    private readonly IReadOnlyList<string> _enter;

    private PostgresOnSmallDisks(Process keeper, string folder, PostgresServer server, IReadOnlyList<string> enter)
    {
        (_keeper, _folder, _enter, Server) = (keeper, folder, enter, server);
        (Data, Log) = (new SmallDisk(this, $"{folder}/data", $"{folder}/data/base"), new SmallDisk(this, $"{folder}/wal", $"{folder}/wal"));
    }

    /// <summary>What a test that needs it says when it skips.</summary>
    public static string Missing => "A PostgreSQL on disks of its own needs its binaries, Linux, mount namespaces and a user who may make them and give files away.";

    public PostgresServer Server { get; }

    /// <summary>The disk of its tables.</summary>
    public SmallDisk Data { get; }

    /// <summary>The disk of its write-ahead log.</summary>
    public SmallDisk Log { get; }

    /// <summary>Starts one; null where that cannot be done.</summary>
    public static PostgresOnSmallDisks? StartOrNull()
    {
        // In a namespace of users, where anybody may mount, one would be root, as whom the server does not run.
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return null;
        var folder = Directory.CreateTempSubdirectory("ccm-pg-disks-").FullName;
        var keeper = Process.Start(new ProcessStartInfo("unshare", ["-m", "/bin/sh", "-ec", $"{Mount("data", DataMegabytes)}; {Mount("wal", LogMegabytes)}; echo mounted; exec cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        })!;
        IReadOnlyList<string> enter = ["nsenter", "-t", keeper.Id.ToString(CultureInfo.InvariantCulture), "-m"];
        if (keeper.StandardOutput.ReadLine() == "mounted"
            && PostgresServer.StartOrNull(folder, enter, $"-X {folder}/wal --data-checksums --wal-segsize=1", Settings) is { } server)
            return new PostgresOnSmallDisks(keeper, folder, server, enter);
        End(keeper);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return null;
    }

    /// <summary>Lets what the server's processes flush to either disk fail.</summary>
    public FailingFlushes FailFlushes() => FailingFlushes.OfServer(int.Parse(File.ReadLines(Outside($"{_folder}/data/postmaster.pid")).First(), CultureInfo.InvariantCulture));

    /// <summary>Keeps a copy of both disks, as a backup of the server that stands still.</summary>
    public void Save() => Shell($"mkdir {_folder}/saved; cp -a {_folder}/data {_folder}/wal {_folder}/saved");

    /// <summary>Puts that copy in the place of what is on the disks; the server stands still.</summary>
    public void Restore() => Shell($"for disk in data wal; do find {_folder}/$disk -mindepth 1 -delete; cp -a {_folder}/saved/$disk/. {_folder}/$disk; done");

    public void Dispose()
    {
        Server.Stop();
        End(_keeper);
        Server.Dispose();
    }

    /// <summary>Runs a shell command where the disks are seen.</summary>
    internal void Shell(string command, bool mayFail = false) => PostgresServer.Shell(_enter, command, mayFail);

    /// <summary>Where a file of a disk is seen from outside.</summary>
    internal string Outside(string path) => $"/proc/{_keeper.Id.ToString(CultureInfo.InvariantCulture)}/root{path}";

    private static string Mount(string name, int megabytes) => $"mkdir {name}; mount -t tmpfs -o size={megabytes}m,mode=700 tmpfs {name}; chown postgres {name}";

    private static void End(Process keeper)
    {
        keeper.StandardInput.Close();
        keeper.WaitForExit();
        keeper.Dispose();
    }
}
