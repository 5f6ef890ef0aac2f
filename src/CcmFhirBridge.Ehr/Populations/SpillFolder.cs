using System.Globalization;

namespace CcmFhirBridge.Ehr.Populations;

/// <summary>A folder of our own, readable by us only, made at the first need and removed in all cases.</summary>
internal sealed class SpillFolder(string? parent) : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private string? _path;

    public string FileFor(string name)
    {
        _path ??= Create(Parent);
        return Path.Combine(_path, name);
    }

    /// <summary>What to say when the folder cannot be written or read.</summary>
    public SpillException Failed(Exception why) => new(
        $"{Parent}: facts cannot be kept in this temporary folder ({why.Message.Split('\'')[0].Trim()}). Free space there, name another folder in TMPDIR, or give more memory with --memory.", why);

    private string Parent => parent ?? Path.GetTempPath();

    public void Dispose()
    {
        if (_path is not null && Directory.Exists(_path))
            Directory.Delete(_path, recursive: true);
        _path = null;
    }

    private static string Create(string parent)
    {
        for (var number = 0; ; number++)
        {
            var path = Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"ccm-bridge-{Environment.ProcessId}-{number}"));
            if (Directory.Exists(path) || File.Exists(path))
                continue;
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, OwnerOnly);
            return path;
        }
    }
}
