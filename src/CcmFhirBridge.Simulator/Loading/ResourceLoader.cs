using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Loading;

/// <summary>Fills a store from NDJSON (also gzip), Bundles and single resources, files or whole folders.</summary>
public static class ResourceLoader
{
    public static LoadReport Load(IEnumerable<string> paths, FhirStore store)
    {
        var report = new LoadReport();
        var intake = new ResourceIntake(store, report);
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsKnown).Order(StringComparer.Ordinal))
                    LoadFile(file, intake, report);
            }
            else if (!File.Exists(path))
            {
                report.Problem(path, 0, "There is no such file or folder.");
            }
            else if (IsKnown(path))
            {
                LoadFile(path, intake, report);
            }
            else
            {
                report.Problem(path, 0, "Only .ndjson, .jsonl and .json are read, also with .gz.");
            }
        }
        return report;
    }

    private static bool IsKnown(string file) => IsLines(file) || Plain(file).EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static bool IsLines(string file) =>
        Plain(file).EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) || Plain(file).EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase);

    private static string Plain(string file) => IsGzip(file) ? file[..^3] : file;

    private static bool IsGzip(string file) => file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static void LoadFile(string file, ResourceIntake intake, LoadReport report)
    {
        report.Files++;
        var line = 0;
        try
        {
            using var stream = Open(file);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            if (!IsLines(file))
            {
                Take(reader.ReadToEnd(), file, 0, intake, report);
                return;
            }
            while (reader.ReadLine() is { } text)
            {
                line++;
                if (!string.IsNullOrWhiteSpace(text))
                    Take(text, file, line, intake, report);
            }
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            report.Problem(file, line, $"The file cannot be read: {problem.Message}");
        }
    }

    private static Stream Open(string file)
    {
        var stream = File.OpenRead(file);
        return IsGzip(file) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    private static void Take(string text, string file, int line, ResourceIntake intake, LoadReport report)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            intake.Take(document.RootElement, file, line);
        }
        catch (JsonException problem)
        {
            var at = line == 0 ? (int)Math.Min(problem.LineNumber.GetValueOrDefault() + 1, int.MaxValue) : line;
            report.Problem(file, at, "This is no JSON.");
        }
        catch (Exception problem) when (problem is InvalidOperationException or ArgumentException)
        {
            // Well-formed JSON may still hold half a surrogate pair, which shows only when the text is taken out.
            report.Problem(file, line, "This holds text that is no Unicode.");
        }
    }
}
