using System.Diagnostics;
using System.Globalization;

namespace CcmFhirBridge.Testing.Disks;

/// <summary>
/// A disk that takes what is written and cannot keep it: every flush of a process, or of those that a server has at this moment, is answered with an I/O
/// error, by the kernel's own interface for tracing. Those that the server begins later are spared, so that it can come up again.
/// </summary>
public sealed class FailingFlushes : IDisposable
{
    private const string Flushes = "fsync,fdatasync";

    private readonly Process _tracer;

    private FailingFlushes(Process tracer) => _tracer = tracer;

    /// <summary>What a test that needs it says when it skips.</summary>
    public static string Missing => "Flushes that fail need strace and a user who may trace other processes.";

    /// <summary>Whether this machine has what it takes.</summary>
    public static bool ArePossible => Environment.IsPrivilegedProcess
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(static folder => File.Exists(Path.Combine(folder, "strace")));

    /// <summary>Lets the flushes of a server fail, until this is disposed.</summary>
    /// <param name="postmaster">Process of the server.</param>
    /// <exception cref="InvalidOperationException">Its processes cannot be traced.</exception>
    public static FailingFlushes OfServer(int postmaster)
    {
        var id = postmaster.ToString(CultureInfo.InvariantCulture);
        return Of(File.ReadAllText($"/proc/{id}/task/{id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The same of one process.</summary>
    public static FailingFlushes OfProcess(int process) => Of([process.ToString(CultureInfo.InvariantCulture)]);

    private static FailingFlushes Of(string[] processes)
    {
        List<string> words = ["-f", "-o", "/dev/null", "-e", $"trace={Flushes}", "-e", $"inject={Flushes}:error=EIO", .. processes.SelectMany(process => new[] { "-p", process })];
        var tracer = Process.Start(new ProcessStartInfo("strace", words) { RedirectStandardError = true, UseShellExecute = false })!;
        for (var attached = 0; attached < processes.Length; attached++)
        {
            if (tracer.StandardError.ReadLine() is not { } line || !line.Contains(" attached", StringComparison.Ordinal))
            {
                End(tracer);
                throw new InvalidOperationException("The processes cannot be traced. Allow it (ptrace) or run the tests as a user who may.");
            }
        }

        // It tells of every thread that begins, and would stand still, and they with it, when nobody read that.
        _ = tracer.StandardError.BaseStream.CopyToAsync(Stream.Null);
        return new FailingFlushes(tracer);
    }

    public void Dispose() => End(_tracer);

    private static void End(Process tracer)
    {
        tracer.Kill();
        tracer.WaitForExit();
        tracer.Dispose();
    }
}
