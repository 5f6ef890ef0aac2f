namespace CcmFhirBridge.Simulator.Loading;

/// <summary>Something that could not be loaded.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">Line from 1; in a Bundle the entry from 1; 0 for the whole file.</param>
/// <param name="Message">What is wrong; never a value out of the resource.</param>
public sealed record LoadProblem(string File, int Line, string Message);

/// <summary>What a load came to.</summary>
public sealed class LoadReport
{
    private readonly SortedDictionary<string, int> loaded = new(StringComparer.Ordinal);
    private readonly List<LoadProblem> problems = [];

    /// <summary>Resources stored, by type.</summary>
    public IReadOnlyDictionary<string, int> Loaded => loaded;

    public int Total => loaded.Values.Sum();

    /// <summary>Files read.</summary>
    public int Files { get; internal set; }

    public IReadOnlyList<LoadProblem> Problems => problems;

    internal void Count(string type) => loaded[type] = loaded.GetValueOrDefault(type) + 1;

    internal void Problem(string file, int line, string message) => problems.Add(new LoadProblem(file, line, message));
}
