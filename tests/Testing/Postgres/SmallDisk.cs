namespace CcmFhirBridge.Testing.Postgres;

/// <summary>A disk that fills up or is mounted read-only when a test wants it.</summary>
public sealed class SmallDisk
{
    private const int PageSize = 8192;

    private readonly PostgresOnSmallDisks _disks;
    private readonly string _path;
    private readonly string _files;

    /// <summary>A disk of a server.</summary>
    /// <param name="disks">All of them.</param>
    /// <param name="path">Where it is mounted.</param>
    /// <param name="files">The folder of it whose files the server opens one by one while it works.</param>
    internal SmallDisk(PostgresOnSmallDisks disks, string path, string files) => (_disks, _path, _files) = (disks, path, files);

    /// <summary>Leaves no room on it.</summary>
    public void Fill() => _disks.Shell($"cat /dev/zero > {_path}/ballast", mayFail: true);

    /// <summary>Ends that.</summary>
    public void Free() => _disks.Shell($"rm {_path}/ballast");

    /// <summary>No file of it is opened for writing any more.</summary>
    public void MakeReadOnly() => _disks.Shell($"mount --bind {_files} {_files}; mount -o remount,ro,bind {_files}");

    /// <summary>Ends that.</summary>
    public void MakeWritable() => _disks.Shell($"umount --lazy {_files}");

    /// <summary>Writes over bytes of a file, page by page; the server stands still.</summary>
    /// <param name="file">Path from the top of the disk.</param>
    /// <param name="damage">Changes a page of 8192 bytes, or what a shorter file has.</param>
    public void Damage(string file, Action<Span<byte>> damage)
    {
        var path = _disks.Outside(Path.Combine(_path, file));
        var bytes = File.ReadAllBytes(path);
        for (var page = 0; page < bytes.Length; page += PageSize)
            damage(bytes.AsSpan(page, Math.Min(PageSize, bytes.Length - page)));
        // In place: the file keeps its owner.
        using var written = File.OpenWrite(path);
        written.Write(bytes);
    }

    /// <summary>Removes a file; the server stands still.</summary>
    public void Remove(string file) => File.Delete(_disks.Outside(Path.Combine(_path, file)));
}
