namespace CcmFhirBridge.Ehr.Reading.Files;

/// <summary>Turns the paths that a person gives into the files to read.</summary>
public static class InputFiles
{
    private static readonly string[] Endings = [".ndjson", ".jsonl", ".json", ".ndjson.gz", ".jsonl.gz", ".json.gz"];

    /// <summary>Files as given; of folders, every file below with an ending that we read. In ordinal order, each once.</summary>
    /// <exception cref="InputException">A path does not exist, or a folder holds nothing to read.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
            throw new InputException("No input is given. Name a folder of NDJSON files, a file or a Bundle with --input.");
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (File.Exists(path))
            {
                files.TryAdd(Path.GetFullPath(path), path);
                continue;
            }

            if (!Directory.Exists(path))
                throw new InputException($"{path}: no such file or folder. Check the path.");
            var before = files.Count;
            var any = false;
            foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsReadable))
            {
                any = true;
                files.TryAdd(Path.GetFullPath(file), file);
            }

            if (!any && files.Count == before)
                throw new InputException($"{path}: the folder holds no .ndjson, .json or .gz file. Name the folder that holds the export.");
        }

        return [.. files.Values];
    }

    private static bool IsReadable(string file) => Array.Exists(Endings, ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
