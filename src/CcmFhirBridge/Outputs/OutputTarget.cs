using CcmFhirBridge.Commands;
using CcmFhirBridge.Homes;

namespace CcmFhirBridge.Outputs;

/// <summary>Standard output, or a file that appears under its name only when it is complete.</summary>
internal sealed class OutputTarget : IAsyncDisposable
{
    private readonly string? _path;
    private readonly bool _inPlace;

    public OutputTarget(string target, CommandEnvironment environment)
    {
        if (target == "-")
        {
            Stream = new BufferedStream(environment.RawOut, 1 << 16);
            return;
        }

        _path = Path.GetFullPath(environment.PathOf(target));
        // A device takes bytes; renaming a file over it would destroy it.
        _inPlace = _path.StartsWith("/dev/", StringComparison.Ordinal);
        if (Directory.Exists(_path) || !Directory.Exists(Path.GetDirectoryName(_path)))
            throw new UsageException($"--output {target} is a folder, or lies in a folder that does not exist. Name a file.");
        Stream = _inPlace ? new FileStream(_path, FileMode.Open, FileAccess.Write) : PrivateFile.Create(Partial);
    }

    public Stream Stream { get; }

    private string Partial => _path + ".partial";

    public async Task CompleteAsync(CancellationToken cancellation)
    {
        await Stream.FlushAsync(cancellation);
        if (_path is null || _inPlace)
            return;
        await Stream.DisposeAsync();
        File.Move(Partial, _path, overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (_path is null)
            return;
        await Stream.DisposeAsync();
        if (!_inPlace)
            File.Delete(Partial);
    }
}
