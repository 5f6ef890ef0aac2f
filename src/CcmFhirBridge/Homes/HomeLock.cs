using System.Globalization;
using CcmFhirBridge.Commands;

namespace CcmFhirBridge.Homes;

/// <summary>One service per home folder: an exclusive lock that the operating system frees even after kill -9.</summary>
internal sealed class HomeLock : IDisposable
{
    private readonly FileStream _stream;

    private HomeLock(FileStream stream) => _stream = stream;

    public static HomeLock Take(BridgeHome home)
    {
        var path = Path.Combine(home.Path, "run.lock");
        var owner = Path.Combine(home.Path, "run.pid");
        try
        {
            var stream = PrivateFile.OpenAlone(path);
            PrivateFile.Write(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new HomeLock(stream);
        }
        catch (IOException failure) when (PrivateFile.IsTaken(failure))
        {
            var process = File.Exists(owner) ? File.ReadAllText(owner).Trim() : "unknown";
            throw new UsageException($"process {process} already runs for {home.Path}. Stop it first, or name another home with --home.");
        }
    }

    public void Dispose() => _stream.Dispose();
}
