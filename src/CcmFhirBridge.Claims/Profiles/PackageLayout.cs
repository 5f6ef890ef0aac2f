namespace CcmFhirBridge.Claims.Profiles;

/// <summary>Which files of a package are read, and how much of them is believed.</summary>
public sealed record PackageLayout
{
    /// <summary>Folder inside the package whose files are read; folders below it (examples, xml) are not.</summary>
    public string Folder { get; init; } = "package";

    /// <summary>Files of that folder that are read; all when null.</summary>
    public IReadOnlyCollection<string>? Files { get; init; }

    /// <summary>Most bytes of one file.</summary>
    public long MostFileBytes { get; init; } = 64L << 20;

    /// <summary>Most bytes of all files that are read, and of all that an archive says it holds.</summary>
    public long MostBytes { get; init; } = 512L << 20;

    /// <summary>Most entries in the archive.</summary>
    public int MostEntries { get; init; } = 50_000;

    internal bool Reads(string name) =>
        name.StartsWith(Folder + "/", StringComparison.Ordinal)
        && name[(Folder.Length + 1)..] is var file
        && !file.Contains('/')
        && file.EndsWith(".json", StringComparison.Ordinal)
        && (Files?.Contains(file) ?? !file.StartsWith('.'));
}
